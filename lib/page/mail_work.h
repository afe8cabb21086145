/*
 * mail_work.h - a mail in the making, as the functions of its kinds see it.
 */
#ifndef PAGE_MAIL_WORK_H
#define PAGE_MAIL_WORK_H

#include "domain/shop.h"
#include "domain/tables.h"
#include "page/mail_content.h"
#include "page/mail_mime.h"

struct mail_work {
	struct shop *shop;
	const Record__OutboxEntry *entry;
	struct mail_content content; /* language and arena are given */
	struct mail_person to;
};

/* Says what there is to say, and to whom.  NOT_FOUND: what it is about is gone. */
typedef enum result mail_tell(struct mail_work *work);

#endif

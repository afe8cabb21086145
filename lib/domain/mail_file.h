/*
 * mail_file.h - where mails go in a shop without a mail server: SHOP/mail/NUMBER-KIND.eml.
 */
#ifndef DOMAIN_MAIL_FILE_H
#define DOMAIN_MAIL_FILE_H

#include "domain/delivery.h"

/* The whole mail or nothing, for its owner alone.  UNAVAILABLE: answer says why not. */
MUST_USE enum result mail_file_write(const struct shop *shop, const Record__OutboxEntry *entry,
	const struct mail *mail, char answer[static MAIL_ANSWER_SIZE]);

#endif

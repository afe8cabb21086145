/*
 * mail.h - the mails that the shop sends: what they say, in text and in HTML, and the letter around
 * it.
 *
 * A mail is a list of parts, written once and printed twice, so that both forms say the same.
 * Nothing that somebody typed can make a header: those are ASCII, and what isn't is encoded
 * (RFC 2047).  Links lead to the configured address.
 */
#ifndef PAGE_MAIL_H
#define PAGE_MAIL_H

#include "domain/delivery.h"
#include "page/language.h"

#define MAIL_PARTS_MOST 12

enum mail_kind { MAIL_SAYS, MAIL_QUOTES, MAIL_LEADS };

struct mail_part {
	enum mail_kind kind;
	const char *text;    /* a paragraph, somebody's words, or what a link says */
	const char *address; /* MAIL_LEADS */
};

struct mail {
	enum language language;
	const char *to, *subject;
	const char *shop, *seller; /* names */
	size_t count;
	struct mail_part parts[MAIL_PARTS_MOST];
};

/* What delivery_run calls. */
MUST_USE enum result mail_render(struct shop *shop, struct arena *arena,
	const Record__OutboxEntry *entry, struct letter *letter);

/* The letter of a mail: id and created give it its Message-ID and its date. */
void mail_letter(struct shop *shop, struct arena *arena, const struct mail *mail, uint64_t id,
	int64_t created, struct letter *letter);

#endif

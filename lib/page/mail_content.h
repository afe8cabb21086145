/*
 * mail_content.h - what a mail says, once: written out as plain text and as HTML.
 */
#ifndef PAGE_MAIL_CONTENT_H
#define PAGE_MAIL_CONTENT_H

#include "base/arena.h"
#include "page/language.h"

#include <stddef.h>

#define MAIL_PIECES_MOST 12

enum mail_piece_kind { MAIL_PARAGRAPH, MAIL_QUOTATION, MAIL_LINK };

struct mail_piece {
	enum mail_piece_kind kind;
	const char *text;    /* lines */
	const char *address; /* of a link */
};

struct mail_content {
	enum language language;
	struct arena *arena;
	const char *subject;
	size_t count;
	struct mail_piece pieces[MAIL_PIECES_MOST];
};

void mail_say(struct mail_content *content, const char *text);
void mail_quote(struct mail_content *content, const char *text); /* what somebody wrote */
void mail_link(struct mail_content *content, const char *text, const char *address);

/* A text of language.h with its places filled: names and values alternate, NULL behind the last. */
const char *mail_fill(struct arena *arena, const char *text, const char *const *names_and_values);
#define MAIL_FILL(arena, text, ...)                                                                \
	mail_fill(arena, text, (const char *const[]){ __VA_ARGS__, NULL })

const char *mail_as_text(const struct mail_content *content);
const char *mail_as_html(const struct mail_content *content);

#endif

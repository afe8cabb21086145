/*
 * mail_mime.h - a mail's bytes: header lines and two bodies, as RFC 5322 and RFC 2045 to 2047 want.
 *
 * Lines end with CR LF and have at most 76 characters, all of them ASCII: texts in the header are
 * encoded words, bodies quoted-printable.  A control character in a text becomes a space, so that
 * no text, wherever it comes from, makes a header line of its own.
 */
#ifndef PAGE_MAIL_MIME_H
#define PAGE_MAIL_MIME_H

#include "base/buffer.h"
#include "base/clock.h"

struct mail_person {
	const char *name;    /* "": none */
	const char *address; /* of text_is_email's form */
};

struct mail_mime {
	struct mail_person from, to, reply_to;
	const char *subject;
	const char *id;       /* "12.1778493600@example.com" */
	const char *language; /* "fr" */
	struct instant date;
	const char *text, *html;
};

void mail_mime_write(struct buffer *out, const struct mail_mime *mime);

#endif

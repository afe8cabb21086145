/*
 * smtp.h - handing a mail to a mail server (RFC 5321), with libcurl.
 *
 * One connection serves many mails.  A mail is taken once the server has answered its last line
 * with 2xx; where that answer is lost, nobody knows, and it is sent again under its Message-ID.
 * Linked into palierctl alone: libcurl costs a page's program too much at its start.
 */
#ifndef REMOTE_SMTP_H
#define REMOTE_SMTP_H

#include "base/result.h"

#include <stddef.h>

enum smtp_security { SMTP_STARTTLS, SMTP_TLS, SMTP_PLAIN };

struct smtp_server {
	const char *host;
	unsigned port;
	enum smtp_security security; /* STARTTLS and TLS are insisted on, certificate and all */
	const char *user, *password; /* "" for none */
	const char *authority;       /* a file of certificates to trust; "": the machine's */
	const char *name;            /* whom the server is greeted as: a host's name */
};

struct smtp;

/* UNAVAILABLE: no memory. */
MUST_USE enum result smtp_open(struct smtp **smtp, const struct smtp_server *server);
void smtp_close(struct smtp *smtp);

enum smtp_fate {
	SMTP_TAKEN,
	SMTP_LATER,      /* refused for now, or cut off */
	SMTP_REFUSED,    /* for good: 5xx to this mail, or an address that can't be written to */
	SMTP_UNREACHABLE /* nobody there, or nobody we may talk to: others will fare no better */
};

struct smtp_answer {
	enum smtp_fate fate;
	char text[200]; /* the server's last line, or what went wrong; one line of ASCII */
};

/* bytes is the whole message, headers and all, with CRLF at the ends of its lines. */
void smtp_send(struct smtp *smtp, const char *from, const char *to, const char *bytes, size_t size,
	struct smtp_answer *answer);

#endif

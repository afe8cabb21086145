/*
 * smtp.h - handing mails to a mail server over SMTP (RFC 5321), with libcurl.
 *
 * One connection serves many mails; the library opens a new one where it broke.  Every call has a
 * deadline.  TLS is checked against the machine's authorities, or those of the file that
 * SSL_CERT_FILE names in the environment.  libcurl costs some milliseconds at start-up, so that
 * only programs that send include this header.
 */
#ifndef REMOTE_SMTP_H
#define REMOTE_SMTP_H

#include "base/result.h"

#include <stddef.h>

#define SMTP_ANSWER_SIZE 256

enum smtp_security { SMTP_STARTTLS, SMTP_TLS, SMTP_PLAIN };

struct smtp_settings {
	const char *host;
	int port;
	enum smtp_security security;
	const char *user; /* "": none */
	const char
		*password_file; /* a line, which nobody else may read; read where there is a user */
	const char *name;       /* of this machine, for the greeting */
};

struct smtp;

/* One in a process at a time.  BROKEN: error is a sentence with the file and the remedy. */
MUST_USE enum result smtp_open(
	struct smtp **smtp, const struct smtp_settings *settings, char *error, size_t error_size);
void smtp_close(struct smtp *smtp);

/*
 * Sends a mail, whose lines end with CR LF.  UNAVAILABLE: not now; worth another try.  INVALID: the
 * server refused it for good, or an address holds a byte that doesn't belong there (nothing was
 * sent then).  answer is the server's last line, or what went wrong before it.
 *
 * While the server can't be reached at all, or refuses the password, the mails that follow are
 * answered alike without another try.
 */
MUST_USE enum result smtp_send(struct smtp *smtp, const char *from, const char *to,
	const char *bytes, size_t size, char answer[static SMTP_ANSWER_SIZE]);

#endif

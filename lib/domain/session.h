/*
 * session.h - who is signed in: a random token in the visitor's cookie, its hash in the store.
 *
 * A session ends by signing out, after 30 minutes without a request, and after 8 hours in any
 * case, by the machine's clock.  Signing in always opens a new one.
 *
 * A session bears the epoch that its customer had when it was opened, and is worth nothing in
 * another: raising the customer's ends all of them in one write, however many there are.
 */
#ifndef DOMAIN_SESSION_H
#define DOMAIN_SESSION_H

#include "base/clock.h"
#include "base/secret.h"
#include "domain/tables.h"

#define SESSION_IDLE (30 * 60)
#define SESSION_LONGEST (8 * 60 * 60)

/* What the cookie holds. */
struct session_token {
	char text[SECRET_TEXT_SIZE(32)];
};
struct session_token session_token_random(void);

/* Opens the token's session, inside a writing unit. */
MUST_USE enum result session_open(struct unit *unit, const struct session_token *token,
	const Record__Customer *customer, struct instant now);

struct session {
	Record__Customer *customer;
	bool stale; /* last seen over a minute ago: session_touch is due */
};

/* NOT_FOUND: none, ended, or its customer is locked. */
MUST_USE enum result session_find(
	struct unit *unit, const char *token, struct instant now, struct session *session);

/* Books that the visitor was seen; once a minute is enough, without waiting for the disk. */
MUST_USE enum result session_touch(struct unit *unit, const char *token, struct instant now);

/* Closing what isn't open is no failure. */
MUST_USE enum result session_close(struct unit *unit, const char *token);

/* Whether session_find would find it, of this customer. */
bool session_is_open(
	const Record__Session *session, const Record__Customer *customer, struct instant now);

/* Ends all of a customer's, inside a SYNC unit; writes the customer's record. */
MUST_USE enum result sessions_end_all(struct unit *unit, Record__Customer *customer);

#endif

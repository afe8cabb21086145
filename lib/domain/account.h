/*
 * account.h - customers: who they are, and how they sign in.
 */
#ifndef DOMAIN_ACCOUNT_H
#define DOMAIN_ACCOUNT_H

#include "domain/nonce.h"
#include "domain/session.h"
#include "domain/shop.h"

#define PASSWORD_LEAST 8
#define PASSWORD_MOST 128

struct new_customer {
	const char *email, *name, *address;
	const char *language; /* "fr", "en" */
	enum currency currency;
	Record__Role role;
	const char *password_hash; /* made outside the unit; "": none yet, nobody signs in */
};

/* Inside a SYNC unit.  EXISTS: the address for mail is somebody's already.  INVALID: it is
 * none, or the name or the address isn't UTF-8 without control characters. */
MUST_USE enum result customer_add(
	struct unit *unit, const struct new_customer *added, Record__Customer **customer);

MUST_USE enum result customer_find(struct unit *unit, uint64_t id, Record__Customer **customer);
/* By the address for mail, in any case. */
MUST_USE enum result customer_find_by_email(
	struct unit *unit, const char *email, Record__Customer **customer);

/* What the owner of an account may change; the next invoice is made out so. */
struct profile {
	const char *name, *address;
	const char *language;   /* "fr", "en": of mails */
	enum currency currency; /* of what is bought from now on; subscriptions keep theirs */
};

/* Inside a SYNC unit.  NOT_FOUND: no such customer.  INVALID: no name, or as customer_add. */
MUST_USE enum result customer_change(struct unit *unit, uint64_t id, const struct profile *profile);

/*
 * Another password, as a hash made outside the unit: all the customer's sessions end with the
 * old one.  Inside a SYNC unit, and journalled.
 */
MUST_USE enum result customer_set_password(
	struct unit *unit, Record__Customer *customer, const char *hash);

/* Locks the account, or unlocks it: the same.  EXISTS: it is so already. */
MUST_USE enum result customer_lock(struct unit *unit, Record__Customer *customer, bool locked);

struct sign_in {
	/* given */
	const char *email, *password;
	const char *address;       /* of the network */
	const struct nonce *nonce; /* of the captcha's solution, checked but not yet spent */
	const char *closed;        /* the token that the visitor came with; it ends */
	/* found */
	struct session_token token;
	uint64_t customer;
	int64_t wait; /* with THROTTLED: seconds */
};

/*
 * Checks a password and opens a session.  WRONG: no such account, another password, or locked:
 * all three answer alike and take as long.  EXISTS: the captcha's solution was used before.
 * THROTTLED: too many failures.  BUSY: too many are hashing at once.
 */
MUST_USE enum result sign_in(struct shop *shop, struct arena *arena, struct sign_in *asked);

#endif

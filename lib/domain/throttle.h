/*
 * throttle.h - how often one may fail: counted per account and per address.
 *
 * Some failures are free; each further one closes the door for 1, 2, 4 … seconds, at most 15
 * minutes.  Nobody is made to sleep: a refusal comes at once and says when to try again.  The
 * record holds a keyed hash of the account or the address, not the thing itself.
 *
 * Where an account's owner has signed in within 90 days, its failures are counted for that address
 * alone: whoever fails elsewhere can't keep the owner out at home.
 */
#ifndef DOMAIN_THROTTLE_H
#define DOMAIN_THROTTLE_H

#include "base/clock.h"
#include "base/secret.h"
#include "store/store.h"

enum throttle_kind {
	THROTTLE_ACCOUNT, /* wrong passwords */
	THROTTLE_ADDRESS,
	THROTTLE_VOTES,   /* votes on articles, by address: those that go well count, too */
	THROTTLE_TICKETS, /* messages to the support, by address or account: likewise */
	THROTTLE_HOME,    /* no failures: an account's owner signed in from an address */
};

/* Whose failures are counted: an address for mail in lower case, or one of the network (of
 * IPv6 its first 64 bits, which is what one visitor gets), or for THROTTLE_TICKETS either. */
struct throttle {
	enum throttle_kind kind;
	struct digest name;
};
struct throttle throttle_of(
	const struct secrets *secrets, enum throttle_kind kind, const char *name);

/* The account's own, or where its owner is at home: the account's at that address. */
MUST_USE enum result throttle_narrow(struct unit *unit, const struct throttle *account,
	const struct throttle *address, struct throttle *narrowed);

/* The owner of the account signed in from the address: for 90 days it is a home. */
MUST_USE enum result throttle_make_home(struct unit *unit, const struct throttle *account,
	const struct throttle *address, struct instant now);

/* THROTTLED: *wait seconds to go. */
MUST_USE enum result throttle_check(
	struct unit *unit, const struct throttle *throttle, struct instant now, int64_t *wait);

/* Books a try before it is known how it ends, so that tries at the same time all count. */
MUST_USE enum result throttle_book(
	struct unit *unit, const struct throttle *throttle, struct instant now);

/* A try was never made, after all: it no longer counts. */
MUST_USE enum result throttle_take_back(struct unit *unit, const struct throttle *throttle);

/* A try went well: an account's count is cleared, an address gets its one booking back. */
MUST_USE enum result throttle_forgive(struct unit *unit, const struct throttle *throttle);

/* The failures on record. */
MUST_USE enum result throttle_failures(
	struct unit *unit, const struct throttle *throttle, uint32_t *failures);

#endif

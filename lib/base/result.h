/*
 * result.h - how a function that can fail says how it went.
 *
 * One closed list for the whole house.  An outcome is part of the business ("not found",
 * "stale") and its caller handles it; a breakdown (from UNAVAILABLE on) is nobody's fault,
 * was logged where it was noticed, goes up untouched and becomes a 503.  A bug is neither:
 * it is an assert, kept in production.
 *
 * A header names the outcomes that a function may give beside OK; any other value is a
 * breakdown on its way up.
 */
#ifndef BASE_RESULT_H
#define BASE_RESULT_H

#include <stdbool.h>

enum result {
	OK = 0,

	/* outcomes */
	NOT_FOUND,  /* no such thing, or not this person's: the two look alike */
	EXISTS,     /* there is one already */
	INVALID,    /* the input breaks a rule that its sender could have kept */
	WRONG,      /* a wrong password, answer or solution */
	EXPIRED,    /* was right once, is too old now */
	STALE,      /* the world moved on since it was read */
	ILLEGAL,    /* the change policy forbids it */
	SIGNED_OUT, /* needs a session that isn't there */
	FORBIDDEN,  /* not with this role, or a request forged elsewhere */
	THROTTLED,  /* too many tries: later */
	BUSY,       /* the queue in front of it is full: soon */
	TOO_LARGE,  /* over a limit on size */

	/* breakdowns */
	UNAVAILABLE, /* something needed doesn't answer */
	FULL,        /* the disk has no room left */
	READ_ONLY,   /* the store lost entries: the operator must look first */
	BROKEN,      /* anything else */

	RESULTS /* how many there are */
};

#define MUST_USE __attribute__((warn_unused_result))

static inline bool result_is_breakdown(enum result result)
{
	return result >= UNAVAILABLE;
}

/* The result's name in lower case ("not-found"), for logs and tests. */
const char *result_name(enum result result);

#endif

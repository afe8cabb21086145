/*
 * robot.h - the one answer to « Je ne suis pas un robot »: a solution of the proof of work, or,
 * with scripts off, an answer to the question in words.
 */
#ifndef DOMAIN_ROBOT_H
#define DOMAIN_ROBOT_H

#include "domain/nonce.h"
#include "domain/shop.h"

struct robot_proof {
	const char *altcha;            /* the solution; if it isn't empty the others don't count */
	const char *question, *answer; /* the token and what was typed */
};

/*
 * INVALID: nothing was given, or not ours.  WRONG, EXPIRED: a new try is needed.  OK gives the
 * nonce, which the caller spends in the unit that depends on it (EXISTS there: a replay).  A
 * question answered wrongly is spent here.
 */
MUST_USE enum result robot_check(struct shop *shop, struct arena *arena,
	const struct robot_proof *proof, const char *action, struct nonce *nonce);

#endif

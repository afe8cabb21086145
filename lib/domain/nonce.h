/*
 * nonce.h - numbers that serve once: those of captcha solutions and of questions.
 *
 * Checking a signed challenge keeps no state, so a replay checks just as well the second
 * time.  The nonce of what was checked is therefore spent in the store, where it stays until
 * the challenge has expired and no replay can pass the check any more.
 */
#ifndef DOMAIN_NONCE_H
#define DOMAIN_NONCE_H

#include "base/clock.h"
#include "base/result.h"
#include "domain/schema.pb-c.h"
#include "store/table.h"

/* by the nonce */
TABLE(nonces, Record__Nonce, record__nonce__descriptor)

#define NONCE_SIZE 16

struct nonce {
	unsigned char bytes[NONCE_SIZE]; /* random */
	struct instant expires;          /* of what it came with, by the machine's clock */
};

/*
 * For a writing unit: call it before anything that depends on the check.  EXISTS: spent
 * already, whoever sends it now is repeating an older request.
 */
MUST_USE enum result nonce_spend(struct unit *unit, const struct nonce *nonce);

#endif

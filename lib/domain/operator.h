/*
 * operator.h - what an operator does in a customer's books stands in the journal with its reason.
 *
 * The operator is an account as every other one, with a role; the journal keeps its id.  A reason
 * is one line.  It must not name persons, for the journal outlives them: that is asked of whoever
 * writes it, since no check can tell.
 */
#ifndef DOMAIN_OPERATOR_H
#define DOMAIN_OPERATOR_H

#include "domain/tables.h"

#define OPERATOR_REASON_MOST 200 /* bytes */

/* Says something, in one line of UTF-8 without control characters, and is short enough. */
bool operator_reason_is_good(const char *reason);

/* By the address for mail.  NOT_FOUND: nobody has it.  FORBIDDEN: somebody who is no operator, or
 * whose account is locked. */
MUST_USE enum result operator_find(
	struct unit *unit, const char *email, Record__Customer **customer);

/* Inside the unit that does it, for rights may have changed meanwhile.  FORBIDDEN: as above. */
MUST_USE enum result operator_check(struct unit *unit, uint64_t id);

#endif

/*
 * policy.h - may a subscription be changed so, and from when: the catalogue's ordered cases.
 *
 * The first case that matches decides; an empty field of a case matches anything.  `rank`
 * says which way a change goes: to an edition of higher or lower rank, to a longer or shorter
 * cycle, to more or fewer seats, or "same" where nothing would change.  The catalogue's check
 * demands a last case per kind of change that matches everything.
 */
#ifndef DOMAIN_POLICY_H
#define DOMAIN_POLICY_H

#include "domain/schema.pb-c.h"

#include <stdbool.h>
#include <stdint.h>

enum policy_change { POLICY_EDITION, POLICY_CYCLE, POLICY_SEATS, POLICY_CANCEL, POLICY_CHANGES };
enum policy_rank { POLICY_HIGHER, POLICY_LOWER, POLICY_SAME, POLICY_RANKS };
enum policy_result { POLICY_IMMEDIATE, POLICY_END_OF_PERIOD, POLICY_ILLEGAL, POLICY_RESULTS };

/* The words for them in a case, and in conf/catalog.cfg; each list ends with NULL. */
extern const char *const policy_change_words[POLICY_CHANGES + 1];
extern const char *const policy_rank_words[POLICY_RANKS + 1];
extern const char *const policy_result_words[POLICY_RESULTS + 1];

struct policy_question {
	enum policy_change change;
	const Record__Product *product;
	const Record__Edition *from, *to;   /* always both; the same one unless it changes */
	Record__Cycle cycle_from, cycle_to; /* for POLICY_CYCLE */
	uint32_t seats_from, seats_to;      /* for POLICY_SEATS */
};

struct policy_answer {
	enum policy_result result;
	const Record__Words *reason; /* where it is illegal; NULL if no case matched at all */
};

struct policy_answer policy_decide(
	const Record__Catalogue *catalogue, const struct policy_question *question);

/* The same for moving from one edition of a product to another. */
static inline struct policy_answer policy_edition(const Record__Catalogue *catalogue,
	const Record__Product *product, const Record__Edition *from, const Record__Edition *to)
{
	struct policy_question question = {
		.change = POLICY_EDITION, .product = product, .from = from, .to = to
	};

	return policy_decide(catalogue, &question);
}

#endif

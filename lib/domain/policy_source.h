/*
 * policy_source.h - the change policy in conf/catalog.cfg: each case checked, then the whole.
 *
 * Refused are: products and editions that aren't sold, a case that can never decide because
 * an earlier one matches all that it does, an illegal case without a reason to show, and a
 * kind of change without a last case for everything.
 */
#ifndef DOMAIN_POLICY_SOURCE_H
#define DOMAIN_POLICY_SOURCE_H

#include "domain/policy.h"
#include "domain/source.h"

/* A case as it stands in the file; "" and POLICY_RANKS match anything. */
struct policy_source {
	int change; /* enum policy_change */
	const char *product, *from, *to;
	int rank;   /* enum policy_rank */
	int result; /* enum policy_result */
	struct source_words reason;
	int line;
};
extern const struct config_key policy_source_keys[];

/* Checks the cases, a list of struct policy_source, against the catalogue's products, which
 * are there already, and adds them to it.  INVALID. */
MUST_USE enum result policy_source_read(
	const struct source *source, const struct config_list *cases, Record__Catalogue *catalogue);

#endif

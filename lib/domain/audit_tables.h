/*
 * audit_tables.h - every table read from its first record to its last.
 *
 * A record that no customer's books lead to is found here, by counting, and so is one that
 * can't be read at all.
 */
#ifndef DOMAIN_AUDIT_TABLES_H
#define DOMAIN_AUDIT_TABLES_H

#include "domain/audit.h"

/*
 * After the customers' books; before is the store's count when that began, and 0 when not all
 * of them could be read: while others write, the sums needn't fit.  A table that can't be read
 * is a finding.  *published: how many catalogues there are.
 */
MUST_USE enum result audit_tables(struct shop *shop, struct arena *arena, struct audit *audit,
	uint64_t before, uint64_t *published);

#endif

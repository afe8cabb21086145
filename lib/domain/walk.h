/*
 * walk.h - a whole table, a slice of its records in a unit.
 *
 * No snapshot of the whole: what changes while it is walked is met as it was or as it is.
 */
#ifndef DOMAIN_WALK_H
#define DOMAIN_WALK_H

#include "domain/shop.h"
#include "store/table.h"

/* Called outside the units, once a record, in the order of their keys. */
typedef void walk_visit(const ProtobufCMessage *record, void *context);

/* The records whose key begins with prefix; they live until visit returns. */
MUST_USE enum result walk_table(struct shop *shop, const struct table *table,
	const struct key *prefix, walk_visit *visit, void *context);

#endif

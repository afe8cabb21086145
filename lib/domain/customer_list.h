/*
 * customer_list.h - every customer there is, for the operator.
 */
#ifndef DOMAIN_CUSTOMER_LIST_H
#define DOMAIN_CUSTOMER_LIST_H

#include "domain/tables.h"

struct customer_list {
	uint64_t after; /* the next slice begins behind this id; 0: at the first */
	bool ended;
	size_t count;
	const Record__Customer **items;
};

/* A unit_function: the next slice, by id. */
MUST_USE enum result customer_list_read(struct unit *unit, void *list);

#endif

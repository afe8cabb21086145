/*
 * mail_list.h - every mail there is, and how far it came.
 */
#ifndef DOMAIN_MAIL_LIST_H
#define DOMAIN_MAIL_LIST_H

#include "domain/tables.h"

/* One table, a slice at a time: what left, or what waits. */
struct mail_list {
	bool left;
	struct key after; /* where the next slice begins */
	bool begun, ended;
	size_t count;
	const Record__OutboxEntry **entries;
	const Record__Delivery **deliveries; /* of those that left */
};

/* A unit_function: the next slice, by number. */
MUST_USE enum result mail_list_read(struct unit *unit, void *list);

#endif

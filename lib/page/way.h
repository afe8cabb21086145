/*
 * way.h - which editions a customer may move up to at once, named as pages name them.
 */
#ifndef PAGE_WAY_H
#define PAGE_WAY_H

#include "base/arena.h"
#include "domain/catalogue.h"
#include "domain/subscription.h"

struct way {
	const char *product, *edition; /* names: where it begins */
	const char *others, *last;     /* "Advanced", "Premium"; NULL: none between, none at all */
	const Record__Words *refusal;  /* the policy's, where it forbids the highest; may be NULL */
};
struct way way_up(struct arena *arena, const Record__Catalogue *catalogue,
	const Record__Product *product, const Record__Edition *edition);

struct ways {
	size_t count;
	struct way *items;
};
/* From every edition from which there is one, in the catalogue's order. */
const struct ways *ways_of(struct arena *arena, const Record__Catalogue *catalogue);

/* The first of a customer's subscriptions that can move up; 0: none can. */
uint64_t way_first(
	struct arena *arena, const Record__Catalogue *catalogue, const struct subscriptions *owned);

#endif

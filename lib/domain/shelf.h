/*
 * shelf.h - what the store has of a product: its editions with their prices in one currency, and
 * how a customer stands to each of them.
 */
#ifndef DOMAIN_SHELF_H
#define DOMAIN_SHELF_H

#include "domain/catalogue.h"
#include "domain/subscription.h"

enum standing {
	STANDING_OPEN,     /* nothing of this product, or nobody is signed in */
	STANDING_OWN,      /* a subscription to this very edition */
	STANDING_INCLUDED, /* one to a higher edition */
	STANDING_ABOVE,    /* one that can move up to this */
};

struct shelf_edition {
	const Record__Edition *edition;
	bool by_month, by_year;          /* how it is sold */
	struct money month, year, saved; /* saved: what a year costs less than twelve months */
	enum standing standing;
	uint64_t upgrade; /* with STANDING_ABOVE: the subscription that can; 0: several can */
};

struct shelf {
	const Record__Product *product;
	enum currency currency;
	bool is_owned; /* the customer has an active subscription to it */
	size_t count;
	struct shelf_edition *items; /* the lowest first */
};

/*
 * In the currency of the customer's own subscription to it, else in the one wanted, else in the
 * shop's, else in the first: whichever of these the product is sold in.  owned: the customer's
 * subscriptions; NULL for somebody who isn't signed in.
 */
struct shelf shelf_of(struct arena *arena, const Record__Catalogue *catalogue,
	const Record__Product *product, enum currency wanted, enum currency shop,
	const struct subscriptions *owned);

#endif

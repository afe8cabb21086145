/*
 * stairs.h - the store's staircase: the editions of a product, each on its step, with its prices
 * in the visitor's currency and how the visitor stands to it.
 */
#ifndef PAGE_STAIRS_H
#define PAGE_STAIRS_H

#include "domain/subscription.h"
#include "page/visit.h"

/* How a visitor stands to an edition. */
enum standing {
	STANDING_OPEN,     /* nothing of this product, or nobody is signed in */
	STANDING_OWN,      /* a subscription to this very edition */
	STANDING_INCLUDED, /* one to a higher edition */
	STANDING_ABOVE,    /* one that can move up to this */
};

struct step {
	const Record__Edition *edition;
	bool by_month, by_year;          /* how it is sold */
	struct money month, year, saved; /* saved: what a year costs less than twelve months */
	enum standing standing;
	const char *upgrade; /* with STANDING_ABOVE: an address */
};

struct stairs {
	const Record__Product *product;
	enum currency currency;
	bool is_owned; /* the visitor has an active subscription to it */
	size_t count;
	struct step *items; /* the lowest first */
};

struct store_view {
	size_t count;
	struct stairs *items;
	bool has_cycles; /* sold by the month and by the year */
	enum currency currency;
	bool sells[CURRENCIES]; /* in which currencies anything is sold */
	int currency_count;
};

/*
 * One staircase per product.  owned: the visitor's subscriptions, or NULL for somebody who isn't
 * signed in.  A product that isn't sold in the visitor's currency shows the shop's, or else the
 * first that it is sold in: an amount always stands with its currency.
 */
void stairs_make(struct visit *visit, const Record__Catalogue *catalogue,
	const struct subscriptions *owned, struct store_view *view);

#endif

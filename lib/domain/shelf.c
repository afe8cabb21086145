#include "domain/shelf.h"

#include "base/text.h"
#include "domain/policy.h"

#define MONTHS 12

static bool is_of(const Record__Subscription *subscription, const Record__Product *product)
{
	return subscription->status == RECORD__STATUS__ACTIVE &&
	       text_equal(subscription->product, product->id);
}

static enum currency currency_for(
	const Record__Product *product, enum currency wanted, enum currency shop)
{
	if (product_is_sold(product, wanted))
		return wanted;
	return product_is_sold(product, shop)
		       ? shop
		       : (enum currency)product->editions[0]->prices[0]->currency;
}

/* What one has is compared in what one pays. */
static enum currency wanted_by(
	const struct subscriptions *owned, const Record__Product *product, enum currency wanted)
{
	for (size_t i = 0; owned != NULL && i < owned->count; i++)
		if (is_of(owned->items[i], product))
			return (enum currency)owned->items[i]->currency;
	return wanted;
}

static void price(struct shelf_edition *item, enum currency currency)
{
	item->by_month =
		edition_price(item->edition, currency, RECORD__CYCLE__MONTH, &item->month) == OK;
	item->by_year =
		edition_price(item->edition, currency, RECORD__CYCLE__YEAR, &item->year) == OK;
	if (item->by_month && item->by_year)
		item->saved =
			money_sum(money_times(item->month, MONTHS), money_negative(item->year));
}

/* One's own comes before what one can have, and that before what one has within another. */
static void compare(const Record__Catalogue *catalogue, const Record__Product *product,
	const Record__Subscription *subscription, struct shelf_edition *item)
{
	const Record__Edition *own = edition_find(product, subscription->edition);

	if (own == NULL || item->standing == STANDING_OWN)
		return;
	if (own == item->edition)
		item->standing = STANDING_OWN;
	else if (own->rank > item->edition->rank) {
		if (item->standing == STANDING_OPEN)
			item->standing = STANDING_INCLUDED;
	} else if (policy_edition(catalogue, product, own, item->edition).result ==
		   POLICY_IMMEDIATE) {
		item->upgrade = item->standing == STANDING_ABOVE ? 0 : subscription->id;
		item->standing = STANDING_ABOVE;
	}
}

struct shelf shelf_of(struct arena *arena, const Record__Catalogue *catalogue,
	const Record__Product *product, enum currency wanted, enum currency shop,
	const struct subscriptions *owned)
{
	struct shelf shelf = { .product = product,
		.currency = currency_for(product, wanted_by(owned, product, wanted), shop),
		.count = product->n_editions,
		.items = arena_allocate(arena, product->n_editions * sizeof *shelf.items) };

	for (size_t i = 0; i < shelf.count; i++) {
		shelf.items[i].edition = product->editions[i];
		price(&shelf.items[i], shelf.currency);
	}
	for (size_t n = 0; owned != NULL && n < owned->count; n++) {
		const Record__Subscription *subscription = owned->items[n];

		if (!is_of(subscription, product))
			continue;
		shelf.is_owned = true;
		for (size_t i = 0; i < shelf.count; i++)
			compare(catalogue, product, subscription, &shelf.items[i]);
	}
	return shelf;
}

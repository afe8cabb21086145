#include "page/stairs.h"

#include "base/text.h"
#include "domain/policy.h"

#include <inttypes.h>

#define MONTHS 12

static bool product_is_sold(const Record__Product *product, enum currency currency)
{
	/* Its editions are all sold in the same currencies: the catalogue's check sees to it. */
	const Record__Edition *edition = product->editions[0];

	for (size_t i = 0; i < edition->n_prices; i++)
		if (edition->prices[i]->currency == (int32_t)currency)
			return true;
	return false;
}

static enum currency currency_for(const struct visit *visit, const Record__Product *product)
{
	enum currency shop = (enum currency)visit->shop->site.currency;

	if (product_is_sold(product, visit_currency(visit)))
		return visit_currency(visit);
	return product_is_sold(product, shop)
		       ? shop
		       : (enum currency)product->editions[0]->prices[0]->currency;
}

static void price(struct step *step, enum currency currency)
{
	step->by_month =
		edition_price(step->edition, currency, RECORD__CYCLE__MONTH, &step->month) == OK;
	step->by_year =
		edition_price(step->edition, currency, RECORD__CYCLE__YEAR, &step->year) == OK;
	if (step->by_month && step->by_year)
		step->saved =
			money_sum(money_times(step->month, MONTHS), money_negative(step->year));
}

/* Where a subscription can move up to this step: its popup, with the step chosen; with several
 * that can, the list of them. */
static void offer(struct visit *visit, const Record__Subscription *subscription, struct step *step)
{
	step->upgrade = step->standing == STANDING_ABOVE
				? "/subscriptions"
				: arena_format(visit->arena,
					  "/subscriptions/%" PRIu64 "/upgrade?edition=%s",
					  subscription->id, step->edition->id);
	step->standing = STANDING_ABOVE;
}

/* One's own comes before what one can have, and that before what one has within another. */
static void compare(struct visit *visit, const Record__Catalogue *catalogue,
	const Record__Product *product, const Record__Subscription *subscription, struct step *step)
{
	const Record__Edition *own = edition_find(product, subscription->edition);

	if (own == NULL || step->standing == STANDING_OWN)
		return;
	if (own == step->edition)
		step->standing = STANDING_OWN;
	else if (own->rank > step->edition->rank) {
		if (step->standing == STANDING_OPEN)
			step->standing = STANDING_INCLUDED;
	} else if (policy_edition(catalogue, product, own, step->edition).result ==
		   POLICY_IMMEDIATE)
		offer(visit, subscription, step);
}

static void fill(struct visit *visit, const Record__Catalogue *catalogue,
	const struct subscriptions *owned, const Record__Product *product, struct stairs *stairs)
{
	*stairs = (struct stairs){ .product = product,
		.currency = currency_for(visit, product),
		.count = product->n_editions,
		.items = arena_allocate(visit->arena, product->n_editions * sizeof(struct step)) };
	for (size_t i = 0; i < stairs->count; i++) {
		stairs->items[i].edition = product->editions[i];
		price(&stairs->items[i], stairs->currency);
	}
	for (size_t n = 0; owned != NULL && n < owned->count; n++) {
		const Record__Subscription *subscription = owned->items[n];

		if (subscription->status != RECORD__STATUS__ACTIVE ||
			!text_equal(subscription->product, product->id))
			continue;
		stairs->is_owned = true;
		for (size_t i = 0; i < stairs->count; i++)
			compare(visit, catalogue, product, subscription, &stairs->items[i]);
	}
}

void stairs_make(struct visit *visit, const Record__Catalogue *catalogue,
	const struct subscriptions *owned, struct store_view *view)
{
	view->count = catalogue->n_products;
	view->items = arena_allocate(visit->arena, view->count * sizeof *view->items);
	view->currency = visit_currency(visit);
	for (size_t i = 0; i < view->count; i++) {
		struct stairs *stairs = &view->items[i];

		fill(visit, catalogue, owned, catalogue->products[i], stairs);
		view->has_cycles |= stairs->items[0].by_month && stairs->items[0].by_year;
		for (enum currency each = 0; each < CURRENCIES; each++)
			if (!view->sells[each] && product_is_sold(stairs->product, each)) {
				view->sells[each] = true;
				view->currency_count++;
			}
	}
}

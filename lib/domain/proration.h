/*
 * proration.h - what a change of price within a period costs: two lines and their sum.
 *
 *     credit = - old price x days left / days in the period
 *     charge = + new price x days left / days in the period
 *
 * (product.md, Money, rules 2 to 4.)  The day of the change belongs to the new price.  Each
 * line is rounded on its own, half up, away from zero; the total is the sum of the rounded
 * lines.  A price here is for the whole period and all seats.  Two things follow exactly:
 * the change back on the same day has the same lines negated, and of changes on one day only
 * the first old and the last new price count.
 */
#ifndef DOMAIN_PRORATION_H
#define DOMAIN_PRORATION_H

#include "base/money.h"
#include "domain/period.h"

/* The largest price for a period, and the longest period (ten years; no cycle comes near). */
#define PRORATION_PRICE_MOST (MONEY_PRICE_MOST * MONEY_SEATS_MOST)
#define PRORATION_DAYS_MOST 3660

struct proration {
	struct money credit, charge, total; /* credit <= 0 <= charge */
	int32_t days_left, days;            /* the day of the change counts as left */
};

/* What proration_is_possible refuses is a bug here. */
struct proration proration_of(
	struct money old_price, struct money new_price, struct period period, struct day at);

/* The same currency, prices from 0 to the largest, a period that ends after it starts and is
 * no longer than the longest, the day within it. */
bool proration_is_possible(
	struct money old_price, struct money new_price, struct period period, struct day at);

#endif

#include "domain/proration.h"

#include <assert.h>

struct proration proration_of(
	struct money old_price, struct money new_price, struct period period, struct day at)
{
	struct proration proration;

	assert(proration_is_possible(old_price, new_price, period, at));
	proration.days_left = period_days_left(period, at);
	proration.days = period_days(period);
	proration.credit =
		money_negative(money_share(old_price, proration.days_left, proration.days));
	proration.charge = money_share(new_price, proration.days_left, proration.days);
	proration.total = money_sum(proration.credit, proration.charge);
	return proration;
}

static bool price_is_possible(struct money price)
{
	return price.minor >= 0 && price.minor <= PRORATION_PRICE_MOST;
}

bool proration_is_possible(
	struct money old_price, struct money new_price, struct period period, struct day at)
{
	return old_price.currency == new_price.currency && price_is_possible(old_price) &&
	       price_is_possible(new_price) && period_contains(period, at) &&
	       (int64_t)period.to.number - period.from.number <= PRORATION_DAYS_MOST;
}

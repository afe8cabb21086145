#include "page/view.h"

#include <assert.h>

struct money invoice_money(const Record__Invoice *invoice, int64_t minor)
{
	return money_of(minor, (enum currency)invoice->currency);
}

struct day day_numbered(int32_t number)
{
	return (struct day){ number };
}

/* The catalogue's check has seen to it that every edition has a price. */
struct money edition_price_of(
	const Record__Edition *edition, enum currency currency, Record__Cycle cycle)
{
	struct money price = money_of(0, currency);
	enum result result = edition_price(edition, currency, cycle, &price);

	assert(result == OK);
	return price;
}

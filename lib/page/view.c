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

bool edition_is_sold(const Record__Edition *edition, enum currency currency, Record__Cycle cycle)
{
	struct money price;

	return edition_price(edition, currency, cycle, &price) == OK;
}

struct money edition_price_of(
	const Record__Edition *edition, enum currency currency, Record__Cycle cycle)
{
	struct money price = money_of(0, currency);
	enum result result = edition_price(edition, currency, cycle, &price);

	assert(result == OK);
	return price;
}

#include "page/view.h"

struct money invoice_money(const Record__Invoice *invoice, int64_t minor)
{
	return money_of(minor, (enum currency)invoice->currency);
}

struct day day_numbered(int32_t number)
{
	return (struct day){ number };
}

const char *currency_name(enum language language, enum currency currency)
{
	static struct message names[CURRENCIES] = {
		[EUR] = MESSAGE("euros"),
		[USD] = MESSAGE("US dollars"),
		[CAD] = MESSAGE("Canadian dollars"),
	};

	return message_text(&names[currency], language);
}

struct money upgrade_total_before(
	const struct upgrade_view *view, const struct upgrade_choice *choice)
{
	const Record__QuoteOffer *offer =
		view->before == NULL ? NULL : quote_offer(view->before, choice->edition->id);

	return offer == NULL ? choice->total : money_of(offer->total, choice->total.currency);
}

bool upgrade_was_different(const struct upgrade_view *view, const struct upgrade_choice *choice)
{
	return !money_equal(upgrade_total_before(view, choice), choice->total);
}

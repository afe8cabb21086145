#include "page/view.h"

struct money invoice_money(const Record__Invoice *invoice, int64_t minor)
{
	return money_of(minor, (enum currency)invoice->currency);
}

struct day day_numbered(int32_t number)
{
	return (struct day){ number };
}

const char *invoice_vat_note(const struct visit *visit, const Record__Invoice *invoice)
{
	const struct site *site = &visit->shop->site;

	if (!text_equal(invoice->vat_note, site->vat.note_fr) &&
		!text_equal(invoice->vat_note, site->vat.note_en))
		return invoice->vat_note;
	return visit->print.language == FRENCH ? site->vat.note_fr : site->vat.note_en;
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

struct currencies currencies_sold(const Record__Catalogue *catalogue)
{
	struct currencies currencies = { 0 };

	for (enum currency each = 0; each < CURRENCIES; each++) {
		for (size_t i = 0; i < catalogue->n_products; i++)
			currencies.sold[each] |= product_is_sold(catalogue->products[i], each);
		currencies.count += currencies.sold[each];
	}
	return currencies;
}

struct store_view store_view_of(
	struct visit *visit, const Record__Catalogue *catalogue, const struct subscriptions *owned)
{
	struct store_view view = { .count = catalogue->n_products,
		.items = arena_allocate(visit->arena, catalogue->n_products * sizeof *view.items),
		.currencies = currencies_sold(catalogue),
		.currency = visit_currency(visit),
		.is_everywhere = true };

	/* Who pays by the year compares by the year. */
	for (size_t i = 0; owned != NULL && i < owned->count && !view.by_year; i++)
		view.by_year = owned->items[i]->status == RECORD__STATUS__ACTIVE &&
			       owned->items[i]->cycle == RECORD__CYCLE__YEAR;
	for (size_t i = 0; i < view.count; i++) {
		struct shelf *shelf = &view.items[i];

		*shelf = shelf_of(visit->arena, catalogue, catalogue->products[i], view.currency,
			(enum currency)visit->shop->site.currency, owned);
		view.has_cycles |= shelf->items[0].by_month && shelf->items[0].by_year;
		view.is_everywhere &= shelf->currency == view.currency;
	}
	return view;
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

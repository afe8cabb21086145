/* store.c - step 1.1: the visitor opens the store and compares the editions. */

#include "page/page.h"
#include "page/templates.h"
#include "page/view.h"

enum { CURRENCY, CYCLE, FIELDS_OF_STORE };
static const struct field fields[FIELDS_OF_STORE] = {
	[CURRENCY] = { "currency", FIELD_WORD, .most = 8 },
	[CYCLE] = { "cycle", FIELD_WORD, .most = 8 },
};

struct reading {
	struct visit *visit;
	const Record__Catalogue *catalogue;
	struct subscriptions owned;
};

/* What is sold, and what of it is the visitor's own. */
static enum result read_shelf(struct unit *unit, void *context)
{
	struct reading *reading = context;
	const struct visit *visit = reading->visit;
	enum result result = catalogue_cached(&visit->shop->catalogue, unit, &reading->catalogue);

	return result == OK && visit->customer != NULL
		       ? subscription_list(unit, visit->customer->id, &reading->owned)
		       : result;
}

static enum result show(struct visit *visit)
{
	struct reading reading = { .visit = visit };
	struct store_view view;
	enum currency currency;
	enum result result = store_read(visit->shop->store, visit->arena, read_shelf, &reading);

	if (result != OK)
		return result;
	if (preference_currency(visit->values[CURRENCY].text, &currency))
		visit_prefer_currency(visit, currency);
	view = store_view_of(
		visit, reading.catalogue, visit->customer == NULL ? NULL : &reading.owned);
	if (visit->values[CYCLE].present)
		view.by_year = text_equal(visit->values[CYCLE].text, "year");
	store_page(visit, &view);
	return OK;
}

static const struct page page = {
	.path = "/",
	.access = ACCESS_ANYBODY,
	.fields = FIELDS(fields),
	.get = show,
};

int main(void)
{
	return page_main(&page);
}

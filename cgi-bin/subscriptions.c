/* subscriptions.c - steps 2.2 and 2.3: « Mes abonnements », a card per subscription. */

#include "page/card.h"
#include "page/page.h"
#include "page/templates.h"

enum { DONE, FIELDS_OF_SUBSCRIPTIONS };
static const struct field fields[FIELDS_OF_SUBSCRIPTIONS] = {
	[DONE] = { "done", FIELD_WORD, .most = 32 },
};

struct reading {
	struct visit *visit;
	struct subscriptions list;
	const Record__Catalogue *catalogue;
	Record__Confirmation *done;
	Record__Invoice *invoice;
};

/* All in one snapshot, so that the list and the confirmation agree. */
static enum result read_all(struct unit *unit, void *context)
{
	struct reading *reading = context;
	struct visit *visit = reading->visit;
	uint64_t customer = visit->customer->id;
	enum result result = subscription_list(unit, customer, &reading->list);

	if (result == OK)
		result = catalogue_cached(&visit->shop->catalogue, unit, &reading->catalogue);
	if (result != OK || !visit->values[DONE].present)
		return result;
	result = confirmation_find(unit, customer, visit->values[DONE].text, &reading->done);
	if (result == OK)
		result = invoice_find(unit, customer, reading->done->invoice, &reading->invoice);
	return result == NOT_FOUND ? OK : result;
}

static enum result show(struct visit *visit)
{
	struct reading reading = { .visit = visit };
	struct subscriptions_view view = { 0 };
	enum result result = store_read(visit->shop->store, visit->arena, read_all, &reading);

	if (result != OK)
		return result;
	cards_make(visit, reading.catalogue, &reading.list, &view);
	if (reading.invoice != NULL)
		cards_confirm(&view, reading.catalogue, reading.done, reading.invoice);
	subscriptions_page(visit, &view);
	return OK;
}

static const struct page page = {
	.path = "/subscriptions",
	.access = ACCESS_CUSTOMER,
	.fields = FIELDS(fields),
	.get = show,
};

int main(void)
{
	return page_main(&page);
}

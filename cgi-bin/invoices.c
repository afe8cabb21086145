/* invoices.c - « Factures » in the avatar's menu: all of a customer's invoices. */

#include "page/page.h"
#include "page/templates.h"
#include "page/view.h"

#define INVOICES_MOST 500

struct reading {
	uint64_t customer;
	struct invoices list;
};

static enum result read_list(struct unit *unit, void *context)
{
	struct reading *reading = context;

	return invoice_list(unit, reading->customer, INVOICES_MOST, &reading->list);
}

static enum result show(struct visit *visit)
{
	struct reading reading = { .customer = visit->customer->id };
	struct invoices_view view = { &reading.list };
	enum result result = store_read(visit->shop->store, visit->arena, read_list, &reading);

	if (result != OK)
		return result;
	invoices_page(visit, &view);
	return OK;
}

static const struct page page = {
	.path = "/invoices",
	.access = ACCESS_CUSTOMER,
	.get = show,
};

int main(void)
{
	return page_main(&page);
}

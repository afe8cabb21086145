/* invoice.c - one invoice: its lines in words, and how to pay it. */

#include "page/page.h"
#include "page/templates.h"
#include "page/view.h"

struct reading {
	uint64_t customer;
	const char *number;
	Record__Invoice *invoice;
};

static enum result read_invoice(struct unit *unit, void *context)
{
	struct reading *reading = context;

	return invoice_find(unit, reading->customer, reading->number, &reading->invoice);
}

static enum result show(struct visit *visit)
{
	struct reading reading = { visit->customer->id, visit->pieces[0], NULL };
	struct invoice_view view;
	enum result result = store_read(visit->shop->store, visit->arena, read_invoice, &reading);

	if (result != OK)
		return result;
	view.invoice = reading.invoice;
	invoice_page(visit, &view);
	return OK;
}

static const struct page page = {
	.path = "/invoices/{number}",
	.access = ACCESS_CUSTOMER,
	.get = show,
};

int main(void)
{
	return page_main(&page);
}

/* support.c - « Mes tickets »: what a customer has asked the support, and how it stands. */

#include "page/page.h"
#include "page/templates.h"
#include "page/ticket.h"

enum { BEFORE, FIELDS_OF_SUPPORT };
static const struct field fields[FIELDS_OF_SUPPORT] = {
	[BEFORE] = { .name = "before", .type = FIELD_NUMBER, .least = 1, .most = INT64_MAX },
};

struct reading {
	uint64_t customer, before;
	struct tickets_view view;
};

static enum result read_list(struct unit *unit, void *context)
{
	struct reading *reading = context;

	return tickets_of(
		unit, reading->customer, reading->before, TICKETS_A_PAGE, &reading->view.list);
}

static enum result show(struct visit *visit)
{
	struct reading reading = { 0 };
	enum result result;

	/* Strangers have no list: each of their tickets is found by its mail. */
	if (visit->customer == NULL) {
		visit_redirect(visit, "/support/new");
		return OK;
	}
	if (visit->values[BEFORE].error != FIELD_FINE)
		return NOT_FOUND;
	reading.customer = visit->customer->id;
	reading.before = (uint64_t)visit->values[BEFORE].number;
	result = store_read(visit->shop->store, visit->arena, read_list, &reading);
	if (result != OK)
		return result;
	support_page(visit, &reading.view);
	return OK;
}

static const struct page page = {
	.path = "/support",
	.access = ACCESS_ANYBODY,
	.fields = FIELDS(fields),
	.get = show,
};

int main(void)
{
	return page_main(&page);
}

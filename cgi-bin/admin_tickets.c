/* admin_tickets.c - for the operator: the tickets that wait, those answered, those closed. */

#include "page/page.h"
#include "page/templates.h"
#include "page/ticket.h"

enum { STATE, BEFORE, FIELDS_OF_TICKETS };
static const struct field fields[FIELDS_OF_TICKETS] = {
	[STATE] = { .name = "state", .type = FIELD_WORD, .most = 20 },
	[BEFORE] = { .name = "before", .type = FIELD_NUMBER, .least = 1, .most = INT64_MAX },
};

struct reading {
	uint64_t before;
	struct tickets_view view;
};

static enum result read_list(struct unit *unit, void *context)
{
	struct reading *reading = context;

	return tickets_in(
		unit, reading->view.state, reading->before, TICKETS_A_PAGE, &reading->view.list);
}

static enum result show(struct visit *visit)
{
	const struct value *state = &visit->values[STATE], *before = &visit->values[BEFORE];
	struct reading reading = { .before = (uint64_t)before->number };
	enum result result;

	if (before->error != FIELD_FINE ||
		!ticket_state_of(state->present ? state->text : "open", &reading.view.state))
		return NOT_FOUND;
	result = store_read(visit->shop->store, visit->arena, read_list, &reading);
	if (result != OK)
		return result;
	admin_tickets_page(visit, &reading.view);
	return OK;
}

static const struct page page = {
	.path = "/admin/tickets",
	.access = ACCESS_OPERATOR,
	.fields = FIELDS(fields),
	.get = show,
};

int main(void)
{
	return page_main(&page);
}

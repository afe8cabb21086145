/* admin_ticket.c - one ticket for the operator: who writes, about what, and an answer. */

#include "page/page.h"
#include "page/ticket.h"

enum { TEXT, FORM_NUMBER, CLOSE, BEFORE, SENT, FIELDS_OF_TICKET };
static const struct field fields[FIELDS_OF_TICKET] = {
	[TEXT] = { .name = "text",
		.type = FIELD_LINES,
		.required = true,
		.most = TICKET_TEXT_MOST },
	[FORM_NUMBER] = { .name = "once", .type = FIELD_TOKEN, .most = 40 },
	[CLOSE] = { .name = "close", .type = FIELD_FLAG },
	[BEFORE] = { .name = "before", .type = FIELD_NUMBER, .least = 1, .most = UINT32_MAX },
	[SENT] = { .name = "sent", .type = FIELD_FLAG },
};

static enum result find(struct visit *visit, struct ticket_view *view)
{
	const struct value *before = &visit->values[BEFORE];
	int64_t id;

	if (!text_number(visit->pieces[0], 1, INT64_MAX, &id) || before->error != FIELD_FINE)
		return NOT_FOUND;
	view->is_operator = true;
	view->key = "";
	view->sent = visit->values[SENT].present;
	return ticket_show(visit, (uint64_t)id, (uint32_t)before->number, view);
}

static enum result show(struct visit *visit)
{
	struct ticket_view view = { .words.text = "", .words.number = ticket_form_number(visit) };
	enum result result = find(visit, &view);

	if (result == OK)
		ticket_print(visit, &view);
	return result;
}

static enum result answer(struct visit *visit)
{
	struct ticket_view view = { .words.number = visit->values[FORM_NUMBER].text };
	struct ticket_answer answer = { .text = &visit->values[TEXT],
		.closes = visit->values[CLOSE].present,
		.hand = { visit->customer->id, true },
		.back = arena_format(visit->arena, "/admin/tickets/%s?sent=1", visit->pieces[0]) };
	enum result result = find(visit, &view);

	return result == OK ? ticket_answer(visit, &view, &answer) : result;
}

static const struct page page = {
	.path = "/admin/tickets/{id}",
	.access = ACCESS_OPERATOR,
	.fields = FIELDS(fields),
	.uploads = TICKET_UPLOADS,
	.get = show,
	.post = answer,
};

int main(void)
{
	return page_main(&page);
}

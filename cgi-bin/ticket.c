/* ticket.c - one ticket for its author: what was written on both sides, and an answer to it. */

#include "page/page.h"
#include "page/ticket.h"

enum { TEXT, FORM_NUMBER, KEY, CLOSE, BEFORE, SENT, FIELDS_OF_TICKET };
static const struct field fields[FIELDS_OF_TICKET] = {
	[TEXT] = { .name = "text",
		.type = FIELD_LINES,
		.required = true,
		.most = TICKET_TEXT_MOST },
	[FORM_NUMBER] = { .name = "once", .type = FIELD_TOKEN, .most = 40 },
	[KEY] = { .name = "key", .type = FIELD_TOKEN, .most = 80 },
	[CLOSE] = { .name = "close", .type = FIELD_FLAG },
	[BEFORE] = { .name = "before", .type = FIELD_NUMBER, .least = 1, .most = UINT32_MAX },
	[SENT] = { .name = "sent", .type = FIELD_FLAG },
};

/* Somebody else's ticket looks like none. */
static enum result find(struct visit *visit, struct ticket_view *view)
{
	const struct value *values = visit->values;
	int64_t id;
	enum result result;

	if (!text_number(visit->pieces[0], 1, INT64_MAX, &id) || values[BEFORE].error != FIELD_FINE)
		return NOT_FOUND;
	view->key = values[KEY].text;
	result = ticket_show(visit, (uint64_t)id, (uint32_t)values[BEFORE].number, view);
	if (result == OK && !ticket_admits(visit, view->thread.ticket, view->key))
		return NOT_FOUND;
	view->sent = values[SENT].present;
	return result;
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
	struct throttle throttle = ticket_throttle(visit);
	struct ticket_answer answer = { .text = &visit->values[TEXT],
		.closes = visit->values[CLOSE].present,
		.hand = { visit->customer == NULL ? 0 : visit->customer->id, false },
		.throttle = &throttle };
	enum result result = find(visit, &view);

	if (result != OK)
		return result;
	answer.back = ticket_address(
		visit, view.thread.ticket->id, view.thread.ticket->customer == 0, "sent=1");
	return ticket_answer(visit, &view, &answer);
}

static const struct page page = {
	.path = "/support/{id}",
	.access = ACCESS_ANYBODY,
	.fields = FIELDS(fields),
	.uploads = TICKET_UPLOADS,
	.get = show,
	.post = answer,
};

int main(void)
{
	return page_main(&page);
}

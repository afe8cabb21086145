/* attachment.c - a file that came with a ticket's message, for its author and the operator. */

#include "page/page.h"
#include "page/ticket.h"

enum { KEY, FIELDS_OF_ATTACHMENT };
static const struct field fields[FIELDS_OF_ATTACHMENT] = {
	[KEY] = { .name = "key", .type = FIELD_TOKEN, .most = 80 },
};

struct reading {
	const struct visit *visit;
	uint64_t id;
	const Record__Attachment *attachment;
};

/* Somebody else's file looks like none. */
static enum result read_attachment(struct unit *unit, void *context)
{
	struct reading *reading = context;
	const struct visit *visit = reading->visit;
	Record__Ticket *ticket;
	enum result result = ticket_find(unit, reading->id, &ticket);

	if (result != OK)
		return result;
	if (!visit_is_operator(visit) && !ticket_admits(visit, ticket, visit->values[KEY].text))
		return NOT_FOUND;
	return ticket_attachment(unit, reading->id, visit->pieces[1], &reading->attachment);
}

static enum result send(struct visit *visit)
{
	struct reading reading = { .visit = visit };
	int64_t id;
	int descriptor;
	enum media media;
	enum result result;

	if (!text_number(visit->pieces[0], 1, INT64_MAX, &id))
		return NOT_FOUND;
	reading.id = (uint64_t)id;
	result = store_read(visit->shop->store, visit->arena, read_attachment, &reading);
	if (result == OK && !media_of(reading.attachment->type, &media))
		result = BROKEN;
	if (result == OK)
		result = attachment_open(visit->shop, reading.attachment, &descriptor);
	if (result == OK)
		response_file(&visit->response, media, reading.attachment->name, descriptor,
			(size_t)reading.attachment->size);
	return result;
}

static const struct page page = {
	.path = "/support/{id}/files/{file}",
	.access = ACCESS_ANYBODY,
	.fields = FIELDS(fields),
	.get = send,
};

int main(void)
{
	return page_main(&page);
}

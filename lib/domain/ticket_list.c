#include "domain/ticket_list.h"

#include "base/text.h"
#include "domain/account.h"
#include "domain/ticket.h"

static struct key place(uint64_t group, uint64_t ticket)
{
	struct key key = key_number(group);

	key_add_number(&key, ticket);
	return key;
}

static enum result read_messages(
	struct unit *unit, struct scan *scan, size_t most, struct ticket_thread *thread)
{
	Record__TicketMessage **found =
		arena_allocate(unit_arena(unit), (most + 1) * sizeof *found);
	enum result result = OK;

	thread->count = 0;
	thread->messages = found;
	while (result == OK && thread->count < most) {
		result = ticket_messages_next(scan, NULL, &found[thread->count]);
		thread->count += result == OK;
	}
	/* They came the newest first. */
	for (size_t i = 0; i < thread->count / 2; i++) {
		Record__TicketMessage *message = found[i];

		found[i] = found[thread->count - 1 - i];
		found[thread->count - 1 - i] = message;
	}
	return result == NOT_FOUND ? OK : result;
}

enum result ticket_thread(
	struct unit *unit, uint64_t id, uint32_t before, size_t most, struct ticket_thread *thread)
{
	struct key prefix = key_number(id), after = place(id, before);
	Record__Customer *customer = NULL;
	Record__Ticket *ticket;
	struct scan *scan;
	enum result result = ticket_find(unit, id, &ticket);

	if (result != OK)
		return result;
	if (ticket->customer != 0)
		result = customer_find(unit, ticket->customer, &customer);
	if (result == OK)
		result = scan_open(&scan, unit, &ticket_messages, &prefix,
			before == 0 ? NULL : &after, SCAN_BACKWARD);
	thread->ticket = ticket;
	thread->customer = customer;
	return result == OK ? read_messages(unit, scan, most, thread) : result;
}

static const Record__Attachment *find_file(const Record__TicketMessage *message, const char *file)
{
	for (size_t i = 0; i < message->n_attachments; i++)
		if (text_equal(message->attachments[i]->file, file))
			return message->attachments[i];
	return NULL;
}

enum result ticket_attachment(
	struct unit *unit, uint64_t id, const char *file, const Record__Attachment **attachment)
{
	struct key prefix = key_number(id);
	Record__TicketMessage *message;
	struct scan *scan;
	enum result result = scan_open(&scan, unit, &ticket_messages, &prefix, NULL, SCAN_FORWARD);

	*attachment = NULL;
	while (result == OK && *attachment == NULL) {
		result = ticket_messages_next(scan, NULL, &message);
		if (result == OK)
			*attachment = find_file(message, file);
	}
	return result;
}

/* The tickets that the keys of a table lead to, which end with their ids. */
static enum result read_list(struct unit *unit, const struct table *table, uint64_t group,
	uint64_t before, size_t most, struct tickets *list)
{
	struct key prefix = key_number(group), after = place(group, before), key;
	ProtobufCMessage *mark;
	Record__Ticket *ticket;
	struct scan *scan;
	enum result result =
		scan_open(&scan, unit, table, &prefix, before == 0 ? NULL : &after, SCAN_BACKWARD);

	*list = (struct tickets){ .items = arena_allocate(
					  unit_arena(unit), (most + 1) * sizeof *list->items) };
	while (result == OK && !list->more) {
		result = record_next(scan, &key, &mark);
		if (result == OK && list->count == most)
			list->more = true;
		else if (result == OK)
			result = ticket_find(unit, key_number_at(&key, 8), &ticket);
		else
			break;
		if (result == OK && !list->more)
			list->items[list->count++] = ticket;
	}
	return result == NOT_FOUND ? OK : result;
}

enum result tickets_of(
	struct unit *unit, uint64_t customer, uint64_t before, size_t most, struct tickets *list)
{
	return read_list(unit, &tickets_of_customers, customer, before, most, list);
}

enum result tickets_in(struct unit *unit, Record__TicketState state, uint64_t before, size_t most,
	struct tickets *list)
{
	return read_list(unit, &tickets_in_states, state, before, most, list);
}

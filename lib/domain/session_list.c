#include "domain/session_list.h"

#include "domain/account.h"

#define SLICE 200 /* records in one unit: far below its 100 ms */

/* A slice's keys, for they can't be removed while a scan walks over them. */
struct reading {
	struct session_list *list;
	size_t found;
	struct key *keys; /* of those found */
	struct key last;  /* looked at */
	bool ended;
};

static enum result take(struct unit *unit, struct reading *reading, const Record__Session *session)
{
	struct session_list *list = reading->list;
	struct listed_session *item = &list->items[reading->found];
	Record__Customer *customer;
	enum result result;

	if (list->customer != 0 && session->customer != list->customer)
		return OK;
	result = customer_find(unit, session->customer, &customer);
	if (result == NOT_FOUND)
		return OK;
	if (result != OK || !session_is_open(session, customer, list->now))
		return result;
	secret_hex(item->id.text, reading->last.bytes, SESSION_ID_SIZE);
	item->session = session;
	item->customer = customer;
	reading->keys[reading->found++] = reading->last;
	return OK;
}

static enum result read_slice(struct unit *unit, struct reading *reading)
{
	struct session_list *list = reading->list;
	struct key prefix = key_empty();
	Record__Session *session;
	struct scan *scan;
	size_t read = 0;
	enum result result = scan_open(
		&scan, unit, &sessions, &prefix, list->begun ? &list->after : NULL, SCAN_FORWARD);

	list->items = arena_allocate(unit_arena(unit), SLICE * sizeof *list->items);
	reading->keys = arena_allocate(unit_arena(unit), SLICE * sizeof *reading->keys);
	while (result == OK && read < SLICE && !reading->ended) {
		result = sessions_next(scan, &reading->last, &session);
		reading->ended = result == NOT_FOUND;
		read++;
		if (result == OK)
			result = take(unit, reading, session);
	}
	return reading->ended ? OK : result;
}

/* Last of all, for the unit may be run again from its start. */
static enum result go_on(const struct reading *reading, enum result result)
{
	struct session_list *list = reading->list;

	if (result != OK)
		return result;
	list->begun = true;
	list->ended = reading->ended;
	list->after = reading->last;
	list->count = reading->found;
	return OK;
}

enum result session_list_read(struct unit *unit, void *list)
{
	struct reading reading = { .list = list, .last = ((struct session_list *)list)->after };

	return go_on(&reading, read_slice(unit, &reading));
}

enum result session_list_end(struct unit *unit, void *list)
{
	struct reading reading = { .list = list, .last = ((struct session_list *)list)->after };
	enum result result = read_slice(unit, &reading);

	for (size_t i = 0; i < reading.found && result == OK; i++)
		result = sessions_remove(unit, &reading.keys[i]);
	return go_on(&reading, result);
}

enum result session_end(struct unit *unit, const struct session_id *id)
{
	unsigned char bytes[SESSION_ID_SIZE];
	struct key prefix, key;
	Record__Session *session;
	struct scan *scan;
	enum result result;

	if (!secret_from_hex(bytes, sizeof bytes, id->text))
		return NOT_FOUND;
	prefix = key_bytes(bytes, sizeof bytes);
	result = scan_open(&scan, unit, &sessions, &prefix, NULL, SCAN_FORWARD);
	if (result == OK)
		result = sessions_next(scan, &key, &session);
	return result == OK ? sessions_remove(unit, &key) : result;
}

#include "store/unit.h"

#include <errno.h>
#include <string.h>

struct scan {
	struct unit *unit;
	struct database *database;
	DBC *cursor;
	struct scan *next; /* of the unit's */
	struct key prefix;
	struct key from; /* where to start */
	bool has_from;   /* none: at the end of the table */
	bool beyond;     /* skip a record whose key is `from` itself */
	enum scan_order order;
	bool started, ended;
};

static int compare(const void *a, size_t a_size, const void *b, size_t b_size)
{
	int order = memcmp(a, b, a_size < b_size ? a_size : b_size);

	return order != 0 ? order : (a_size > b_size) - (a_size < b_size);
}

/* The first key behind all that begin with prefix; false when there is none. */
static bool successor(const struct key *prefix, struct key *key)
{
	*key = *prefix;
	while (key->size > 0 && key->bytes[key->size - 1] == 0xff)
		key->size--;
	if (key->size == 0)
		return false;
	key->bytes[key->size - 1]++;
	return true;
}

static void plan(struct scan *scan, const struct key *prefix, const struct key *after)
{
	bool bounded = true;

	scan->prefix = *prefix;
	if (scan->order == SCAN_FORWARD)
		scan->from = *prefix;
	else
		bounded = successor(prefix, &scan->from);
	scan->has_from = bounded;
	if (after != NULL) {
		int order = bounded ? compare(after->bytes, after->size, scan->from.bytes,
					      scan->from.size)
				    : -1;

		/* Whichever lies deeper inside the prefix. */
		if (scan->order == SCAN_FORWARD ? order >= 0 : order < 0) {
			scan->from = *after;
			scan->has_from = true;
			scan->beyond = scan->order == SCAN_FORWARD;
		}
	}
}

enum result scan_open(struct scan **opened, struct unit *unit, const struct table *table,
	const struct key *prefix, const struct key *after, enum scan_order order)
{
	struct scan *scan = arena_allocate(unit->arena, sizeof *scan);
	int error = environment_database(&unit->store->environment, table, &scan->database);

	if (error == 0)
		error = scan->database->handle->cursor(
			scan->database->handle, unit->transaction, &scan->cursor, 0);
	if (error != 0)
		return unit_result(unit, error);
	scan->unit = unit;
	scan->order = order;
	plan(scan, prefix, after);
	scan->next = unit->scans;
	unit->scans = scan;
	*opened = scan;
	return OK;
}

void unit_close_scans(struct unit *unit)
{
	for (struct scan *scan = unit->scans; scan != NULL; scan = scan->next) {
		int error = scan->cursor->close(scan->cursor);

		if (error != 0)
			unit_result(unit, error);
	}
	unit->scans = NULL;
}

static int start(struct scan *scan, DBT *key, DBT *value)
{
	DBC *cursor = scan->cursor;
	int error = DB_NOTFOUND;

	scan->started = true;
	if (scan->has_from) {
		*key = dbt_of(scan->from.bytes, scan->from.size);
		error = cursor->get(cursor, key, value, DB_SET_RANGE);
	}
	if (scan->order == SCAN_BACKWARD)
		return error == DB_NOTFOUND ? cursor->get(cursor, key, value, DB_LAST)
		       : error == 0         ? cursor->get(cursor, key, value, DB_PREV)
					    : error;
	if (error == 0 && scan->beyond &&
		compare(key->data, key->size, scan->from.bytes, scan->from.size) == 0)
		error = cursor->get(cursor, key, value, DB_NEXT);
	return error;
}

static int step(struct scan *scan, DBT *key, DBT *value)
{
	int error;

	if (scan->ended)
		return DB_NOTFOUND;
	if (!scan->started)
		error = start(scan, key, value);
	else
		error = scan->cursor->get(
			scan->cursor, key, value, scan->order == SCAN_FORWARD ? DB_NEXT : DB_PREV);
	if (error == 0 && (key->size < scan->prefix.size ||
				  memcmp(key->data, scan->prefix.bytes, scan->prefix.size) != 0))
		error = DB_NOTFOUND;
	scan->ended = error != 0;
	return error;
}

enum result record_next(struct scan *scan, struct key *key, ProtobufCMessage **record)
{
	struct unit *unit = scan->unit;
	const struct database *database = scan->database;

	*record = NULL;
	for (;;) {
		DBT name = { 0 }, value = { 0 };
		ProtobufCMessage *found;
		int error = step(scan, &name, &value);

		if (error != 0)
			return unit_result(unit, error);
		found = record_of(unit, database, &value);
		if (found == NULL)
			return unit_result(unit, EBADMSG);
		if (database->expires != NULL && record_expires(database, found) <= unit->now)
			continue;
		if (key != NULL)
			*key = key_bytes(name.data, name.size);
		*record = found;
		return OK;
	}
}

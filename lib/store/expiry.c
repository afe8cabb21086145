#include "store/expiry.h"

#include <string.h>

#define SWEEP_MOST 8 /* more than any unit adds, so that they don't pile up */

#define TIME_SIZE 8

/* The time with its sign turned, so that the bytes sort; the table's name; the record's key. */
struct entry {
	size_t size;
	unsigned char bytes[TIME_SIZE + DATABASE_NAME_MOST + KEY_MOST];
};

static struct key time_key(int64_t seconds)
{
	return key_number((uint64_t)seconds ^ UINT64_C(1) << 63);
}

static int index_open(struct unit *unit, DB **index)
{
	struct environment *environment = &unit->store->environment;
	struct database *database = &environment->databases[DATABASE_EXPIRY];
	int error = environment_open_database(environment, database);

	*index = database->handle;
	return error;
}

enum result expiry_note(
	struct unit *unit, const struct database *database, const struct key *key, int64_t expires)
{
	struct key time = time_key(expires);
	size_t name_size = strlen(database->table->name) + 1;
	struct entry entry = { .size = time.size + name_size + key->size };
	DBT name, nothing = { 0 };
	DB *index;
	int error = index_open(unit, &index);

	memcpy(entry.bytes, time.bytes, time.size);
	memcpy(entry.bytes + time.size, database->table->name, name_size);
	memcpy(entry.bytes + time.size + name_size, key->bytes, key->size);
	name = dbt_of(entry.bytes, entry.size);
	if (error == 0)
		error = index->put(index, unit->transaction, &name, &nothing, 0);
	return unit_result(unit, error);
}

/* Deletes the record of an entry, if it is still there and still due. */
static int delete_due(struct unit *unit, struct database *database, const DBT *key)
{
	DBT name = *key, value = { 0 };
	DB *handle;
	ProtobufCMessage *record;
	int error = environment_open_database(&unit->store->environment, database);

	handle = database->handle;
	if (error == 0)
		error = handle->get(handle, unit->transaction, &name, &value, 0);
	if (error != 0)
		return error == DB_NOTFOUND ? 0 : error;
	record = database->expires == NULL ? NULL : record_of(unit, database, &value);
	if (record == NULL || record_expires(database, record) > unit->now)
		return 0;
	return handle->del(handle, unit->transaction, &name, 0);
}

static int sweep_one(struct unit *unit, DBC *cursor, const DBT *found)
{
	struct entry entry = { .size = found->size };
	const char *name = (const char *)entry.bytes + TIME_SIZE;
	struct database *database;
	size_t head;
	DBT key;
	int error;

	memcpy(entry.bytes, found->data, found->size);
	/* A table that only other programs use is theirs to sweep. */
	database = environment_named(&unit->store->environment, name);
	if (database == NULL)
		return 0;
	head = TIME_SIZE + strlen(name) + 1;
	key = dbt_of(entry.bytes + head, entry.size - head);
	error = cursor->del(cursor, 0);
	return error != 0 ? error : delete_due(unit, database, &key);
}

enum result expiry_sweep(struct unit *unit)
{
	struct key limit = time_key(unit->now);
	DBC *cursor = NULL;
	DB *index;
	int error = index_open(unit, &index);

	if (error == 0)
		error = index->cursor(index, unit->transaction, &cursor, 0);
	for (int i = 0; error == 0 && i < SWEEP_MOST; i++) {
		DBT found = { 0 }, nothing = { 0 };

		error = cursor->get(cursor, &found, &nothing, DB_NEXT);
		if (error == 0 && memcmp(found.data, limit.bytes, limit.size) > 0)
			error = DB_NOTFOUND;
		if (error == 0)
			error = sweep_one(unit, cursor, &found);
	}
	if (cursor != NULL) {
		int closed = cursor->close(cursor);

		if (error == 0 || error == DB_NOTFOUND)
			error = closed;
	}
	return unit_result(unit, error == DB_NOTFOUND ? 0 : error);
}

#include "store/record.h"

#include "base/text.h"
#include "store/expiry.h"
#include "store/unit.h"

#include <assert.h>
#include <errno.h>

DBT dbt_of(const void *bytes, size_t size)
{
	/* The library doesn't write to what it is given, but doesn't say so in its types. */
	return (DBT){ .data = (void *)(uintptr_t)bytes, .size = (u_int32_t)size };
}

static void *allocate(void *arena, size_t size)
{
	return arena_allocate(arena, size);
}

static void forget(void *arena, void *memory)
{
	(void)arena;
	(void)memory;
}

static bool texts_are_good(const ProtobufCMessage *message);

/* A text or a message within a message, which may be missing there. */
static bool is_good(const ProtobufCFieldDescriptor *field, const void *value)
{
	if (field->type == PROTOBUF_C_TYPE_STRING)
		return text_is_utf8(value, strlen(value));
	return value == NULL || texts_are_good(value);
}

/* The library takes any bytes for a text. */
static bool texts_are_good(const ProtobufCMessage *message)
{
	const ProtobufCMessageDescriptor *descriptor = message->descriptor;

	for (unsigned i = 0; i < descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &descriptor->fields[i];
		const void *place = (const char *)message + field->offset;
		const void *const *items = place;
		size_t count = 1;

		if (field->type != PROTOBUF_C_TYPE_STRING && field->type != PROTOBUF_C_TYPE_MESSAGE)
			continue;
		if (field->label == PROTOBUF_C_LABEL_REPEATED) {
			memcpy(&count, (const char *)message + field->quantifier_offset,
				sizeof count);
			items = *(const void *const *const *)place;
		}
		for (size_t n = 0; n < count; n++)
			if (!is_good(field, items[n]))
				return false;
	}
	return true;
}

ProtobufCMessage *record_unpack(struct arena *arena, const ProtobufCMessageDescriptor *descriptor,
	const uint8_t *bytes, size_t size)
{
	ProtobufCAllocator allocator = {
		.alloc = allocate, .free = forget, .allocator_data = arena
	};

	ProtobufCMessage *message = protobuf_c_message_unpack(descriptor, &allocator, size, bytes);

	/* Shorter when packed again: a text ended at a NUL, or a field was there twice. */
	if (message == NULL || protobuf_c_message_get_packed_size(message) != size)
		return NULL;
	return texts_are_good(message) ? message : NULL;
}

ProtobufCMessage *record_of(struct unit *unit, const struct database *database, const DBT *value)
{
	return record_unpack(unit->arena, database->table->message, value->data, value->size);
}

int64_t record_expires(const struct database *database, const ProtobufCMessage *record)
{
	int64_t expires;

	memcpy(&expires, (const char *)record + database->expires->offset, sizeof expires);
	return expires;
}

enum result record_find(struct unit *unit, const struct table *table, const struct key *key,
	ProtobufCMessage **record)
{
	struct database *database;
	DBT name = dbt_of(key->bytes, key->size);
	DBT value = { 0 }; /* the handle's own memory, which it keeps for the next one */
	int error = environment_database(&unit->store->environment, table, &database);

	*record = NULL;
	if (error == 0)
		error = database->handle->get(
			database->handle, unit->transaction, &name, &value, 0);
	if (error != 0)
		return unit_result(unit, error);
	*record = record_of(unit, database, &value);
	if (*record == NULL)
		return unit_result(unit, EBADMSG);
	if (database->expires != NULL && record_expires(database, *record) <= unit->now) {
		*record = NULL;
		return NOT_FOUND;
	}
	return OK;
}

/* Whether the key has a record, which for one that expires only the record itself can tell. */
static enum result look(struct unit *unit, struct database *database, const struct key *key)
{
	ProtobufCMessage *record;
	DBT name = dbt_of(key->bytes, key->size);

	if (database->expires != NULL)
		return record_find(unit, database->table, key, &record);
	return unit_result(
		unit, database->handle->exists(database->handle, unit->transaction, &name, 0));
}

static enum result put(struct unit *unit, struct database *database, const struct key *key,
	const ProtobufCMessage *record, u_int32_t flags)
{
	size_t size = protobuf_c_message_get_packed_size(record);
	uint8_t *bytes = arena_allocate(unit->arena, size + 1);
	DBT name = dbt_of(key->bytes, key->size);
	DBT value = dbt_of(bytes, protobuf_c_message_pack(record, bytes));

	return unit_result(unit,
		database->handle->put(database->handle, unit->transaction, &name, &value, flags));
}

enum result record_write(struct unit *unit, const struct table *table, const struct key *key,
	const ProtobufCMessage *record, enum record_how how)
{
	struct database *database;
	bool only_new;
	enum result result = unit_result(
		unit, environment_database(&unit->store->environment, table, &database));

	if (result != OK)
		return result;
	assert(unit->writing && record->descriptor == table->message);
	only_new = how == RECORD_ADD && database->expires == NULL;
	if (how != RECORD_PUT && !only_new) {
		/* One that has expired but lies there still gives way. */
		result = look(unit, database, key);
		if (how == RECORD_ADD && result != NOT_FOUND)
			return result == OK ? EXISTS : result;
		if (how == RECORD_CHANGE && result != OK)
			return result;
	}
	result = put(unit, database, key, record, only_new ? DB_NOOVERWRITE : 0);
	if (result == OK && database->expires != NULL)
		result = expiry_note(unit, database, key, record_expires(database, record));
	return result;
}

enum result record_remove(struct unit *unit, const struct table *table, const struct key *key)
{
	struct database *database;
	DBT name = dbt_of(key->bytes, key->size);
	enum result result = unit_result(
		unit, environment_database(&unit->store->environment, table, &database));

	assert(unit->writing);
	if (result == OK && database->expires != NULL)
		result = look(unit, database, key);
	if (result != OK)
		return result;
	return unit_result(
		unit, database->handle->del(database->handle, unit->transaction, &name, 0));
}

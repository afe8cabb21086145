#include "domain/audit_tables.h"

#include "base/text.h"
#include "domain/tables.h"

#include <inttypes.h>

#define SLICE 500 /* records in one unit: far below its 100 ms */

struct reading {
	const struct table *table;
	struct key after;
	uint64_t count;
	bool ended;
};

static enum result read_slice(struct unit *unit, void *context)
{
	struct reading *reading = context;
	struct key prefix = key_empty(), key = reading->after;
	ProtobufCMessage *record;
	struct scan *scan;
	uint64_t count = 0;
	enum result result = scan_open(&scan, unit, reading->table, &prefix,
		reading->count == 0 ? NULL : &reading->after, SCAN_FORWARD);

	while (result == OK && count < SLICE) {
		result = record_next(scan, &key, &record);
		count += result == OK;
	}
	if (result != OK && result != NOT_FOUND)
		return result;
	/* Once for good: the unit may have been run before. */
	reading->ended = result == NOT_FOUND;
	reading->count += count;
	reading->after = key;
	return OK;
}

/* What the customers' books say that there must be of a table; false: they say nothing. */
static bool expected(const struct audit *audit, const struct table *table, uint64_t *records)
{
	const struct {
		const struct table *table;
		uint64_t records;
	} sums[] = {
		{ &customers, audit->customers },
		{ &emails, audit->customers },
		{ &subscriptions, audit->subscriptions },
		{ &owners, audit->subscriptions },
		{ &invoices, audit->invoices },
		{ &journal_entries, audit->entries },
	};

	for (size_t i = 0; i < sizeof sums / sizeof *sums; i++)
		if (text_equal(sums[i].table->name, table->name)) {
			*records = sums[i].records;
			return true;
		}
	return false;
}

static void check_sum(struct audit *audit, const struct reading *reading)
{
	uint64_t records;

	if (expected(audit, reading->table, &records) && records != reading->count)
		audit_find(audit,
			"Table %s has %" PRIu64 " records; by the customers' books it is %" PRIu64
			".",
			reading->table->name, reading->count, records);
}

static enum result read_table(
	struct shop *shop, struct arena *arena, struct audit *audit, struct reading *reading)
{
	enum result result = OK;

	while (result == OK && !reading->ended) {
		result = store_read(shop->store, arena, read_slice, reading);
		arena_reset(arena);
	}
	if (result != BROKEN)
		return result;
	audit_find(audit, "Table %s can't be read on behind its first %" PRIu64 " records.",
		reading->table->name, reading->count);
	return OK;
}

enum result audit_tables(struct shop *shop, struct arena *arena, struct audit *audit,
	uint64_t before, uint64_t *published)
{
	struct reading readings[TABLES_MOST] = { 0 };
	struct store_status after;
	enum result result = OK;
	size_t count = 0;

	for (; domain_tables[count] != NULL && result == OK; count++) {
		readings[count].table = domain_tables[count];
		result = read_table(shop, arena, audit, &readings[count]);
		if (text_equal(domain_tables[count]->name, catalogues.name))
			*published = readings[count].count;
		if (text_equal(domain_tables[count]->name, outbox_entries.name))
			audit->outbox = readings[count].count;
	}
	if (result == OK)
		result = store_status(shop->store, &after);
	for (size_t i = 0; i < count && result == OK && after.promises == before; i++)
		if (readings[i].ended)
			check_sum(audit, &readings[i]);
	return result;
}

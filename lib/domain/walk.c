#include "domain/walk.h"

#define SLICE 500 /* records in one unit: far below its 100 ms */
#define MEMORY ((size_t)64 << 20)

struct slice {
	const struct table *table;
	const struct key *prefix;
	struct key after; /* where it begins */
	bool begun;
	/* the unit's */
	struct key last;
	bool ends;
	size_t count;
	ProtobufCMessage *records[SLICE];
};

static enum result read_slice(struct unit *unit, void *context)
{
	struct slice *slice = context;
	struct scan *scan;
	enum result result = scan_open(&scan, unit, slice->table, slice->prefix,
		slice->begun ? &slice->after : NULL, SCAN_FORWARD);

	slice->count = 0;
	while (result == OK && slice->count < SLICE) {
		result = record_next(scan, &slice->last, &slice->records[slice->count]);
		slice->count += result == OK;
	}
	slice->ends = result == NOT_FOUND;
	return result == NOT_FOUND ? OK : result;
}

enum result walk_table(struct shop *shop, const struct table *table, const struct key *prefix,
	walk_visit *visit, void *context)
{
	struct slice slice = { .table = table, .prefix = prefix };
	struct arena *arena = arena_open(MEMORY);
	enum result result = OK;

	while (result == OK && !slice.ends) {
		result = store_read(shop->store, arena, read_slice, &slice);
		for (size_t i = 0; result == OK && i < slice.count; i++)
			visit(slice.records[i], context);
		slice.begun = true;
		slice.after = slice.last;
		arena_reset(arena);
	}
	arena_close(arena);
	return result;
}

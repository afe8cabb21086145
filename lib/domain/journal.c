#include "domain/journal.h"

#include "base/clock.h"
#include "base/secret.h"
#include "domain/recent.h"

struct digest journal_hash(
	struct arena *arena, const struct digest *previous, const Record__JournalEntry *entry)
{
	size_t size = record__journal_entry__get_packed_size(entry);
	uint8_t *bytes = arena_allocate(arena, size);

	record__journal_entry__pack(entry, bytes);
	return secret_hash_two(previous->bytes, sizeof previous->bytes, bytes, size);
}

enum result journal_add(struct unit *unit, Record__Customer *customer, Record__JournalEntry *entry)
{
	struct arena *arena = unit_arena(unit);
	struct digest head = { 0 };
	struct key key = key_number(customer->id);
	enum result result;

	if (customer->journal_head.len == sizeof head.bytes)
		memcpy(head.bytes, customer->journal_head.data, sizeof head.bytes);
	entry->number = customer->journal_count + 1;
	entry->customer = customer->id;
	entry->at = clock_shop().seconds;
	entry->previous.data = arena_copy(arena, head.bytes, sizeof head.bytes);
	entry->previous.len = sizeof head.bytes;
	head = journal_hash(arena, &head, entry);
	customer->journal_count = entry->number;
	customer->journal_head.data = arena_copy(arena, head.bytes, sizeof head.bytes);
	customer->journal_head.len = sizeof head.bytes;
	result = customers_put(unit, &key, customer);
	key_add_number(&key, entry->number);
	if (result == OK)
		result = journal_entries_add(unit, &key, entry);
	if (result == OK)
		result = unit_promise(unit);
	return result == OK ? recent_note(unit, entry) : result;
}

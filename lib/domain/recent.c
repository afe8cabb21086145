#include "domain/recent.h"

static struct key place(uint64_t count)
{
	return key_number(count % RECENT_MOST);
}

enum result recent_note(struct unit *unit, const Record__JournalEntry *entry)
{
	Record__RecentEntry recent = RECORD__RECENT_ENTRY__INIT;
	enum result result = unit_counted(unit, &recent.count);
	struct key key = place(recent.count);

	recent.customer = entry->customer;
	recent.number = entry->number;
	return result == OK ? recent_entries_put(unit, &key, &recent) : result;
}

/* NOT_FOUND: overwritten, or from before there was a ring. */
static enum result read_one(struct unit *unit, uint64_t count, Record__JournalEntry **entry)
{
	struct key key = place(count);
	Record__RecentEntry *recent;
	enum result result = recent_entries_find(unit, &key, &recent);

	if (result != OK || recent->count != count)
		return result == OK ? NOT_FOUND : result;
	key = key_number(recent->customer);
	key_add_number(&key, recent->number);
	return journal_entries_find(unit, &key, entry);
}

enum result recent_read(struct unit *unit, struct recent *recent)
{
	uint64_t counted, seen = recent->seen;
	enum result result = unit_counted(unit, &counted);

	recent->count = 0;
	recent->missed = 0;
	recent->entries = arena_allocate(unit_arena(unit), RECENT_SLICE * sizeof(void *));
	if (result != OK)
		return result;
	/* Fewer than were seen: the store lost its end, and goes on from what it has. */
	if (seen > counted)
		seen = counted;
	if (counted - seen > RECENT_MOST) {
		recent->missed = counted - seen - RECENT_MOST;
		seen = counted - RECENT_MOST;
	}
	while (seen < counted && recent->count < RECENT_SLICE) {
		result = read_one(unit, seen + 1, &recent->entries[recent->count]);
		if (result != OK && result != NOT_FOUND)
			return result;
		recent->count += result == OK;
		recent->missed += result == NOT_FOUND;
		seen++;
	}
	recent->more = seen < counted;
	recent->until = seen;
	return OK;
}

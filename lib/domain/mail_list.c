#include "domain/mail_list.h"

#define SLICE 200

static enum result next(struct scan *scan, struct mail_list *list, struct key *key)
{
	size_t at = list->count;
	Record__OutboxEntry *entry = NULL;
	Record__Delivery *delivery = NULL;
	enum result result = list->left ? deliveries_next(scan, key, &delivery)
					: outbox_entries_next(scan, key, &entry);

	if (result != OK)
		return result;
	if (delivery != NULL)
		entry = delivery->entry;
	if (entry == NULL)
		return BROKEN;
	list->deliveries[at] = delivery;
	list->entries[at] = entry;
	list->count++;
	return OK;
}

enum result mail_list_read(struct unit *unit, void *context)
{
	struct mail_list *list = context;
	struct key prefix = key_empty(), key = list->after;
	struct scan *scan;
	enum result result = scan_open(&scan, unit, list->left ? &deliveries : &outbox_entries,
		&prefix, list->begun ? &list->after : NULL, SCAN_FORWARD);

	list->count = 0;
	list->entries = arena_allocate(unit_arena(unit), SLICE * sizeof(void *));
	list->deliveries = arena_allocate(unit_arena(unit), SLICE * sizeof(void *));
	while (result == OK && list->count < SLICE)
		result = next(scan, list, &key);
	if (result != OK && result != NOT_FOUND)
		return result;
	list->ended = result == NOT_FOUND;
	list->begun = true;
	list->after = key;
	return OK;
}

#include "domain/customer_list.h"

#define SLICE 500 /* records in one unit: far below its 100 ms */

enum result customer_list_read(struct unit *unit, void *context)
{
	struct customer_list *list = context;
	struct key prefix = key_empty(), behind = key_number(list->after), key;
	Record__Customer *customer;
	struct scan *scan;
	size_t count = 0;
	enum result result = scan_open(&scan, unit, &customers, &prefix, &behind, SCAN_FORWARD);

	list->items = arena_allocate(unit_arena(unit), SLICE * sizeof *list->items);
	while (result == OK && count < SLICE) {
		result = customers_next(scan, &key, &customer);
		if (result == OK)
			list->items[count++] = customer;
	}
	if (result != OK && result != NOT_FOUND)
		return result;
	/* Once for good: the unit may have been run before. */
	list->ended = result == NOT_FOUND;
	list->count = count;
	if (count > 0)
		list->after = key_number_at(&key, 0);
	return OK;
}

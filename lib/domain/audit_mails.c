#include "domain/audit_mails.h"

#include "domain/mail_list.h"
#include "domain/outbox.h"

#include <inttypes.h>

struct reading {
	struct mail_list list;
	uint64_t given; /* the last number */
	bool *left;     /* of each that waits: it left as well */
};

static enum result read_slice(struct unit *unit, void *context)
{
	struct reading *reading = context;
	struct mail_list *list = &reading->list, fresh = *list;
	enum result result = mail_list_read(unit, &fresh);

	/* Once for good: the unit may have been run before. */
	if (result == OK)
		result = counter_value(unit, "outbox", &reading->given);
	if (result != OK)
		return result;
	reading->left = arena_allocate(unit_arena(unit), fresh.count + 1);
	for (size_t i = 0; !fresh.left && i < fresh.count; i++) {
		struct key key = key_number(fresh.entries[i]->id);
		Record__Delivery *delivery;

		result = deliveries_find(unit, &key, &delivery);
		if (result != OK && result != NOT_FOUND)
			return result;
		reading->left[i] = result == OK;
	}
	*list = fresh;
	return OK;
}

static void check(struct audit *audit, const struct reading *reading)
{
	for (size_t i = 0; i < reading->list.count; i++) {
		const Record__OutboxEntry *entry = reading->list.entries[i];

		if (reading->left[i])
			audit_find(audit, "Mail %" PRIu64 " waits though it has left.", entry->id);
		if (entry->id == 0 || entry->id > reading->given)
			audit_find(audit, "Mail %" PRIu64 ": the last number given is %" PRIu64 ".",
				entry->id, reading->given);
		if (!outbox_kind_is_known(entry->kind))
			audit_find(audit, "Mail %" PRIu64 ": there is no kind \"%s\".", entry->id,
				entry->kind);
	}
	audit->mails += reading->list.count;
}

static enum result read_table(
	struct shop *shop, struct arena *arena, struct audit *audit, bool left)
{
	struct reading reading = { .list.left = left };
	enum result result = OK;

	while (result == OK && !reading.list.ended) {
		result = store_read(shop->store, arena, read_slice, &reading);
		if (result == OK)
			check(audit, &reading);
		arena_reset(arena);
	}
	return result == BROKEN ? OK : result;
}

enum result audit_mails(struct shop *shop, struct arena *arena, struct audit *audit)
{
	enum result result = read_table(shop, arena, audit, false);

	return result == OK ? read_table(shop, arena, audit, true) : result;
}

#include "domain/outbox.h"

#include "base/clock.h"

enum result outbox_add(struct unit *unit, const char *kind, const Record__Customer *customer,
	uint64_t subscription, const char *invoice)
{
	Record__OutboxEntry entry = RECORD__OUTBOX_ENTRY__INIT;
	struct key key;
	enum result result = counter_next(unit, "outbox", &entry.id);

	entry.kind = kind;
	entry.language = customer->language;
	entry.customer = customer->id;
	entry.subscription = subscription;
	entry.invoice = invoice;
	entry.created = clock_shop().seconds;
	key = key_number(entry.id);
	return result == OK ? outbox_entries_add(unit, &key, &entry) : result;
}

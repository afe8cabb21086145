#include "domain/outbox.h"

#include "base/clock.h"
#include "base/text.h"

#include <assert.h>

#define LOOKED_AT 100 /* the oldest: they are stuck first */
#define OVERDUE (60 * 60)
#define IN_VAIN 3

static const struct kind {
	const char *name;
	bool of_ticket, to_operator;
} kinds[] = {
	{ "upgraded", .of_ticket = false },
	{ "ticket-opened", .of_ticket = true },
	{ "ticket-new", .of_ticket = true, .to_operator = true },
	{ "ticket-answered", .of_ticket = true },
	{ "ticket-reply", .of_ticket = true, .to_operator = true },
};

static bool added;

bool outbox_take_added(void)
{
	bool was = added;

	added = false;
	return was;
}

/* NULL: there is none of this name. */
static const struct kind *kind_find(const char *name)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (text_equal(kinds[i].name, name))
			return &kinds[i];
	return NULL;
}

/* Numbers an entry and stores it, due at once. */
static enum result add(struct unit *unit, Record__OutboxEntry *entry)
{
	struct key key;
	enum result result = counter_next(unit, "outbox", &entry->id);

	added = true;
	entry->created = clock_shop().seconds;
	entry->due = entry->created;
	key = key_number(entry->id);
	return result == OK ? outbox_entries_add(unit, &key, entry) : result;
}

enum result outbox_add(struct unit *unit, const char *kind, const Record__Customer *customer,
	uint64_t subscription, const char *invoice)
{
	Record__OutboxEntry entry = RECORD__OUTBOX_ENTRY__INIT;
	const struct kind *found = kind_find(kind);

	assert(found != NULL && !found->of_ticket);
	entry.kind = found->name;
	entry.language = customer->language;
	entry.customer = customer->id;
	entry.subscription = subscription;
	entry.invoice = invoice;
	return add(unit, &entry);
}

enum result outbox_add_ticket(struct unit *unit, const char *kind, const Record__Ticket *ticket,
	uint32_t message, const char *language)
{
	Record__OutboxEntry entry = RECORD__OUTBOX_ENTRY__INIT;
	const struct kind *found = kind_find(kind);

	assert(found != NULL && found->of_ticket);
	entry.kind = found->name;
	entry.language = language;
	entry.customer = found->to_operator ? 0 : ticket->customer;
	entry.ticket = ticket->id;
	entry.message = message;
	return add(unit, &entry);
}

bool outbox_kind_is_known(const char *kind)
{
	return kind_find(kind) != NULL;
}

static enum result take_back(struct unit *unit, const struct key *key)
{
	Record__Delivery *delivery;
	enum result result = deliveries_find(unit, key, &delivery);

	if (result != OK)
		return result;
	if (delivery->state != RECORD__DELIVERY_STATE__GIVEN_UP || delivery->entry == NULL)
		return ILLEGAL;
	delivery->entry->tries = 0;
	delivery->entry->due = clock_shop().seconds;
	result = outbox_entries_add(unit, key, delivery->entry);
	return result == OK ? deliveries_remove(unit, key) : result;
}

enum result outbox_retry(struct unit *unit, uint64_t id)
{
	struct key key = key_number(id);
	Record__OutboxEntry *entry;
	enum result result = outbox_entries_find(unit, &key, &entry);

	if (result == NOT_FOUND)
		return take_back(unit, &key);
	if (result != OK)
		return result;
	entry->due = clock_shop().seconds;
	return outbox_entries_change(unit, &key, entry);
}

enum result outbox_is_stuck(struct unit *unit, bool *stuck)
{
	int64_t since = clock_shop().seconds - OVERDUE;
	struct key prefix = key_empty();
	Record__OutboxEntry *entry;
	struct scan *scan;
	enum result result = scan_open(&scan, unit, &outbox_entries, &prefix, NULL, SCAN_FORWARD);

	*stuck = false;
	for (int i = 0; result == OK && i < LOOKED_AT; i++) {
		result = outbox_entries_next(scan, NULL, &entry);
		*stuck |= result == OK && (entry->due < since || entry->tries >= IN_VAIN);
	}
	return result == NOT_FOUND ? OK : result;
}

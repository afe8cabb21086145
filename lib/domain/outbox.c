#include "domain/outbox.h"

#include "base/clock.h"
#include "base/text.h"

#include <assert.h>

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

/* NULL: there is none of this name. */
static const struct kind *kind_find(const char *name)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (text_equal(kinds[i].name, name))
			return &kinds[i];
	return NULL;
}

static bool has_news;

bool outbox_has_news(void)
{
	bool had = has_news;

	has_news = false;
	return had;
}

/* Numbers an entry and stores it, due at once. */
static enum result add(struct unit *unit, Record__OutboxEntry *entry)
{
	struct key key;
	enum result result = counter_next(unit, "outbox", &entry->id);

	has_news = true;
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

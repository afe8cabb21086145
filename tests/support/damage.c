/*
 * damage SHOP KIND - spoils one record of a shop, for tests of what `palierctl verify` notices.
 *
 * Writes through the store like any program, but without the journal.  A line says what was
 * spoilt.
 */
#include "base/text.h"
#include "domain/account.h"
#include "domain/journal.h"
#include "domain/subscription.h"

#include <assert.h>
#include <fcntl.h>
#include <inttypes.h>

#define CUSTOMER 2 /* whose records are spoilt: "advanced@example.com" */

struct kind {
	const char *name;
	enum result (*spoil)(struct unit *unit);
};

static enum result find_subscription(struct unit *unit, Record__Subscription **found)
{
	struct subscriptions list;
	enum result result = subscription_list(unit, CUSTOMER, &list);

	assert(result != OK || list.count == 1);
	*found = list.items[0];
	return result;
}

static enum result find_invoice(struct unit *unit, Record__Invoice **found)
{
	struct invoices list;
	enum result result = invoice_list(unit, CUSTOMER, 10, &list);

	assert(result != OK || list.count > 0);
	*found = list.items[0];
	return result;
}

static struct key key_of(uint64_t part)
{
	struct key key = key_number(CUSTOMER);

	key_add_number(&key, part);
	return key;
}

static enum result spoil_price(struct unit *unit)
{
	Record__Subscription *subscription;
	enum result result = find_subscription(unit, &subscription);
	struct key key = key_of(subscription->id);

	subscription->price--;
	return result == OK ? subscriptions_change(unit, &key, subscription) : result;
}

static enum result change_invoice(struct unit *unit, Record__Invoice *invoice)
{
	struct key key = key_number(CUSTOMER);

	key_add_text(&key, invoice->number);
	return invoices_change(unit, &key, invoice);
}

/* The total alone: it is no longer the sum of its lines. */
static enum result spoil_total(struct unit *unit)
{
	Record__Invoice *invoice;
	enum result result = find_invoice(unit, &invoice);

	invoice->gross++;
	return result == OK ? change_invoice(unit, invoice) : result;
}

/* A date, which no sum depends on. */
static enum result spoil_due(struct unit *unit)
{
	Record__Invoice *invoice;
	enum result result = find_invoice(unit, &invoice);

	invoice->due++;
	return result == OK ? change_invoice(unit, invoice) : result;
}

static enum result spoil_invoice(struct unit *unit)
{
	struct key key = key_number(CUSTOMER);
	Record__Invoice *invoice;
	enum result result = find_invoice(unit, &invoice);

	key_add_text(&key, invoice->number);
	return result == OK ? invoices_remove(unit, &key) : result;
}

static enum result spoil_entry(struct unit *unit)
{
	struct key key = key_of(2);

	return journal_entries_remove(unit, &key);
}

static enum result spoil_last_entry(struct unit *unit)
{
	Record__Customer *customer;
	enum result result = customer_find(unit, CUSTOMER, &customer);
	struct key key = key_of(customer->journal_count);

	return result == OK ? journal_entries_remove(unit, &key) : result;
}

/* The last one is followed by none whose hash would tell. */
static enum result spoil_last_hash(struct unit *unit)
{
	Record__JournalEntry *entry;
	Record__Customer *customer;
	enum result result = customer_find(unit, CUSTOMER, &customer);
	struct key key = key_of(customer->journal_count);

	if (result == OK)
		result = journal_entries_find(unit, &key, &entry);
	if (result != OK)
		return result;
	entry->at++;
	return journal_entries_change(unit, &key, entry);
}

static enum result spoil_counter(struct unit *unit)
{
	Record__Invoice *invoice;
	enum result result = find_invoice(unit, &invoice);
	uint64_t skipped;

	if (result != OK)
		return result;
	return counter_next(
		unit, arena_format(unit_arena(unit), "invoice-%.4s", invoice->number), &skipped);
}

static enum result set_counter(struct unit *unit, const char *name, int64_t step)
{
	struct key key = key_text(name);
	Record__Counter *counter;
	enum result result = counters_find(unit, &key, &counter);

	if (result != OK)
		return result;
	counter->value += (uint64_t)step;
	return counters_change(unit, &key, counter);
}

static enum result spoil_customer_counter(struct unit *unit)
{
	return set_counter(unit, "customer", -1);
}

static enum result spoil_subscription_counter(struct unit *unit)
{
	return set_counter(unit, "subscription", 1);
}

static enum result spoil_catalogue(struct unit *unit)
{
	struct key key = key_number(1);

	return catalogues_remove(unit, &key);
}

static enum result spoil_customer(struct unit *unit)
{
	struct key key = key_number(CUSTOMER);

	return customers_remove(unit, &key);
}

static enum result spoil_number(struct unit *unit)
{
	struct key key = key_number(CUSTOMER);
	Record__Customer *customer;
	enum result result = customer_find(unit, CUSTOMER, &customer);

	customer->id = 1;
	return result == OK ? customers_change(unit, &key, customer) : result;
}

static enum result spoil_count(struct unit *unit)
{
	struct key key = key_number(CUSTOMER);
	Record__Customer *customer;
	enum result result = customer_find(unit, CUSTOMER, &customer);

	customer->journal_count = UINT64_C(1) << 60;
	return result == OK ? customers_change(unit, &key, customer) : result;
}

static enum result spoil_email(struct unit *unit)
{
	struct key key = key_text("advanced@example.com");

	return emails_remove(unit, &key);
}

static enum result spoil_owner(struct unit *unit)
{
	Record__Subscription *subscription;
	enum result result = find_subscription(unit, &subscription);
	struct key key = key_number(subscription->id);

	return result == OK ? owners_remove(unit, &key) : result;
}

/* Of a customer that there isn't. */
static enum result spoil_orphan(struct unit *unit)
{
	struct key key = key_number(999999);
	Record__Subscription *subscription;
	enum result result = find_subscription(unit, &subscription);

	key_add_number(&key, subscription->id);
	return result == OK ? subscriptions_add(unit, &key, subscription) : result;
}

/* A message of another shape, which the table's own can't be read from. */
static enum result spoil_record(struct unit *unit, const char *table, uint64_t number)
{
	const struct table other = { .name = table, .message = &record__edition__descriptor };
	Record__Edition edition = RECORD__EDITION__INIT;
	struct key key = key_number(number);

	edition.id = "unreadable";
	return record_write(unit, &other, &key, &edition.base, RECORD_PUT);
}

static enum result spoil_outbox(struct unit *unit)
{
	return spoil_record(unit, "outbox_entries", 7);
}

/* A mail that waits and has left, with a number that was never given. */
static enum result spoil_mail(struct unit *unit)
{
	Record__OutboxEntry entry = RECORD__OUTBOX_ENTRY__INIT;
	Record__Delivery delivery = RECORD__DELIVERY__INIT;
	struct key key = key_number(9);
	enum result result;

	entry.id = 9;
	entry.kind = "upgraded";
	delivery.entry = &entry;
	delivery.expires = INT64_MAX;
	result = outbox_entries_add(unit, &key, &entry);
	return result == OK ? deliveries_add(unit, &key, &delivery) : result;
}

static enum result spoil_customer_record(struct unit *unit)
{
	return spoil_record(unit, "customers", CUSTOMER);
}

/* Behind the journal's back. */
static enum result lock(struct unit *unit)
{
	struct key key = key_number(CUSTOMER);
	Record__Customer *customer;
	enum result result = customer_find(unit, CUSTOMER, &customer);

	customer->locked = true;
	return result == OK ? customers_change(unit, &key, customer) : result;
}

static const struct kind kinds[] = {
	{ "price", spoil_price },
	{ "total", spoil_total },
	{ "due", spoil_due },
	{ "invoice", spoil_invoice },
	{ "entry", spoil_entry },
	{ "last-entry", spoil_last_entry },
	{ "last-hash", spoil_last_hash },
	{ "counter", spoil_counter },
	{ "customer-counter", spoil_customer_counter },
	{ "subscription-counter", spoil_subscription_counter },
	{ "catalogue", spoil_catalogue },
	{ "customer", spoil_customer },
	{ "number", spoil_number },
	{ "count", spoil_count },
	{ "email", spoil_email },
	{ "owner", spoil_owner },
	{ "orphan", spoil_orphan },
	{ "outbox", spoil_outbox },
	{ "mail", spoil_mail },
	{ "record", spoil_customer_record },
	{ "lock", lock },
};

static enum result spoil(struct unit *unit, void *context)
{
	const struct kind *kind = context;

	return kind->spoil(unit);
}

/* As if the store had lost its last five entries. */
static bool raise_mark(const char *directory)
{
	char path[512];
	uint64_t mark;
	int file;
	bool good;

	snprintf(path, sizeof path, "%s/data/mark", directory);
	file = open(path, O_RDWR | O_CLOEXEC);
	good = file >= 0 && pread(file, &mark, sizeof mark, 0) == sizeof mark;
	mark += 5;
	return good && pwrite(file, &mark, sizeof mark, 0) == sizeof mark && close(file) == 0;
}

int main(int count, char **arguments)
{
	struct config_error error = { "" };
	struct shop shop;
	struct arena *arena;
	enum result result = NOT_FOUND;

	if (count != 3)
		return 2;
	if (text_equal(arguments[2], "mark"))
		return raise_mark(arguments[1]) ? 0 : 1;
	if (shop_open(&shop, arguments[1], &error) != OK) {
		fprintf(stderr, "%s\n", error.text);
		return 1;
	}
	arena = arena_open((size_t)1 << 20);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (text_equal(kinds[i].name, arguments[2]))
			result = store_write(
				shop.store, arena, STORE_SYNC, spoil, (void *)(uintptr_t)&kinds[i]);
	arena_close(arena);
	shop_close(&shop);
	fprintf(stderr, "%s: %s\n", arguments[2], result_name(result));
	return result == OK ? 0 : 1;
}

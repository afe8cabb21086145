#include "tools/palierctl.h"

#include "base/buffer.h"
#include "domain/account.h"
#include "domain/books.h"
#include "tools/palierctl_print.h"
#include "tools/palierctl_shop.h"

#include <inttypes.h>

#define MEMORY (size_t)(64 << 20)
#define LINE_MOST 1024

/* ---- an entry in words ------------------------------------------------------------------- */

static const char *amount(struct arena *arena, int64_t minor, int32_t currency)
{
	return money_text(arena, money_of(minor, (enum currency)currency));
}

/* The currency of a subscription; it never changes, while its customer's may. */
static int32_t currency_of(const struct books *books, uint64_t subscription)
{
	for (size_t i = 0; i < books->subscriptions.count; i++)
		if (books->subscriptions.items[i]->id == subscription)
			return books->subscriptions.items[i]->currency;
	return books->customer->currency;
}

static void separate(struct buffer *line)
{
	if (line->length > 0)
		buffer_add_text(line, "; ");
}

static void describe(struct buffer *line, struct arena *arena, const struct books *books,
	const Record__JournalEntry *entry)
{
	const Record__Subscription *added = entry->added;
	const Record__Change *change = entry->change;

	if (entry->customer_added != NULL)
		buffer_add_text(line, entry->customer_added->role == RECORD__ROLE__OPERATOR
					      ? "operator added"
					      : "customer added");
	if (entry->password_changed != NULL)
		buffer_add_text(line, "password changed");
	if (entry->customer_locked != NULL)
		buffer_add_text(line, "customer locked");
	if (entry->customer_unlocked != NULL)
		buffer_add_text(line, "customer unlocked");
	if (added != NULL)
		buffer_add_format(line, "subscription %" PRIu64 " added: %s/%s, %u %s, %s per %s",
			added->id, added->product, added->edition, added->seats,
			added->seats == 1 ? "seat" : "seats",
			amount(arena, added->price, added->currency),
			period_cycle_words[added->cycle]);
	if (change != NULL)
		buffer_add_format(line,
			"%s of subscription %" PRIu64 " to %s at %s, its version %" PRIu64,
			change->kind, change->subscription, change->edition,
			amount(arena, change->price, currency_of(books, change->subscription)),
			change->version);
	if (entry->invoice != NULL) {
		separate(line);
		buffer_add_format(line, "invoice %s of %s", entry->invoice->number,
			amount(arena, entry->invoice->gross, entry->invoice->currency));
	}
}

static void print_columns(
	struct arena *arena, const struct books *books, const Record__JournalEntry *entry)
{
	struct buffer line;
	char at[32];

	buffer_init(&line, LINE_MOST);
	instant_write((struct instant){ entry->at }, at);
	describe(&line, arena, books, entry);
	printf("%-25s %8" PRIu64 " %6" PRIu64 " %6" PRIu64 "  %s\n", at, entry->customer,
		entry->number, entry->actor, buffer_text(&line));
	buffer_free(&line);
}

/* ---- an entry for machines --------------------------------------------------------------- */

static json_t *added_json(const Record__Subscription *added)
{
	return json_pack("{s:I, s:s, s:s, s:I, s:s, s:I, s:i}", "subscription",
		(json_int_t)added->id, "product", added->product, "edition", added->edition,
		"seats", (json_int_t)added->seats, "cycle", period_cycle_words[added->cycle],
		"price", (json_int_t)added->price, "anchor", added->anchor);
}

static json_t *change_json(const Record__Change *change)
{
	return json_pack("{s:s, s:I, s:I, s:s, s:I, s:I}", "kind", change->kind, "subscription",
		(json_int_t)change->subscription, "version", (json_int_t)change->version, "edition",
		change->edition, "price", (json_int_t)change->price, "catalogue",
		(json_int_t)change->catalogue_version);
}

static json_t *invoice_json(const Record__IssuedInvoice *invoice)
{
	return json_pack("{s:s, s:I, s:I, s:I, s:I}", "number", invoice->number, "subscription",
		(json_int_t)invoice->subscription, "net", (json_int_t)invoice->net, "vat",
		(json_int_t)invoice->vat, "gross", (json_int_t)invoice->gross);
}

static void print_object(const Record__JournalEntry *entry)
{
	json_t *object;
	char at[32];

	instant_write((struct instant){ entry->at }, at);
	object =
		json_pack("{s:s, s:I, s:I, s:I}", "at", at, "customer", (json_int_t)entry->customer,
			"number", (json_int_t)entry->number, "actor", (json_int_t)entry->actor);
	if (entry->customer_added != NULL)
		json_object_set_new(object, "customer_added",
			json_pack("{s:b}", "operator",
				entry->customer_added->role == RECORD__ROLE__OPERATOR));
	if (entry->password_changed != NULL)
		json_object_set_new(object, "password_changed", json_object());
	if (entry->customer_locked != NULL)
		json_object_set_new(object, "customer_locked", json_object());
	if (entry->customer_unlocked != NULL)
		json_object_set_new(object, "customer_unlocked", json_object());
	if (entry->added != NULL)
		json_object_set_new(object, "added", added_json(entry->added));
	if (entry->change != NULL)
		json_object_set_new(object, "change", change_json(entry->change));
	if (entry->invoice != NULL)
		json_object_set_new(object, "invoice", invoice_json(entry->invoice));
	print_json(object);
}

/* ---- the command ------------------------------------------------------------------------- */

struct reading {
	const char *email; /* of the one whose entries are asked for; NULL: all */
	uint64_t after;
	struct books books;
};

static enum result read_next(struct unit *unit, void *context)
{
	struct reading *reading = context;
	Record__Customer *customer;
	enum result result;

	if (reading->email == NULL)
		return books_read(unit, reading->after, &reading->books);
	result = customer_find_by_email(unit, reading->email, &customer);
	return result == OK ? books_read(unit, customer->id - 1, &reading->books) : result;
}

/* One customer in a unit, printed outside it: a reader of ours may be slow. */
static enum result print_all(const struct call *call, struct shop *shop, struct reading *reading)
{
	struct arena *arena = arena_open(MEMORY);
	enum result result = OK;
	size_t count = 0;

	while (result == OK && (reading->email == NULL || count == 0) && !ferror(stdout)) {
		result = store_read(shop->store, arena, read_next, reading);
		if (result != OK)
			break;
		if (count++ == 0 && !call->json)
			printf("%-25s %8s %6s %6s  %s\n", "AT", "CUSTOMER", "NUMBER", "ACTOR",
				"WHAT");
		for (size_t i = 0; i < reading->books.entry_count; i++)
			if (call->json)
				print_object(reading->books.entries[i]);
			else
				print_columns(arena, &reading->books, reading->books.entries[i]);
		reading->after = reading->books.id;
		arena_reset(arena);
	}
	arena_close(arena);
	return result;
}

enum exit_status command_journal(const struct call *call)
{
	struct reading reading = { .email = call_option(call, "--customer") };
	struct shop shop;
	enum exit_status status = shop_enter(call, &shop);
	enum result result;

	if (status == DONE) {
		result = print_all(call, &shop, &reading);
		if (result == NOT_FOUND && reading.email != NULL)
			status = refuse("%s: no customer has this address.", reading.email);
		else if (result != OK && result != NOT_FOUND)
			status = shop_refuse(&shop, result);
	}
	if (shop.arena != NULL)
		shop_close(&shop);
	return status;
}

#include "tools/palierctl_entry.h"

#include "base/buffer.h"
#include "base/text.h"
#include "domain/period.h"
#include "tools/palierctl_print.h"

#include <inttypes.h>

#define LINE_MOST 1024

/* ---- an entry in words ------------------------------------------------------------------- */

static const char *amount(struct arena *arena, int64_t minor, int32_t currency)
{
	return money_text(arena, money_of(minor, (enum currency)currency));
}

static void separate(struct buffer *line)
{
	if (line->length > 0)
		buffer_add_text(line, "; ");
}

static void describe(struct buffer *line, struct arena *arena, const Record__JournalEntry *entry,
	int32_t currency)
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
	if (entry->imported != NULL)
		buffer_add_format(line, ", billed elsewhere until %s",
			day_text(arena, (struct day){ entry->imported->billed_until }));
	if (change != NULL)
		buffer_add_format(line,
			"%s of subscription %" PRIu64 " to %s at %s, its version %" PRIu64,
			change->kind, change->subscription, change->edition,
			amount(arena, change->price, currency), change->version);
	if (entry->invoice != NULL) {
		separate(line);
		buffer_add_format(line, "invoice %s of %s", entry->invoice->number,
			amount(arena, entry->invoice->gross, entry->invoice->currency));
	}
	if (!text_is_empty(entry->reason)) {
		separate(line);
		buffer_add_format(line, "reason: %s", entry->reason);
	}
}

static void print_columns(struct arena *arena, const Record__JournalEntry *entry, int32_t currency)
{
	struct buffer line;
	char at[32];

	buffer_init(&line, LINE_MOST);
	instant_write((struct instant){ entry->at }, at);
	describe(&line, arena, entry, currency);
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
	if (entry->imported != NULL)
		json_object_set_new(object, "imported",
			json_pack("{s:i}", "billed_until", entry->imported->billed_until));
	if (entry->change != NULL)
		json_object_set_new(object, "change", change_json(entry->change));
	if (entry->invoice != NULL)
		json_object_set_new(object, "invoice", invoice_json(entry->invoice));
	if (!text_is_empty(entry->reason))
		json_object_set_new(object, "reason", json_string(entry->reason));
	print_json(object);
}

/* ---- either ------------------------------------------------------------------------------ */

void entry_print_head(const struct call *call)
{
	if (!call->json)
		printf("%-25s %8s %6s %6s  %s\n", "AT", "CUSTOMER", "NUMBER", "ACTOR", "WHAT");
}

void entry_print(const struct call *call, struct arena *arena, const Record__JournalEntry *entry,
	int32_t currency)
{
	if (call->json)
		print_object(entry);
	else
		print_columns(arena, entry, currency);
}

#include "domain/audit_books.h"

#include <inttypes.h>

static void check_chain(struct audit *audit, const struct books *books, const struct replay *replay)
{
	const Record__Customer *customer = books->customer;

	if (replay->linked < books->entry_count)
		audit_find(audit, "Customer %" PRIu64 ": the chain is broken at entry %" PRIu64 ".",
			books->id, replay->linked + 1);
	if (books->entry_count != customer->journal_count)
		audit_find(audit,
			"Customer %" PRIu64 ": the record speaks of %" PRIu64
			" entries, the journal has %s%zu.",
			books->id, customer->journal_count,
			books->entry_count > customer->journal_count ? "at least " : "",
			books->entry_count);
	else if (replay->linked == books->entry_count &&
		 (customer->journal_head.len != sizeof replay->head.bytes ||
			 memcmp(customer->journal_head.data, replay->head.bytes,
				 sizeof replay->head.bytes) != 0))
		audit_find(audit,
			"Customer %" PRIu64 ": the last entry isn't the one that the record ends "
			"with.",
			books->id);
	if (replay->misfit != 0)
		audit_find(audit,
			"Customer %" PRIu64 ", entry %" PRIu64
			": changes a subscription from a version that it never had.",
			books->id, replay->misfit);
}

/* Locks keep people out: neither may go, nor come, without a trace. */
static void check_lock(struct audit *audit, const struct books *books, const struct replay *replay)
{
	if ((bool)books->customer->locked != replay->locked)
		audit_find(audit, "Customer %" PRIu64 " is %s; by the journal it is %s.", books->id,
			replay->locked ? "unlocked" : "locked",
			replay->locked ? "locked" : "unlocked");
}

static bool records_equal(struct arena *arena, const ProtobufCMessage *a, const ProtobufCMessage *b)
{
	size_t size = protobuf_c_message_get_packed_size(a);
	uint8_t *bytes_a, *bytes_b;

	if (size != protobuf_c_message_get_packed_size(b))
		return false;
	bytes_a = arena_allocate(arena, size);
	bytes_b = arena_allocate(arena, size);
	protobuf_c_message_pack(a, bytes_a);
	protobuf_c_message_pack(b, bytes_b);
	return memcmp(bytes_a, bytes_b, size) == 0;
}

static void check_subscriptions(struct audit *audit, struct arena *arena, const struct books *books,
	const struct replay *replay)
{
	const struct subscriptions *list = &books->subscriptions;

	if (list->count != replay->subscriptions.count)
		audit_find(audit,
			"Customer %" PRIu64 " has %zu subscriptions; by the journal it is %zu.",
			books->id, list->count, replay->subscriptions.count);
	for (size_t i = 0; i < list->count; i++) {
		const Record__Subscription *wanted =
			replay_subscription(replay, list->items[i]->id);

		if (wanted == NULL || !records_equal(arena, &list->items[i]->base, &wanted->base))
			audit_find(audit,
				"Subscription %" PRIu64 " of customer %" PRIu64
				" isn't what the journal says.",
				list->items[i]->id, books->id);
	}
}

static void check_sums(struct audit *audit, const Record__Invoice *invoice)
{
	int64_t net = 0, vat = 0, gross = 0;

	for (size_t i = 0; i < invoice->n_lines; i++) {
		net += invoice->lines[i]->net;
		vat += invoice->lines[i]->vat;
		gross += invoice->lines[i]->gross;
	}
	if (net != invoice->net || vat != invoice->vat || gross != invoice->gross ||
		net + vat != gross)
		audit_find(audit, "Invoice %s: its lines don't sum to its total.", invoice->number);
}

static void check_invoices(struct audit *audit, struct arena *arena, const struct books *books,
	const struct replay *replay)
{
	const struct invoices *list = &books->invoices;

	if (list->count != replay->invoice_count)
		audit_find(audit,
			"Customer %" PRIu64 " has %zu invoices; by the journal it is %zu.",
			books->id, list->count, replay->invoice_count);
	for (size_t i = 0; i < list->count; i++) {
		const Record__Invoice *invoice = list->items[i];
		const Record__IssuedInvoice *wanted = replay_invoice(replay, invoice->number);

		check_sums(audit, invoice);
		if (wanted == NULL ||
			!records_equal(
				arena, &invoice_for_journal(arena, invoice)->base, &wanted->base))
			audit_find(
				audit, "Invoice %s isn't what the journal says.", invoice->number);
	}
}

static void check_ways(struct audit *audit, const struct books *books)
{
	if (books->customer->id != books->id)
		audit_find(audit,
			"Customer %" PRIu64 ": the record says that its number is %" PRIu64 ".",
			books->id, books->customer->id);
	if (books->email_lost)
		audit_find(audit, "Customer %" PRIu64 " isn't found by the address for mail.",
			books->id);
	if (books->lost != 0)
		audit_find(audit,
			"Subscription %" PRIu64 " of customer %" PRIu64
			" isn't found by its number.",
			books->lost, books->id);
}

void audit_books(struct audit *audit, struct arena *arena, const struct books *books)
{
	struct replay replay = books_replay(arena, books);

	check_chain(audit, books, &replay);
	/* Behind a break the entries say nothing any more. */
	if (replay.linked == books->entry_count) {
		check_lock(audit, books, &replay);
		check_subscriptions(audit, arena, books, &replay);
		check_invoices(audit, arena, books, &replay);
	}
	check_ways(audit, books);
	audit->customers++;
	audit->entries += books->entry_count;
	audit->subscriptions += books->subscriptions.count;
	audit->invoices += books->invoices.count;
}

#include "domain/audit.h"

#include "base/text.h"
#include "domain/books.h"

#include <inttypes.h>
#include <stdarg.h>

/* Every number issued in a year, a bit each. */
struct year_numbers {
	struct year_numbers *next;
	int64_t year, highest, count;
	size_t size;
	unsigned char *seen;
};

struct auditing {
	struct audit *audit;
	struct books books; /* of the customer at hand */
	uint64_t after;
	struct arena *arena;
	struct year_numbers *years;
};

__attribute__((format(printf, 2, 3))) static void find(
	struct audit *audit, const char *format, ...)
{
	char sentence[512];
	va_list arguments;

	audit->findings++;
	if (audit->finding == NULL)
		return;
	va_start(arguments, format);
	vsnprintf(sentence, sizeof sentence, format, arguments);
	va_end(arguments);
	audit->finding(sentence, audit->context);
}

/* ---- one customer's books -------------------------------------------------------------------- */

static void check_chain(
	struct audit *audit, const struct books *books, const struct replay *replay)
{
	const Record__Customer *customer = books->customer;

	if (replay->linked < books->entry_count)
		find(audit, "Customer %" PRIu64 ": the chain is broken at entry %" PRIu64 ".",
			customer->id, replay->linked + 1);
	if (books->entry_count != customer->journal_count ||
		customer->journal_head.len != sizeof replay->head.bytes ||
		memcmp(customer->journal_head.data, replay->head.bytes,
			sizeof replay->head.bytes) != 0)
		find(audit,
			"Customer %" PRIu64 ": the record speaks of %" PRIu64
			" entries, the journal has %zu, or the last hash differs.",
			customer->id, customer->journal_count, books->entry_count);
	if (replay->misfit != 0)
		find(audit,
			"Customer %" PRIu64 ", entry %" PRIu64
			": changes a subscription from a version that it never had.",
			customer->id, replay->misfit);
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

static void check_subscriptions(
	const struct auditing *auditing, const struct books *books, const struct replay *replay)
{
	const struct subscriptions *list = &books->subscriptions;

	if (list->count != replay->subscriptions.count)
		find(auditing->audit,
			"Customer %" PRIu64 " has %zu subscriptions; by the journal it is %zu.",
			books->customer->id, list->count, replay->subscriptions.count);
	for (size_t i = 0; i < list->count; i++) {
		const Record__Subscription *wanted =
			replay_subscription(replay, list->items[i]->id);

		if (wanted == NULL ||
			!records_equal(auditing->arena, &list->items[i]->base, &wanted->base))
			find(auditing->audit,
				"Subscription %" PRIu64 " of customer %" PRIu64
				" isn't what the journal says.",
				list->items[i]->id, books->customer->id);
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
		find(audit, "Invoice %s: its lines don't sum to its total.", invoice->number);
}

static void book_number(struct auditing *auditing, const char *number);

static void check_invoices(
	struct auditing *auditing, const struct books *books, const struct replay *replay)
{
	const struct invoices *list = &books->invoices;

	if (list->count != replay->invoice_count)
		find(auditing->audit,
			"Customer %" PRIu64 " has %zu invoices; by the journal it is %zu.",
			books->customer->id, list->count, replay->invoice_count);
	for (size_t i = 0; i < list->count; i++) {
		const Record__Invoice *invoice = list->items[i];
		const Record__IssuedInvoice *wanted = replay_invoice(replay, invoice->number);

		check_sums(auditing->audit, invoice);
		if (wanted == NULL ||
			!records_equal(auditing->arena,
				&invoice_for_journal(auditing->arena, invoice)->base, &wanted->base))
			find(auditing->audit, "Invoice %s isn't what the journal says.",
				invoice->number);
		book_number(auditing, invoice->number);
	}
}

/* ---- invoice numbers over all customers -------------------------------------------------------- */

static struct year_numbers *numbers_of(struct auditing *auditing, int64_t year)
{
	struct year_numbers *numbers = auditing->years;

	while (numbers != NULL && numbers->year != year)
		numbers = numbers->next;
	if (numbers != NULL)
		return numbers;
	numbers = calloc(1, sizeof *numbers);
	if (numbers == NULL)
		abort();
	numbers->year = year;
	numbers->next = auditing->years;
	return auditing->years = numbers;
}

static void make_room(struct year_numbers *numbers, size_t place)
{
	size_t size = (place + 1) * 2;

	if (place < numbers->size)
		return;
	numbers->seen = realloc(numbers->seen, size);
	if (numbers->seen == NULL)
		abort();
	memset(numbers->seen + numbers->size, 0, size - numbers->size);
	numbers->size = size;
}

/* "2026-000017", as invoice.c writes it. */
static bool number_read(const char *text, int64_t *year, int64_t *number)
{
	char digits[5] = "";

	if (strlen(text) < 6 || text[4] != '-')
		return false;
	memcpy(digits, text, 4);
	text += 5 + strspn(text + 5, "0");
	return text_number(digits, 1970, 9999, year) && text_number(text, 1, INT32_MAX, number);
}

static void book_number(struct auditing *auditing, const char *text)
{
	struct year_numbers *numbers;
	int64_t year, number;
	unsigned char bit;

	if (!number_read(text, &year, &number)) {
		find(auditing->audit, "Invoice %s: its number has no known form.", text);
		return;
	}
	numbers = numbers_of(auditing, year);
	make_room(numbers, (size_t)number / 8);
	bit = (unsigned char)(1 << number % 8);
	if (numbers->seen[number / 8] & bit)
		find(auditing->audit, "Invoice %s: its number was given twice.", text);
	numbers->seen[number / 8] |= bit;
	numbers->count++;
	if (number > numbers->highest)
		numbers->highest = number;
}

static void check_numbers(struct auditing *auditing)
{
	while (auditing->years != NULL) {
		struct year_numbers *year = auditing->years;

		if (year->count != year->highest)
			find(auditing->audit,
				"Of the %" PRId64 " invoice numbers of %" PRId64 ", %" PRId64
				" are there.",
				year->highest, year->year, year->count);
		auditing->years = year->next;
		free(year->seen);
		free(year);
	}
}

/* ---- the whole ---------------------------------------------------------------------------------- */

static enum result count_customers(struct unit *unit, void *count)
{
	return counter_value(unit, "customer", count);
}

static enum result read_next(struct unit *unit, void *context)
{
	struct auditing *auditing = context;

	return books_read(unit, auditing->after, &auditing->books);
}

static void check_books(struct auditing *auditing)
{
	const struct books *books = &auditing->books;
	struct replay replay = books_replay(auditing->arena, books);

	check_chain(auditing->audit, books, &replay);
	check_subscriptions(auditing, books, &replay);
	check_invoices(auditing, books, &replay);
	auditing->audit->customers++;
	auditing->audit->entries += books->entry_count;
	auditing->audit->subscriptions += books->subscriptions.count;
	auditing->audit->invoices += books->invoices.count;
}

/* More may have been promised since the customers were read, never fewer. */
static enum result check_counts(struct shop *shop, struct audit *audit)
{
	struct store_status status;
	enum result result = store_status(shop->store, &status);

	if (result != OK)
		return result;
	audit->promises = status.promises;
	audit->mark = status.mark;
	if (status.promises < audit->entries || status.mark > status.promises || status.read_only)
		find(audit,
			"The journal holds %" PRIu64 " entries, the store counts %" PRIu64
			", and %" PRIu64 " were promised. Restore the last backup.",
			audit->entries, status.promises, status.mark);
	return OK;
}

enum result audit_run(struct shop *shop, struct audit *audit)
{
	struct auditing auditing = { .audit = audit, .arena = arena_open((size_t)256 << 20) };
	uint64_t all = 0;
	enum result result = store_read(shop->store, auditing.arena, count_customers, &all);

	while (result == OK) {
		result = store_read(shop->store, auditing.arena, read_next, &auditing);
		if (result != OK)
			break;
		check_books(&auditing);
		auditing.after = auditing.books.customer->id;
		arena_reset(auditing.arena);
		if (audit->progress != NULL)
			audit->progress(audit->customers, all, audit->context);
	}
	check_numbers(&auditing);
	arena_close(auditing.arena);
	return result == NOT_FOUND ? check_counts(shop, audit) : result;
}

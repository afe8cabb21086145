#include "domain/audit_numbers.h"

#include "base/text.h"

#include <inttypes.h>

#define INVOICE "invoice-"

/* ---- reading the counters -------------------------------------------------------------------- */

static enum result read_years(struct unit *unit, struct audit_counters *counters_read)
{
	struct key prefix = key_bytes(INVOICE, strlen(INVOICE)), key;
	Record__Counter *counter;
	struct scan *scan;
	enum result result = scan_open(&scan, unit, &counters, &prefix, NULL, SCAN_FORWARD);

	counters_read->year_count = 0;
	while (result == OK && counters_read->year_count < AUDIT_YEARS_MOST) {
		size_t i = counters_read->year_count;

		result = counters_next(scan, &key, &counter);
		if (result != OK)
			break;
		if (!text_number((const char *)key.bytes + strlen(INVOICE), 1970, 9999,
			    &counters_read->years[i].year))
			continue;
		counters_read->years[i].value = counter->value;
		counters_read->year_count++;
	}
	return result == NOT_FOUND ? OK : result;
}

static enum result read_counters(struct unit *unit, void *context)
{
	struct audit_counters *counters_read = context;
	enum result result = counter_value(unit, "customer", &counters_read->customer);

	if (result == OK)
		result = counter_value(unit, "subscription", &counters_read->subscription);
	if (result == OK)
		result = counter_value(unit, "catalogue", &counters_read->catalogue);
	return result == OK ? read_years(unit, counters_read) : result;
}

enum result audit_numbers_begin(
	struct shop *shop, struct arena *arena, struct audit_numbers *numbers)
{
	*numbers = (struct audit_numbers){ 0 };
	numbering_init(&numbers->invoices);
	return store_read(shop->store, arena, read_counters, &numbers->before);
}

/* ---- noting what was numbered ---------------------------------------------------------------- */

static void note_highest(uint64_t *highest, uint64_t number)
{
	if (number > *highest)
		*highest = number;
}

void audit_numbers_note(
	struct audit *audit, struct audit_numbers *numbers, const struct books *books)
{
	note_highest(&numbers->highest.customer, books->id);
	for (size_t i = 0; i < books->subscriptions.count; i++)
		note_highest(&numbers->highest.subscription, books->subscriptions.items[i]->id);
	for (size_t i = 0; i < books->invoices.count; i++) {
		const char *number = books->invoices.items[i]->number;
		enum result result = numbering_note(&numbers->invoices, number);

		if (result == INVALID)
			audit_find(audit, "Invoice %s: its number has no known form.", number);
		else if (result == EXISTS)
			audit_find(audit, "Invoice %s: its number was given twice.", number);
	}
}

/* ---- comparing ------------------------------------------------------------------------------- */

/* A counter that is behind gives a number again; one that is ahead has left some out. */
static void check_counter(
	struct audit *audit, const char *name, uint64_t before, uint64_t highest, uint64_t after)
{
	if (before > highest || after < highest)
		audit_find(audit,
			"Counter %s stands at %" PRIu64 "; the last one there is has number "
			"%" PRIu64 ".",
			name, after, highest);
}

static uint64_t year_value(const struct audit_counters *counters_read, int64_t year)
{
	for (size_t i = 0; i < counters_read->year_count; i++)
		if (counters_read->years[i].year == year)
			return counters_read->years[i].value;
	return 0;
}

static void check_missing(struct audit *audit, const struct audit_numbers *numbers)
{
	const struct audit_counters *before = &numbers->before;

	for (size_t i = 0; i < before->year_count; i++) {
		int64_t year = before->years[i].year;
		uint64_t first, value = before->years[i].value;
		uint64_t missing = numbering_missing(&numbers->invoices, year, value, &first);

		if (missing > 0)
			audit_find(audit,
				"Of the %" PRIu64 " invoice numbers given in %" PRId64 ", %" PRIu64
				" can't be found; the first is %" PRId64 "-%06" PRIu64 ".",
				value, year, missing, year, first);
	}
}

static void check_years(struct audit *audit, const struct audit_numbers *numbers)
{
	const struct numbering_year *year = numbers->invoices.years;

	for (; year != NULL; year = year->next)
		if (year_value(&numbers->after, year->year) < year->highest)
			audit_find(audit,
				"Counter invoice-%" PRId64 " stands at %" PRIu64
				"; there is an invoice %" PRId64 "-%06" PRIu64 ".",
				year->year, year_value(&numbers->after, year->year), year->year,
				year->highest);
}

enum result audit_numbers_end(struct shop *shop, struct arena *arena, struct audit *audit,
	struct audit_numbers *numbers, bool whole)
{
	const struct audit_counters *before = &numbers->before, *after = &numbers->after,
				    *highest = &numbers->highest;
	enum result result = store_read(shop->store, arena, read_counters, &numbers->after);

	if (result == OK)
		check_years(audit, numbers);
	if (result == OK && whole) {
		check_missing(audit, numbers);
		check_counter(audit, "catalogue", before->catalogue, highest->catalogue,
			after->catalogue);
		check_counter(
			audit, "customer", before->customer, highest->customer, after->customer);
		check_counter(audit, "subscription", before->subscription, highest->subscription,
			after->subscription);
	}
	numbering_free(&numbers->invoices);
	return result;
}

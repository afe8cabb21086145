/*
 * audit_numbers.h - the counters against what was numbered: nothing twice, nothing left out.
 *
 * A number is taken in the transaction that uses it.  So whatever was counted before the
 * customers' books were read must have been found in them, and whatever was found in them must
 * have been counted after.
 */
#ifndef DOMAIN_AUDIT_NUMBERS_H
#define DOMAIN_AUDIT_NUMBERS_H

#include "domain/audit.h"
#include "domain/books.h"
#include "domain/numbering.h"

#define AUDIT_YEARS_MOST 100

/* The counters as they stand. */
struct audit_counters {
	uint64_t customer, subscription, catalogue;
	size_t year_count;
	struct {
		int64_t year;
		uint64_t value;
	} years[AUDIT_YEARS_MOST]; /* of invoices */
};

struct audit_numbers {
	struct audit_counters before, after, highest; /* the last one without years */
	struct numbering invoices;
};

/* Before the books. */
MUST_USE enum result audit_numbers_begin(
	struct shop *shop, struct arena *arena, struct audit_numbers *numbers);
void audit_numbers_note(
	struct audit *audit, struct audit_numbers *numbers, const struct books *books);
/* After them; whole says that none is missing.  Frees what was noted, in any case. */
MUST_USE enum result audit_numbers_end(struct shop *shop, struct arena *arena, struct audit *audit,
	struct audit_numbers *numbers, bool whole);

#endif

/*
 * period.h - billing periods: computed from the anchor and today, never stored.
 *
 * Period n starts at anchor + n cycles, clamped to the last day of the month (product.md,
 * Money, rule 7): 31 January, 28 February, 31 March.  It is always counted from the anchor,
 * never from the period before, so that a short month leaves no trace.  Periods tile the
 * time line from the anchor on: each ends on the day that the next one starts.
 */
#ifndef DOMAIN_PERIOD_H
#define DOMAIN_PERIOD_H

#include "base/clock.h"
#include "domain/schema.pb-c.h"

#include <stdbool.h>

struct period {
	struct day from, to; /* [from, to) */
	int32_t number;      /* 0 is the one that starts at the anchor */
};

/* "month" and "year", as conf/catalog.cfg and the operator's command spell them, then NULL. */
extern const char *const period_cycle_words[];

/* The last number that a period may have: a thousand years of months. */
#define PERIOD_NUMBER_MOST 12000

/* Where period n starts; 0 <= n <= PERIOD_NUMBER_MOST. */
struct day period_start(struct day anchor, Record__Cycle cycle, int32_t n);

/* The period that contains today.  Before the anchor (a demo shop's clock was set back) it is
 * period 0, which then lies ahead. */
struct period period_at(struct day anchor, Record__Cycle cycle, struct day today);

int32_t period_days(struct period period);
bool period_contains(struct period period, struct day day);

/* The days of the period from today on, today counted: 0 once it is over, and all of them
 * while it lies ahead. */
int32_t period_days_left(struct period period, struct day today);

#endif

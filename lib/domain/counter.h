/*
 * counter.h - numbers without gaps: counted in the transaction that uses them.
 *
 * A unit that fails leaves its number to the next one; the store has one writer at a time,
 * so nobody waits for nothing.
 */
#ifndef DOMAIN_COUNTER_H
#define DOMAIN_COUNTER_H

#include "domain/schema.pb-c.h"
#include "store/table.h"

TABLE(counters, Record__Counter, record__counter__descriptor)

/* The next number of a name ("customer", "invoice-2026"); the first is 1. */
MUST_USE enum result counter_next(struct unit *unit, const char *name, uint64_t *value);

/* The number given last; 0 before the first. */
MUST_USE enum result counter_value(struct unit *unit, const char *name, uint64_t *value);

#endif

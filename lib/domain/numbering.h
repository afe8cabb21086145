/*
 * numbering.h - the invoice numbers that were given, year by year, a bit each: which is there
 * twice, and which is missing.
 */
#ifndef DOMAIN_NUMBERING_H
#define DOMAIN_NUMBERING_H

#include "base/arena.h"
#include "base/result.h"

#include <stddef.h>
#include <stdint.h>

struct numbering_year {
	struct numbering_year *next;
	int64_t year;
	uint64_t highest;
	size_t size;
	unsigned char *seen;
};

struct numbering {
	struct arena *arena;
	struct numbering_year *years;
};

void numbering_init(struct numbering *numbering);
void numbering_free(struct numbering *numbering);

/* Notes a number like "2026-000017".  INVALID: of another form.  EXISTS: noted before. */
MUST_USE enum result numbering_note(struct numbering *numbering, const char *number);

/* How many numbers of a year, from 1 to last, weren't noted; *first is the first of them. */
uint64_t numbering_missing(
	const struct numbering *numbering, int64_t year, uint64_t last, uint64_t *first);

#endif

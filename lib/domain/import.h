/*
 * import.h - customers and subscriptions from another system, line by line.
 *
 * A line is taken as a whole or refused as a whole, and refused lines don't hold up others.  Lines
 * are written in slices, a unit each, on the disk before the next one begins: an import may be
 * killed at any instant and run again.  What each line said is kept as a hash with the customer
 * (table imports), so that the same line again is "there already", whatever the customer has
 * changed since, and another line for a known address is refused.
 *
 * No invoice is issued: the other system has billed every period that has begun.  The journal
 * gets the customer and each subscription like any other, with a mark that says up to which day it
 * was billed elsewhere: the end of the period at hand.  Billing here begins with the next period.
 *
 * Memory doesn't grow with the number of lines, but when only checking: nothing is written then,
 * and the addresses of the file are remembered instead (some hundred bytes a line).
 */
#ifndef DOMAIN_IMPORT_H
#define DOMAIN_IMPORT_H

#include "domain/import_line.h"
#include "domain/shop.h"

/* Lines in one unit, fewer with many subscriptions: far below its 100 ms. */
#define IMPORT_SLICE 25

typedef void import_refusal(const struct import_line *line, void *context);

struct import {
	/* given */
	struct shop *shop;
	bool checking;          /* nothing is written */
	import_refusal *refuse; /* told of every line refused, in their order */
	void *context;
	/* counted */
	uint64_t added, subscriptions, there, refused;
	/* its own */
	struct arena *arena; /* of the slice */
	struct arena *kept;  /* while checking: of what was seen */
	void *seen;
	size_t count, weight, bytes;
	struct import_line lines[IMPORT_SLICE];
};

void import_open(struct import *import);

/*
 * Takes a line without its line feed; it is written with the slice, some time later.  NOT_FOUND: no
 * catalogue is published.
 */
MUST_USE enum result import_add(
	struct import *import, uint64_t number, const char *bytes, size_t size);
/* Writes what was taken so far; as import_add. */
MUST_USE enum result import_flush(struct import *import);

/* Gives the memory back; what wasn't flushed is dropped. */
void import_close(struct import *import);

#endif

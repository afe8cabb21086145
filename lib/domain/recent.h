/*
 * recent.h - the last journal entries of the whole shop, in the order they came.
 *
 * The journal lies by customer, so what is new in it can't be seen without walking all of them.
 * Beside it a ring says where the last RECENT_MOST entries stand: the one that made the store
 * count n promises (store.h) lies at n modulo RECENT_MOST, over the one that lay there before.  So
 * the table never grows and nothing in it has to expire; an entry costs its writer one put, into
 * some thirty pages that are always at hand; and who follows pays one get a look, and two gets an
 * entry.  Whatever is read so stands in the journal, which alone is the record: who falls behind by
 * more than RECENT_MOST reads it there.
 */
#ifndef DOMAIN_RECENT_H
#define DOMAIN_RECENT_H

#include "domain/tables.h"

#define RECENT_MOST 4096
#define RECENT_SLICE 200 /* entries read in one unit: far below its 100 ms */

/* Inside the unit that adds the entry, after its promise. */
MUST_USE enum result recent_note(struct unit *unit, const Record__JournalEntry *entry);

struct recent {
	uint64_t seen; /* given: the count up to which they are known; any number too high is now */
	/* found */
	uint64_t until;  /* the count up to which they are known now: the next one to give */
	uint64_t missed; /* of those between the two: no longer in the ring */
	bool more;       /* there are others behind them */
	size_t count;
	Record__JournalEntry **entries; /* the oldest first */
};

/* The entries behind a count, in the snapshot of the unit. */
MUST_USE enum result recent_read(struct unit *unit, struct recent *recent);

#endif

/*
 * expiry.h - which record expires when: an index in a database of the store's own.
 *
 * Each write of a record that expires adds an entry ordered by time, and none is taken back:
 * when an entry's time has come, the record itself says whether it is due.  So a record whose
 * time was moved is deleted neither early nor twice, and a write costs one put.
 */
#ifndef STORE_EXPIRY_H
#define STORE_EXPIRY_H

#include "store/unit.h"

MUST_USE enum result expiry_note(
	struct unit *unit, const struct database *database, const struct key *key, int64_t expires);

/* Deletes a few records that are due: nothing else ever does. */
MUST_USE enum result expiry_sweep(struct unit *unit);

#endif

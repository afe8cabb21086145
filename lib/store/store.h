/*
 * store.h - the shop's data: Berkeley DB behind a gate, used in units of work.
 *
 * A unit is a function that reads and writes records; store_read and store_write enter the
 * gate, run it inside a transaction and leave.  It may be run again from its start when the
 * database asks for that, so it changes nothing but the store and its own result, and it
 * does no network, no rendering, no hashing of passwords, and is over in 100 ms.
 *
 * One process holds one store for life.  A process may be killed at any instant: whoever
 * comes next notices, recovers with nobody inside, and nothing acknowledged is lost.
 * Results beside the unit's own: UNAVAILABLE (no slot free, recovery gave up, too many
 * recoveries), FULL (no room), READ_ONLY (entries are missing: see store_status), BROKEN.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/arena.h"
#include "base/result.h"

#include <stdbool.h>
#include <stdint.h>

struct store;
struct unit;
struct table;

/*
 * Opens the store in a directory, for the tables of a NULL-terminated list.  NOT_FOUND: no
 * store there.  INVALID: a directory that can't hold one (a remote file system).  STALE: it was
 * made when there were fewer tables; store_make adds them.  A refusal is logged with its remedy.
 */
MUST_USE enum result store_open(
	struct store **store, const char *directory, const struct table *const *tables);

/* Makes the store, and the tables that it lacks.  EXISTS is not an outcome: making twice is
 * opening. */
MUST_USE enum result store_make(
	struct store **store, const char *directory, const struct table *const *tables);

/* Leaves the store for good; the process then ends. */
void store_close(struct store *store);

/*
 * The process had to give up handles that can't be closed: the store goes on working, but the
 * process should end after the request in hand.
 */
bool store_is_worn(const struct store *store);

typedef enum result unit_function(struct unit *unit, void *context);

/* When a write counts as done. */
enum durability {
	STORE_SYNC,   /* on the disk: money, rights, passwords */
	STORE_NOSYNC, /* in the system's cache: survives a killed process, not a power cut */
};

/*
 * All that a unit reads is of one moment: what it has read nobody changes before it is over.
 * Records are unpacked into the arena.
 */
MUST_USE enum result store_read(
	struct store *store, struct arena *arena, unit_function *function, void *context);

/*
 * Commits when the function gives OK, else leaves no trace.  With STORE_SYNC the mark is
 * written after the commit and before the return.
 */
MUST_USE enum result store_write(struct store *store, struct arena *arena,
	enum durability durability, unit_function *function, void *context);

/*
 * Counts one promise, inside a unit that writes with STORE_SYNC: a number kept in the
 * transaction, and after the commit in a mark outside the log.  A store that comes back with
 * fewer than the mark lost its end: it serves reads and refuses writes with READ_ONLY.
 */
MUST_USE enum result unit_promise(struct unit *unit);

/* How many promises the store counts, those that the unit makes among them. */
MUST_USE enum result unit_counted(struct unit *unit, uint64_t *promises);

/* The unit's arena, and what the store knows of itself. */
struct arena *unit_arena(const struct unit *unit);

struct store_status {
	uint64_t generation; /* recoveries since the shop was made */
	uint64_t promises;   /* as counted in the store */
	uint64_t mark;       /* as counted outside it */
	bool read_only;
	bool has_room; /* the disk's free space is above the reserve */
	uint32_t slots_used;
	uint64_t log_bytes; /* since the last checkpoint */
};
MUST_USE enum result store_status(struct store *store, struct store_status *status);

/* The operator has looked, and accepts what is there: the mark becomes the count. */
MUST_USE enum result store_accept(struct store *store);

#endif

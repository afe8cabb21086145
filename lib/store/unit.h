/*
 * unit.h - the store and a unit of work, as this room's files see them.
 */
#ifndef STORE_UNIT_H
#define STORE_UNIT_H

#include "store/environment.h"
#include "store/gate.h"
#include "store/log_file.h"
#include "store/mark.h"
#include "store/store.h"

struct store {
	char *directory;
	struct gate *gate;
	struct mark mark;
	struct environment environment;
	struct log_file log_file;
	int64_t looked; /* when this process last looked whether a checkpoint is due */
	bool worn;
	bool must_recover; /* the environment joined last is broken, though nobody died */
	bool complained;   /* said in the log that the store is read-only */
};

struct unit {
	struct store *store;
	struct arena *arena;
	DB_TXN *transaction;
	bool writing;
	enum durability durability;
	uint64_t promises; /* as counted when the unit began; only when writing */
	uint64_t promised; /* by the unit */
	int64_t now;       /* machine's clock */
	int error;         /* the first unexpected answer of the library: nothing is committed */
	bool uncertain;    /* it came after the work: running again might do it twice */
	struct scan *scans;
};

/* Enters the gate with a sound environment joined, recovering first when that is due. */
MUST_USE enum result store_enter(struct store *store);
/* Gives up an environment that answered with an unexpected error; still inside. */
void store_give_up(struct store *store, int error);

/* Turns an error of the library into a result, and remembers an unexpected one. */
enum result unit_result(struct unit *unit, int error);

/* How many promises the store counts. */
MUST_USE enum result unit_promises(struct unit *unit, uint64_t *promises);

void unit_close_scans(struct unit *unit);

/* ---- records ------------------------------------------------------------------------------- */

DBT dbt_of(const void *bytes, size_t size);

/* A stored record, unpacked into the unit's arena; NULL when it is damaged. */
ProtobufCMessage *record_of(struct unit *unit, const struct database *database, const DBT *value);
int64_t record_expires(const struct database *database, const ProtobufCMessage *record);

#endif

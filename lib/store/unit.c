#include "store/unit.h"

#include "base/clock.h"
#include "base/log.h"
#include "store/disk.h"
#include "store/expiry.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#define DEADLOCKS_MOST 50
#define LOOK_AGAIN 60 /* seconds between two looks at the last checkpoint's age */

static const char promises_key[] = "promises";

struct arena *unit_arena(const struct unit *unit)
{
	return unit->arena;
}

enum result unit_promise(struct unit *unit)
{
	assert(unit->writing && unit->durability == STORE_SYNC);
	unit->promised++;
	return OK;
}

enum result unit_counted(struct unit *unit, uint64_t *promises)
{
	*promises = unit->promises + unit->promised;
	return unit->writing ? OK : unit_promises(unit, promises);
}

enum result unit_result(struct unit *unit, int error)
{
	if (error == 0)
		return OK;
	if (error == DB_NOTFOUND)
		return NOT_FOUND;
	if (error == DB_KEYEXIST)
		return EXISTS;
	if (unit->error == 0)
		unit->error = error;
	return error == ENOSPC || error == EDQUOT ? FULL : BROKEN;
}

static bool is_deadlock(int error)
{
	return error == DB_LOCK_DEADLOCK || error == DB_LOCK_NOTGRANTED;
}

/* Errors that leave the environment sound. */
static bool is_harmless(int error)
{
	return error == 0 || is_deadlock(error) || error == ENOSPC || error == EDQUOT ||
	       error == EBADMSG;
}

/* ---- promises ------------------------------------------------------------------------------ */

enum result unit_promises(struct unit *unit, uint64_t *promises)
{
	struct environment *environment = &unit->store->environment;
	struct database *database = &environment->databases[DATABASE_PROMISES];
	struct key count = key_number(0);
	DBT key = dbt_of(promises_key, sizeof promises_key);
	DBT value = { .data = count.bytes, .ulen = 8, .flags = DB_DBT_USERMEM };
	int error = environment_open_database(environment, database);

	if (error == 0)
		error = database->handle->get(database->handle, unit->transaction, &key, &value, 0);
	if (error == DB_NOTFOUND)
		error = 0;
	*promises = key_number_at(&count, 0);
	return unit_result(unit, error);
}

static enum result promises_write(struct unit *unit)
{
	DB *handle = unit->store->environment.databases[DATABASE_PROMISES].handle;
	struct key count = key_number(unit->promises + unit->promised);
	DBT key = dbt_of(promises_key, sizeof promises_key);
	DBT value = dbt_of(count.bytes, count.size);

	return unit->promised == 0
		       ? OK
		       : unit_result(unit, handle->put(handle, unit->transaction, &key, &value, 0));
}

/*
 * Looked at in every writing unit, not only when the store is opened: there is one writer at a
 * time, so the count in sight is never behind the mark, unless the log has lost its end.
 */
static enum result promises_check(struct unit *unit)
{
	struct store *store = unit->store;
	uint64_t mark = atomic_load(store->mark.count);
	enum result result = unit_promises(unit, &unit->promises);

	if (result != OK || unit->promises >= mark)
		return result;
	if (!store->complained)
		log_event("store read-only",
			"promises=%llu mark=%llu remedy=restore-a-backup-or-accept",
			(unsigned long long)unit->promises, (unsigned long long)mark);
	store->complained = true;
	return READ_ONLY;
}

/* ---- a transaction ------------------------------------------------------------------------- */

static enum result commit(struct unit *unit)
{
	int error = unit->transaction->commit(
		unit->transaction, unit->writing ? DB_TXN_WRITE_NOSYNC : 0);

	if (error == 0 && unit->writing)
		error = log_file_follow(&unit->store->log_file, &unit->store->environment);
	unit->uncertain = unit->writing && !is_harmless(error);
	return unit_result(unit, error);
}

static enum result transact(struct unit *unit, unit_function *function, void *context)
{
	DB_ENV *handle = unit->store->environment.handle;
	int error = handle->txn_begin(handle, NULL, &unit->transaction, 0);
	enum result result = unit_result(unit, error);

	if (result != OK)
		return result;
	if (unit->writing)
		result = promises_check(unit);
	if (result == OK)
		result = function(unit, context);
	if (result == OK && unit->writing && unit->error == 0)
		result = promises_write(unit);
	if (result == OK && unit->writing && unit->error == 0)
		result = expiry_sweep(unit);
	unit_close_scans(unit);
	if (unit->error == 0 && (result == OK || !unit->writing)) {
		enum result committed = commit(unit);

		return committed == OK ? result : committed;
	}
	/* A transaction that can't be undone leaves locks that others would wait for. */
	if (unit->transaction->abort(unit->transaction) != 0)
		unit->error = DB_RUNRECOVERY;
	return result;
}

/* ---- a unit -------------------------------------------------------------------------------- */

/* By whoever commits, while the next writer goes on. */
static void checkpoint(struct unit *unit)
{
	struct store *store = unit->store;
	int error;

	if (store->log_file.bytes < CHECKPOINT_BYTES && unit->now - store->looked < LOOK_AGAIN)
		return;
	store->looked = unit->now;
	error = log_file_checkpoint(&store->environment);
	if (!is_harmless(error))
		store_give_up(store, error);
}

/* Brings the commit to the disk: only then is a promise worth a mark. */
static enum result flush(struct unit *unit)
{
	struct store *store = unit->store;

	if (!log_file_sync(&store->log_file)) {
		log_event("store failed", "what=fdatasync reason=\"%s\"", strerror(errno));
		store->worn = true;
		return BROKEN;
	}
	if (unit->promised > 0)
		mark_raise(&store->mark, unit->promises + unit->promised);
	return OK;
}

static enum result attempt_inside(struct unit *unit, unit_function *function, void *context)
{
	struct store *store = unit->store;
	enum result result = transact(unit, function, context);

	if (unit->writing) {
		gate_unlock_writer(store->gate);
		if (result == OK && unit->error == 0)
			checkpoint(unit);
	}
	if (!is_harmless(unit->error))
		store_give_up(store, unit->error);
	gate_leave(store->gate);
	return result;
}

static enum result attempt(struct unit *unit, unit_function *function, void *context)
{
	struct store *store = unit->store;
	enum result result = unit->writing ? gate_lock_writer(store->gate) : OK;

	if (result != OK)
		return result;
	result = store_enter(store);
	if (result != OK) {
		if (unit->writing)
			gate_unlock_writer(store->gate);
		return result;
	}
	result = attempt_inside(unit, function, context);
	if (result == OK && unit->error == 0 && unit->writing && unit->durability == STORE_SYNC)
		result = flush(unit);
	return result;
}

static enum result run(struct unit unit, unit_function *function, void *context)
{
	const struct unit fresh = unit;
	int deadlocks = 0;

	for (bool again = false;; unit = fresh) {
		enum result result;

		unit.now = clock_machine().seconds;
		result = attempt(&unit, function, context);
		if (unit.error == 0)
			return result;
		if (unit.uncertain)
			return BROKEN;
		if (is_deadlock(unit.error) && ++deadlocks < DEADLOCKS_MOST)
			continue;
		if (unit.error == ENOSPC || unit.error == EDQUOT) {
			log_event("store full", "directory=%s", unit.store->directory);
			return FULL;
		}
		if (is_harmless(unit.error) || again)
			return is_deadlock(unit.error) ? UNAVAILABLE : BROKEN;
		again = true;
	}
}

enum result store_read(
	struct store *store, struct arena *arena, unit_function *function, void *context)
{
	return run((struct unit){ .store = store, .arena = arena }, function, context);
}

enum result store_write(struct store *store, struct arena *arena, enum durability durability,
	unit_function *function, void *context)
{
	const struct unit unit = {
		.store = store, .arena = arena, .writing = true, .durability = durability
	};

	if (!disk_has_room(store->directory)) {
		log_event("store full", "directory=%s", store->directory);
		return FULL;
	}
	return run(unit, function, context);
}

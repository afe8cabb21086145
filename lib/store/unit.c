#include "store/unit.h"

#include "base/clock.h"
#include "base/log.h"
#include "store/disk.h"
#include "store/expiry.h"

#include <assert.h>
#include <errno.h>

#define DEADLOCKS_MOST 50
#define CHECKPOINT_KILOBYTES 1024
#define CHECKPOINT_MINUTES 5

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

/* ---- promises ------------------------------------------------------------------------------ */

static enum result promises_read(struct unit *unit, uint64_t *promises)
{
	struct environment *environment = &unit->store->environment;
	struct database *database = &environment->databases[DATABASE_PROMISES];
	struct key count = key_number(0);
	DBT key = dbt_of(promises_key, sizeof promises_key);
	DBT value = { .data = count.bytes, .ulen = 8, .flags = DB_DBT_USERMEM };
	int error = environment_open_database(environment, database);

	if (error == 0)
		error = database->handle->get(
			database->handle, unit->transaction, &key, &value, 0);
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
	enum result result = promises_read(unit, &unit->promises);

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
	u_int32_t how = !unit->writing                      ? 0
			: unit->durability == STORE_SYNC ? DB_TXN_SYNC
							 : DB_TXN_WRITE_NOSYNC;
	int error = unit->transaction->commit(unit->transaction, how);

	unit->uncertain = unit->writing && error != 0;
	if (error == 0 && unit->promised > 0)
		atomic_store(unit->store->mark.count, unit->promises + unit->promised);
	return unit_result(unit, error);
}

static enum result transact(struct unit *unit, unit_function *function, void *context)
{
	DB_ENV *handle = unit->store->environment.handle;
	int error = handle->txn_begin(
		handle, NULL, &unit->transaction, unit->writing ? 0 : DB_TXN_SNAPSHOT);
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

static void checkpoint(struct store *store)
{
	DB_ENV *handle = store->environment.handle;
	int error = handle->txn_checkpoint(handle, CHECKPOINT_KILOBYTES, CHECKPOINT_MINUTES, 0);

	if (!is_harmless(error))
		store_give_up(store, error);
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
	result = transact(unit, function, context);
	if (unit->writing) {
		gate_unlock_writer(store->gate);
		/* The next writer goes on meanwhile. */
		if (result == OK && unit->error == 0)
			checkpoint(store);
	}
	if (!is_harmless(unit->error))
		store_give_up(store, unit->error);
	gate_leave(store->gate);
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
		if (is_deadlock(unit.error) && ++deadlocks < DEADLOCKS_MOST)
			continue;
		if (unit.error == ENOSPC || unit.error == EDQUOT) {
			log_event("store full", "directory=%s", unit.store->directory);
			return FULL;
		}
		if (is_harmless(unit.error) || unit.uncertain || again)
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

/* ---- what the store knows of itself -------------------------------------------------------- */

static enum result status_read(struct unit *unit, void *context)
{
	struct store_status *status = context;
	struct store *store = unit->store;
	DB_ENV *handle = store->environment.handle;
	DB_LOG_STAT *log = NULL;
	/* The mark first: it may move on while this looks, and so may the count, in that order. */
	uint64_t mark = atomic_load(store->mark.count);
	enum result result = promises_read(unit, &status->promises);

	if (result == OK)
		result = unit_result(unit, handle->log_stat(handle, &log, 0));
	if (result != OK)
		return result;
	status->log_bytes = ((uint64_t)log->st_wc_mbytes << 20) + log->st_wc_bytes;
	free(log);
	status->mark = mark;
	status->generation = gate_generation(store->gate);
	status->read_only = status->promises < mark;
	status->slots_used = gate_slots_used(store->gate);
	return OK;
}

enum result store_status(struct store *store, struct store_status *status)
{
	*status = (struct store_status){ .has_room = disk_has_room(store->directory) };
	return store_read(store, NULL, status_read, status);
}

enum result store_accept(struct store *store)
{
	struct store_status status;
	enum result result = gate_lock_writer(store->gate);

	if (result != OK)
		return result;
	result = store_read(store, NULL, status_read, &status);
	if (result == OK) {
		log_event("store accepted", "promises=%llu mark=%llu",
			(unsigned long long)status.promises, (unsigned long long)status.mark);
		atomic_store(store->mark.count, status.promises);
		store->complained = false;
	}
	gate_unlock_writer(store->gate);
	return result;
}

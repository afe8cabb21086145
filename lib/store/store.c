#include "store/store.h"

#include "base/log.h"
#include "store/disk.h"
#include "store/unit.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* fcntl locks belong to the process: a second store could drop the first one's. */
static bool is_open;

static enum result recover(struct store *store)
{
	struct environment *environment = &store->environment;
	uint64_t seen =
		store->must_recover ? environment->generation : gate_generation(store->gate);
	enum result result = gate_recovery_begin(store->gate, seen, store->must_recover);
	int error;

	if (result == OK || result == STALE)
		store->must_recover = false;
	if (result != OK)
		return result == STALE ? OK : result;
	store->worn |= environment->handle != NULL;
	environment_abandon(environment, true);
	error = environment_recover(environment);
	if (error == 0) {
		environment->generation = seen + 1;
		if (seen > 0)
			log_event("store recovered", "generation=%llu",
				(unsigned long long)environment->generation);
	} else {
		environment_abandon(environment, true);
		log_event(
			"store damaged", "reason=recovery-failed error=\"%s\"", db_strerror(error));
		result = error == ENOSPC || error == EDQUOT ? FULL : BROKEN;
	}
	gate_recovery_end(store->gate, error == 0);
	return result;
}

enum result store_enter(struct store *store)
{
	struct environment *environment = &store->environment;

	for (;;) {
		enum result result = store->must_recover ? STALE : gate_enter(store->gate);

		if (result == OK) {
			uint64_t generation = gate_generation(store->gate);

			if (environment->handle != NULL && environment->generation == generation)
				return OK;
			store->worn |= environment->handle != NULL;
			environment_abandon(environment, false);
			environment->generation = generation;
			if (environment_join(environment) == 0)
				return OK;
			gate_leave(store->gate);
			store->must_recover = true;
			continue;
		}
		if (result == STALE)
			result = recover(store);
		if (result != OK)
			return result;
	}
}

void store_give_up(struct store *store, int error)
{
	/* ENOMEM is the library's word for a full table, which only recovery empties. */
	bool broken = error == DB_RUNRECOVERY || error == ENOMEM;

	log_event("store failed", "error=%d reason=\"%s\"", error, db_strerror(error));
	store->worn = true;
	environment_abandon(&store->environment, broken);
	store->must_recover = broken;
	if (!broken)
		gate_count_leftover(store->gate);
}

static enum result open_parts(
	struct store *store, const char *directory, const struct table *const *tables)
{
	enum result result;

	store->directory = strdup(directory);
	assert(store->directory != NULL);
	environment_init(&store->environment, store->directory, tables);
	result = gate_open(&store->gate, directory);
	if (result == OK)
		result = store_enter(store);
	if (result == OK)
		gate_leave(store->gate);
	return result;
}

static struct store *store_new(void)
{
	struct store *store = calloc(1, sizeof *store);

	assert(store != NULL && !is_open);
	is_open = true;
	return store;
}

static enum result give(struct store **to, struct store *store, enum result result)
{
	if (result != OK)
		store_close(store);
	*to = result == OK ? store : NULL;
	return result;
}

static bool lacks_databases(const struct store *store)
{
	char path[4096];

	for (size_t i = 0; i < store->environment.count; i++) {
		snprintf(path, sizeof path, "%s/%s.db", store->directory,
			store->environment.databases[i].table->name);
		if (access(path, F_OK) != 0)
			return true;
	}
	return false;
}

enum result store_open(
	struct store **opened, const char *directory, const struct table *const *tables)
{
	struct store *store = store_new();
	enum result result = disk_check(directory);

	if (result == OK)
		result = mark_open(&store->mark, directory);
	if (result == OK)
		result = open_parts(store, directory, tables);
	if (result == OK && lacks_databases(store)) {
		log_event("store outgrown", "directory=%s", directory);
		result = STALE;
	}
	return give(opened, store, result);
}

enum result store_make(
	struct store **opened, const char *directory, const struct table *const *tables)
{
	struct store *store = store_new();
	enum result result;

	if (mkdir(directory, 0700) != 0 && errno != EEXIST)
		log_event("store unreachable", "directory=%s error=%s", directory, strerror(errno));
	result = disk_check(directory);
	if (result == NOT_FOUND)
		result = BROKEN;
	if (result == OK)
		result = open_parts(store, directory, tables);
	if (result == OK && lacks_databases(store)) {
		store->must_recover = true; /* the one occasion where databases are made */
		result = store_enter(store);
		if (result == OK)
			gate_leave(store->gate);
	}
	if (result == OK)
		result = mark_make(directory);
	if (result == OK)
		result = mark_open(&store->mark, directory);
	return give(opened, store, result);
}

void store_close(struct store *store)
{
	struct environment *environment = &store->environment;

	/* Closing is inside too; where a recovery is due, what is open needs no closing. */
	if (environment->handle != NULL && gate_enter(store->gate) == OK) {
		if (environment->generation == gate_generation(store->gate))
			environment_close(environment);
		gate_leave(store->gate);
	}
	environment_abandon(environment, false);
	if (store->gate != NULL)
		gate_close(store->gate);
	log_file_close(&store->log_file);
	mark_close(&store->mark);
	free(store->directory);
	free(store);
	is_open = false;
}

bool store_is_worn(const struct store *store)
{
	return store->worn;
}

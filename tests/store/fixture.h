/*
 * fixture.h - a store in a folder of its own below build/, for one test at a time.
 */
#ifndef TESTS_STORE_FIXTURE_H
#define TESTS_STORE_FIXTURE_H

#include "base/log.h"
#include "domain/schema.pb-c.h"
#include "store/table.h"

#include <assert.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

TABLE(counters, Record__Counter, record__counter__descriptor)
TABLE(customers, Record__Customer, record__customer__descriptor)
TABLE(sessions, Record__Session, record__session__descriptor)

static const struct table *const fixture_tables[] = { &counters, &customers, &sessions, NULL };

struct fixture {
	char directory[64];
	struct store *store;
	struct arena *arena;
};

static inline int fixture_remove_one(
	const char *path, const struct stat *status, int type, struct FTW *place)
{
	(void)status;
	(void)type;
	(void)place;
	return remove(path);
}

static inline void fixture_remove(const char *directory)
{
	nftw(directory, fixture_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* The folder's name ends with its maker's pid, so that tests may run side by side. */
static inline void fixture_open(struct fixture *fixture)
{
	char path[80];

	snprintf(fixture->directory, sizeof fixture->directory, "build/store-%d", (int)getpid());
	mkdir("build", 0755);
	fixture_remove(fixture->directory);
	snprintf(path, sizeof path, "%s.log", fixture->directory);
	log_open(path);
	fixture->arena = arena_open((size_t)64 << 20);
	fixture->store = NULL;
	if (store_make(&fixture->store, fixture->directory, fixture_tables) != OK)
		abort();
}

static inline void fixture_close(struct fixture *fixture)
{
	char path[80];

	if (fixture->store != NULL)
		store_close(fixture->store);
	arena_close(fixture->arena);
	fixture_remove(fixture->directory);
	snprintf(path, sizeof path, "%s.log", fixture->directory);
	remove(path);
}

static inline enum result fixture_reopen(struct fixture *fixture)
{
	if (fixture->store != NULL)
		store_close(fixture->store);
	fixture->store = NULL;
	return store_open(&fixture->store, fixture->directory, fixture_tables);
}

/* ---- units that most tests need ------------------------------------------------------------ */

struct fixture_counter {
	const char *name;
	uint64_t value;
	unsigned runs;
};

static inline enum result counter_write_unit(struct unit *unit, void *context)
{
	struct fixture_counter *counter = context;
	struct key key = key_text(counter->name);
	Record__Counter record = RECORD__COUNTER__INIT;

	counter->runs++;
	record.value = counter->value;
	return counters_put(unit, &key, &record);
}

static inline enum result counter_read_unit(struct unit *unit, void *context)
{
	struct fixture_counter *counter = context;
	struct key key = key_text(counter->name);
	Record__Counter *record;
	enum result result = counters_find(unit, &key, &record);

	counter->runs++;
	if (result == OK)
		counter->value = record->value;
	return result;
}

static inline enum result counter_promise_unit(struct unit *unit, void *context)
{
	enum result result = counter_write_unit(unit, context);

	return result == OK ? unit_promise(unit) : result;
}

static inline enum result counter_write(struct fixture *fixture, const char *name, uint64_t value)
{
	struct fixture_counter counter = { .name = name, .value = value };

	return store_write(
		fixture->store, fixture->arena, STORE_SYNC, counter_write_unit, &counter);
}

static inline enum result counter_promise(struct fixture *fixture, const char *name, uint64_t value)
{
	struct fixture_counter counter = { .name = name, .value = value };

	return store_write(
		fixture->store, fixture->arena, STORE_SYNC, counter_promise_unit, &counter);
}

static inline enum result counter_read(struct fixture *fixture, const char *name, uint64_t *value)
{
	struct fixture_counter counter = { .name = name };
	enum result result =
		store_read(fixture->store, fixture->arena, counter_read_unit, &counter);

	*value = counter.value;
	return result;
}

#endif

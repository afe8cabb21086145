#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "fixture.h"
#include "store/unit.h"

#include <errno.h>

static struct fixture fixture;

static int open_fixture(void **state)
{
	(void)state;
	fixture_open(&fixture);
	return 0;
}

static int close_fixture(void **state)
{
	(void)state;
	fixture_close(&fixture);
	return 0;
}

/* ---- opening and making -------------------------------------------------------------------- */

static void no_store_is_opened_where_none_was_made(void **state)
{
	struct store *store;

	(void)state;
	mkdir("build/store-empty", 0700);
	assert_int_equal(store_open(&store, "build/store-empty", fixture_tables), NOT_FOUND);
	assert_int_equal(store_open(&store, "build/store-missing", fixture_tables), NOT_FOUND);
	fixture_remove("build/store-empty");
}

static void making_twice_is_opening(void **state)
{
	uint64_t value;

	(void)state;
	assert_int_equal(counter_write(&fixture, "kept", 3), OK);
	store_close(fixture.store);
	assert_int_equal(store_make(&fixture.store, fixture.directory, fixture_tables), OK);
	assert_int_equal(counter_read(&fixture, "kept", &value), OK);
	assert_int_equal(value, 3);
}

TABLE(latecomers, Record__Nonce, record__nonce__descriptor)
static const struct table *const more_tables[] = { &latecomers, &counters, NULL };

static enum result latecomer_put(struct unit *unit, void *context)
{
	struct key key = key_number(1);
	Record__Nonce nonce = RECORD__NONCE__INIT;

	(void)context;
	return latecomers_put(unit, &key, &nonce);
}

static void making_again_adds_a_table_that_is_new(void **state)
{
	(void)state;
	store_close(fixture.store);
	assert_int_equal(store_make(&fixture.store, fixture.directory, more_tables), OK);
	assert_int_equal(
		store_write(fixture.store, fixture.arena, STORE_SYNC, latecomer_put, NULL), OK);
}

static void a_store_that_lacks_a_table_is_not_opened_until_it_was_made(void **state)
{
	uint64_t value;

	(void)state;
	assert_int_equal(counter_write(&fixture, "other", 1), OK);
	store_close(fixture.store);
	assert_int_equal(store_open(&fixture.store, fixture.directory, more_tables), STALE);
	assert_int_equal(store_make(&fixture.store, fixture.directory, more_tables), OK);
	store_close(fixture.store);
	assert_int_equal(store_open(&fixture.store, fixture.directory, more_tables), OK);
	assert_int_equal(counter_read(&fixture, "other", &value), OK);
	assert_int_equal(value, 1);
}

static void nobody_else_may_read_the_files(void **state)
{
	static const char *const names[] = { "counters.db", "log.0000000001", "gate.slots",
		"gate.locks", "mark", "__db.001" };

	(void)state;
	assert_int_equal(counter_write(&fixture, "any", 1), OK);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char path[128];
		struct stat status;

		snprintf(path, sizeof path, "%s/%s", fixture.directory, names[i]);
		assert_int_equal(stat(path, &status), 0);
		assert_int_equal(status.st_mode & 0777, 0600);
	}
}

/* ---- all or nothing ------------------------------------------------------------------------ */

static enum result write_and_refuse(struct unit *unit, void *context)
{
	struct fixture_counter counter = { .name = "half", .value = 1 };
	enum result result = counter_write_unit(unit, &counter);

	return result == OK ? *(const enum result *)context : result;
}

static void a_unit_that_refuses_leaves_no_trace(void **state)
{
	static const enum result refusals[] = { STALE, EXISTS, NOT_FOUND, WRONG, BROKEN };
	uint64_t value;

	(void)state;
	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
		enum result refusal = refusals[i];

		assert_int_equal(store_write(fixture.store, fixture.arena, STORE_SYNC,
					 write_and_refuse, &refusal),
			refusal);
		assert_int_equal(counter_read(&fixture, "half", &value), NOT_FOUND);
	}
	assert_false(store_is_worn(fixture.store));
}

static void both_durabilities_survive_a_new_opening(void **state)
{
	struct fixture_counter counter = { .name = "nosync", .value = 5 };
	uint64_t value;

	(void)state;
	assert_int_equal(counter_write(&fixture, "sync", 4), OK);
	assert_int_equal(store_write(fixture.store, fixture.arena, STORE_NOSYNC, counter_write_unit,
				 &counter),
		OK);
	assert_int_equal(fixture_reopen(&fixture), OK);
	assert_int_equal(counter_read(&fixture, "sync", &value), OK);
	assert_int_equal(value, 4);
	assert_int_equal(counter_read(&fixture, "nosync", &value), OK);
	assert_int_equal(value, 5);
}

/* ---- running again ------------------------------------------------------------------------- */

struct trouble {
	int error;      /* what the library answers */
	unsigned times; /* how often, from the first run on */
	unsigned runs;
	bool hide; /* say OK all the same */
};

static enum result count_in_trouble(struct unit *unit, void *context)
{
	struct trouble *trouble = context;
	struct key key = key_text("runs");
	Record__Counter *found, record = RECORD__COUNTER__INIT;
	enum result result = counters_find(unit, &key, &found);

	if (result == OK)
		record.value = found->value;
	record.value++;
	result = counters_put(unit, &key, &record);
	if (result == OK && trouble->runs++ < trouble->times)
		result = unit_result(unit, trouble->error);
	return trouble->hide ? OK : result;
}

static enum result run_in_trouble(struct trouble *trouble)
{
	return store_write(fixture.store, fixture.arena, STORE_SYNC, count_in_trouble, trouble);
}

static void a_deadlocked_unit_runs_again_and_counts_once(void **state)
{
	struct trouble trouble = { .error = DB_LOCK_DEADLOCK, .times = 3 };
	uint64_t value;

	(void)state;
	assert_int_equal(run_in_trouble(&trouble), OK);
	assert_int_equal(trouble.runs, 4);
	assert_int_equal(counter_read(&fixture, "runs", &value), OK);
	assert_int_equal(value, 1);
	assert_false(store_is_worn(fixture.store));
}

static void a_unit_that_hides_an_error_is_not_committed(void **state)
{
	struct trouble trouble = { .error = DB_LOCK_DEADLOCK, .times = 1000, .hide = true };
	uint64_t value;

	(void)state;
	assert_int_equal(run_in_trouble(&trouble), UNAVAILABLE);
	assert_int_equal(counter_read(&fixture, "runs", &value), NOT_FOUND);
}

static void an_unexpected_error_is_tried_once_more_on_new_handles(void **state)
{
	struct trouble trouble = { .error = EIO, .times = 1 };
	uint64_t value;

	(void)state;
	assert_int_equal(run_in_trouble(&trouble), OK);
	assert_int_equal(trouble.runs, 2);
	assert_int_equal(counter_read(&fixture, "runs", &value), OK);
	assert_int_equal(value, 1);
	assert_true(store_is_worn(fixture.store));
}

static void an_unexpected_error_that_stays_is_a_breakdown(void **state)
{
	struct trouble trouble = { .error = EIO, .times = 1000 };
	uint64_t value;

	(void)state;
	assert_int_equal(run_in_trouble(&trouble), BROKEN);
	assert_int_equal(trouble.runs, 2);
	assert_int_equal(counter_read(&fixture, "runs", &value), NOT_FOUND);
}

static void a_full_disk_is_said_at_once_and_the_process_goes_on(void **state)
{
	struct trouble trouble = { .error = ENOSPC, .times = 1000 };

	(void)state;
	assert_int_equal(run_in_trouble(&trouble), FULL);
	assert_int_equal(trouble.runs, 1);
	assert_false(store_is_worn(fixture.store));
	assert_int_equal(counter_write(&fixture, "any", 1), OK);
}

/* ---- a panic that nobody's death explains -------------------------------------------------- */

static enum result panic_unit(struct unit *unit, void *context)
{
	unsigned *times = context;
	DB_ENV *handle = unit->store->environment.handle;
	struct fixture_counter counter = { .name = "panic", .value = *times };

	if ((*times)-- > 0)
		handle->set_flags(handle, DB_PANIC_ENVIRONMENT, 1);
	return counter_write_unit(unit, &counter);
}

static enum result panic_so_often(unsigned times)
{
	return store_write(fixture.store, fixture.arena, STORE_SYNC, panic_unit, &times);
}

static uint64_t generation(void)
{
	struct store_status status;

	assert_int_equal(store_status(fixture.store, &status), OK);
	return status.generation;
}

static void a_panic_is_recovered_and_the_unit_run_again(void **state)
{
	uint64_t value, before = generation();

	(void)state;
	assert_int_equal(counter_write(&fixture, "kept", 9), OK);
	assert_int_equal(panic_so_often(1), OK);
	assert_int_equal(generation(), before + 1);
	assert_true(store_is_worn(fixture.store));
	assert_int_equal(counter_read(&fixture, "kept", &value), OK);
	assert_int_equal(value, 9);
	assert_int_equal(counter_read(&fixture, "panic", &value), OK);
	assert_int_equal(value, 0);
}

static void a_panic_that_recovery_does_not_heal_ends_the_service(void **state)
{
	uint64_t value;

	(void)state;
	assert_int_equal(panic_so_often(100), BROKEN); /* the second and last run, too */
	assert_int_equal(panic_so_often(100), BROKEN);
	assert_int_equal(counter_read(&fixture, "any", &value), UNAVAILABLE);
	assert_int_equal(counter_write(&fixture, "any", 1), UNAVAILABLE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_store_is_opened_where_none_was_made),
		TEST(making_twice_is_opening),
		TEST(making_again_adds_a_table_that_is_new),
		TEST(a_store_that_lacks_a_table_is_not_opened_until_it_was_made),
		TEST(nobody_else_may_read_the_files),
		TEST(a_unit_that_refuses_leaves_no_trace),
		TEST(both_durabilities_survive_a_new_opening),
		TEST(a_deadlocked_unit_runs_again_and_counts_once),
		TEST(a_unit_that_hides_an_error_is_not_committed),
		TEST(an_unexpected_error_is_tried_once_more_on_new_handles),
		TEST(an_unexpected_error_that_stays_is_a_breakdown),
		TEST(a_full_disk_is_said_at_once_and_the_process_goes_on),
		TEST(a_panic_is_recovered_and_the_unit_run_again),
		TEST(a_panic_that_recovery_does_not_heal_ends_the_service),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("store/unit", tests, NULL, NULL);
}

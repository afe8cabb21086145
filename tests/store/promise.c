#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "fixture.h"

#include <fcntl.h>

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

static struct store_status status(void)
{
	struct store_status found;

	assert_int_equal(store_status(fixture.store, &found), OK);
	return found;
}

static int mark_file(void)
{
	char path[128];

	snprintf(path, sizeof path, "%s/mark", fixture.directory);
	return open(path, O_RDWR | O_CLOEXEC);
}

/* What a store looks like that counted `more` promises beyond what its log still holds. */
static void raise_mark(uint64_t more)
{
	int file = mark_file();
	uint64_t mark;

	assert_int_equal(pread(file, &mark, sizeof mark, 0), sizeof mark);
	mark += more;
	assert_int_equal(pwrite(file, &mark, sizeof mark, 0), sizeof mark);
	close(file);
}

static void each_promise_is_counted_in_the_store_and_outside(void **state)
{
	(void)state;
	assert_int_equal(status().promises, 0);
	assert_int_equal(counter_promise(&fixture, "a", 1), OK);
	assert_int_equal(counter_promise(&fixture, "a", 2), OK);
	assert_int_equal(counter_write(&fixture, "a", 3), OK);
	assert_int_equal(status().promises, 2);
	assert_int_equal(status().mark, 2);
	assert_int_equal(fixture_reopen(&fixture), OK);
	assert_int_equal(counter_promise(&fixture, "a", 4), OK);
	assert_int_equal(status().promises, 3);
	assert_int_equal(status().mark, 3);
}

static enum result promise_twice(struct unit *unit, void *context)
{
	(void)context;
	return unit_promise(unit) == OK ? unit_promise(unit) : BROKEN;
}

static enum result promise_and_refuse(struct unit *unit, void *context)
{
	(void)context;
	return unit_promise(unit) == OK ? STALE : BROKEN;
}

static void a_unit_may_promise_twice_and_one_that_refuses_promised_nothing(void **state)
{
	(void)state;
	assert_int_equal(
		store_write(fixture.store, fixture.arena, STORE_SYNC, promise_twice, NULL), OK);
	assert_int_equal(status().promises, 2);
	assert_int_equal(
		store_write(fixture.store, fixture.arena, STORE_SYNC, promise_and_refuse, NULL),
		STALE);
	assert_int_equal(status().promises, 2);
	assert_int_equal(status().mark, 2);
}

static void a_store_that_lost_promises_is_read_but_not_written(void **state)
{
	uint64_t value;

	(void)state;
	assert_int_equal(counter_promise(&fixture, "a", 7), OK);
	raise_mark(1);
	assert_int_equal(fixture_reopen(&fixture), OK);
	assert_true(status().read_only);
	assert_int_equal(counter_write(&fixture, "a", 8), READ_ONLY);
	assert_int_equal(counter_promise(&fixture, "a", 8), READ_ONLY);
	assert_int_equal(counter_read(&fixture, "a", &value), OK);
	assert_int_equal(value, 7);
	assert_false(store_is_worn(fixture.store));
}

static void a_loss_is_noticed_by_a_process_that_was_there_before(void **state)
{
	(void)state;
	assert_int_equal(counter_promise(&fixture, "a", 7), OK);
	assert_false(status().read_only);
	raise_mark(1);
	assert_int_equal(counter_write(&fixture, "a", 8), READ_ONLY);
}

static void accepting_what_is_there_opens_the_store_again(void **state)
{
	(void)state;
	assert_int_equal(counter_promise(&fixture, "a", 7), OK);
	raise_mark(5);
	assert_int_equal(counter_write(&fixture, "a", 8), READ_ONLY);
	assert_int_equal(store_accept(fixture.store), OK);
	assert_false(status().read_only);
	assert_int_equal(status().mark, 1);
	assert_int_equal(counter_promise(&fixture, "a", 8), OK);
	assert_int_equal(status().mark, 2);
}

/* A process killed between its commit and the mark leaves this behind. */
static void a_mark_that_lags_behind_is_no_loss(void **state)
{
	(void)state;
	assert_int_equal(counter_promise(&fixture, "a", 1), OK);
	assert_int_equal(counter_promise(&fixture, "a", 2), OK);
	raise_mark((uint64_t)0 - 1);
	assert_int_equal(fixture_reopen(&fixture), OK);
	assert_int_equal(status().mark, 1);
	assert_false(status().read_only);
	assert_int_equal(counter_promise(&fixture, "a", 3), OK);
	assert_int_equal(status().mark, 3);
}

/* Cuts the newest log file off behind its checkpoint, and makes the next process recover. */
static void cut_the_log_off(void)
{
	char path[128];

	snprintf(path, sizeof path, "%s/gate.slots", fixture.directory);
	assert_int_equal(remove(path), 0);
	snprintf(path, sizeof path, "%s/log.0000000001", fixture.directory);
	assert_int_equal(truncate(path, 30000), 0);
}

static void a_log_that_lost_its_end_is_noticed_after_recovery(void **state)
{
	(void)state;
	for (uint64_t i = 1; i <= 200; i++)
		assert_int_equal(counter_promise(&fixture, "a", i), OK);
	store_close(fixture.store);
	fixture.store = NULL;
	cut_the_log_off();
	assert_int_equal(fixture_reopen(&fixture), OK);
	assert_true(status().promises < 200);
	assert_true(status().read_only);
	assert_int_equal(counter_write(&fixture, "a", 1), READ_ONLY);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_promise_is_counted_in_the_store_and_outside),
		TEST(a_unit_may_promise_twice_and_one_that_refuses_promised_nothing),
		TEST(a_store_that_lost_promises_is_read_but_not_written),
		TEST(a_loss_is_noticed_by_a_process_that_was_there_before),
		TEST(accepting_what_is_there_opens_the_store_again),
		TEST(a_mark_that_lags_behind_is_no_loss),
		TEST(a_log_that_lost_its_end_is_noticed_after_recovery),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("store/promise", tests, NULL, NULL);
}

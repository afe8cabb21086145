#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/buffer.h"
#include "fixture.h"

#include <string.h>

/*
 * The records are named by letters: two customers' ("1a", "1b" ... are customer 1's), and some
 * at the very ends of what keys there are.
 */
static struct fixture fixture;
static struct buffer seen;

static enum result fill(struct unit *unit, void *context)
{
	static const char *const names[] = { "b2", "a1", "c1", "b1", "b3", "\xff\xff" };

	(void)context;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct key key = key_bytes(names[i], 2);
		Record__Counter record = RECORD__COUNTER__INIT;
		enum result result = counters_add(unit, &key, &record);

		if (result != OK)
			return result;
	}
	return OK;
}

static int open_fixture(void **state)
{
	(void)state;
	fixture_open(&fixture);
	buffer_init(&seen, 1024);
	return store_write(fixture.store, fixture.arena, STORE_NOSYNC, fill, NULL) == OK ? 0 : -1;
}

static int close_fixture(void **state)
{
	(void)state;
	buffer_free(&seen);
	fixture_close(&fixture);
	return 0;
}

struct walk {
	const char *prefix, *after;
	enum scan_order order;
};

static enum result walk_unit(struct unit *unit, void *context)
{
	const struct walk *walk = context;
	struct key prefix = key_bytes(walk->prefix, strlen(walk->prefix)), after = key_empty(), key;
	struct scan *scan;
	Record__Counter *record;
	enum result result;

	if (walk->after != NULL)
		after = key_bytes(walk->after, strlen(walk->after));
	result = scan_open(
		&scan, unit, &counters, &prefix, walk->after != NULL ? &after : NULL, walk->order);
	while (result == OK && (result = counters_next(scan, &key, &record)) == OK) {
		assert_non_null(record);
		if (key.bytes[0] == 0xff)
			buffer_add_text(&seen, "ff ");
		else
			buffer_add_format(&seen, "%.*s ", (int)key.size, (char *)key.bytes);
	}
	assert_int_equal(result, NOT_FOUND);
	assert_int_equal(counters_next(scan, &key, &record), NOT_FOUND);
	assert_null(record);
	return OK;
}

static const char *walked(const char *prefix, const char *after, enum scan_order order)
{
	struct walk walk = { prefix, after, order };

	buffer_clear(&seen);
	assert_int_equal(store_read(fixture.store, fixture.arena, walk_unit, &walk), OK);
	return buffer_text(&seen);
}

static void all_records_come_in_the_order_of_their_keys(void **state)
{
	(void)state;
	assert_string_equal(walked("", NULL, SCAN_FORWARD), "a1 b1 b2 b3 c1 ff ");
	assert_string_equal(walked("", NULL, SCAN_BACKWARD), "ff c1 b3 b2 b1 a1 ");
}

static void a_prefix_keeps_others_out_in_both_directions(void **state)
{
	(void)state;
	assert_string_equal(walked("b", NULL, SCAN_FORWARD), "b1 b2 b3 ");
	assert_string_equal(walked("b", NULL, SCAN_BACKWARD), "b3 b2 b1 ");
	assert_string_equal(walked("b2", NULL, SCAN_FORWARD), "b2 ");
	assert_string_equal(walked("b2", NULL, SCAN_BACKWARD), "b2 ");
	assert_string_equal(walked("bb", NULL, SCAN_FORWARD), "");
	assert_string_equal(walked("bb", NULL, SCAN_BACKWARD), "");
}

static void prefixes_of_the_highest_bytes_have_an_end_too(void **state)
{
	(void)state;
	assert_string_equal(walked("\xff", NULL, SCAN_FORWARD), "ff ");
	assert_string_equal(walked("\xff", NULL, SCAN_BACKWARD), "ff ");
	assert_string_equal(walked("\xfe", NULL, SCAN_BACKWARD), "");
}

static void a_scan_goes_on_behind_a_key_without_repeating_it(void **state)
{
	(void)state;
	assert_string_equal(walked("b", "b1", SCAN_FORWARD), "b2 b3 ");
	assert_string_equal(walked("b", "b3", SCAN_FORWARD), "");
	assert_string_equal(walked("b", "b2", SCAN_BACKWARD), "b1 ");
	assert_string_equal(walked("b", "b1", SCAN_BACKWARD), "");
	assert_string_equal(walked("", "b3", SCAN_FORWARD), "c1 ff ");
	assert_string_equal(walked("", "b1", SCAN_BACKWARD), "a1 ");
	assert_string_equal(walked("", "\xff\xff", SCAN_BACKWARD), "c1 b3 b2 b1 a1 ");
}

static void the_key_to_go_on_behind_need_not_exist_any_more(void **state)
{
	(void)state;
	assert_string_equal(walked("b", "b1x", SCAN_FORWARD), "b2 b3 ");
	assert_string_equal(walked("b", "b2x", SCAN_BACKWARD), "b2 b1 ");
}

static void a_key_outside_the_prefix_does_not_widen_it(void **state)
{
	(void)state;
	assert_string_equal(walked("b", "a1", SCAN_FORWARD), "b1 b2 b3 ");
	assert_string_equal(walked("b", "c1", SCAN_FORWARD), "");
	assert_string_equal(walked("b", "c1", SCAN_BACKWARD), "b3 b2 b1 ");
	assert_string_equal(walked("b", "a1", SCAN_BACKWARD), "");
}

/* ---- writing while scanning ---------------------------------------------------------------- */

static enum result remove_each(struct unit *unit, void *context)
{
	struct key prefix = key_bytes("b", 1), key;
	struct scan *scan;
	Record__Counter *record;
	enum result result = scan_open(&scan, unit, &counters, &prefix, NULL, SCAN_FORWARD);

	(void)context;
	while (result == OK && (result = counters_next(scan, &key, &record)) == OK)
		result = counters_remove(unit, &key);
	return result == NOT_FOUND ? OK : result;
}

static void records_may_be_removed_while_they_are_scanned(void **state)
{
	(void)state;
	assert_int_equal(
		store_write(fixture.store, fixture.arena, STORE_SYNC, remove_each, NULL), OK);
	assert_string_equal(walked("", NULL, SCAN_FORWARD), "a1 c1 ff ");
}

static enum result put_session(struct unit *unit, void *context)
{
	Record__Session record = RECORD__SESSION__INIT;
	struct key key = key_number((uint64_t)(uintptr_t)context);

	record.expires = (uintptr_t)context % 2 == 0 ? INT64_MAX : 1;
	return sessions_put(unit, &key, &record);
}

static enum result count_sessions(struct unit *unit, void *context)
{
	struct key all = key_empty(), key;
	struct scan *scan;
	Record__Session *record;
	enum result result = scan_open(&scan, unit, &sessions, &all, NULL, SCAN_FORWARD);

	while (result == OK && (result = sessions_next(scan, &key, &record)) == OK) {
		assert_int_equal(key_number_at(&key, 0) % 2, 0);
		++*(int *)context;
	}
	return result == NOT_FOUND ? OK : result;
}

static void a_scan_passes_over_what_has_expired(void **state)
{
	int count = 0;

	(void)state;
	for (uintptr_t i = 1; i <= 6; i++)
		assert_int_equal(store_write(fixture.store, fixture.arena, STORE_NOSYNC,
					 put_session, (void *)i),
			OK);
	assert_int_equal(store_read(fixture.store, fixture.arena, count_sessions, &count), OK);
	assert_int_equal(count, 3);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(all_records_come_in_the_order_of_their_keys),
		TEST(a_prefix_keeps_others_out_in_both_directions),
		TEST(prefixes_of_the_highest_bytes_have_an_end_too),
		TEST(a_scan_goes_on_behind_a_key_without_repeating_it),
		TEST(the_key_to_go_on_behind_need_not_exist_any_more),
		TEST(a_key_outside_the_prefix_does_not_widen_it),
		TEST(records_may_be_removed_while_they_are_scanned),
		TEST(a_scan_passes_over_what_has_expired),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("store/scan", tests, NULL, NULL);
}

/* The last entries of the whole shop: in which order, how many, and what those see who fall behind.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../support/test_shop.h"
#include "domain/journal.h"
#include "domain/recent.h"

static struct test_shop *test;

struct noting {
	uint64_t customer;
	size_t count;
	enum result result; /* what the unit ends with */
};

/* Adds so many entries to a customer's chain. */
static enum result note(struct unit *unit, void *context)
{
	struct noting *noting = context;
	enum result result = OK;

	for (size_t i = 0; i < noting->count && result == OK; i++) {
		Record__JournalEntry entry = RECORD__JOURNAL_ENTRY__INIT;
		Record__PasswordChanged changed = RECORD__PASSWORD_CHANGED__INIT;
		struct key key = key_number(noting->customer);
		Record__Customer *customer;

		entry.password_changed = &changed;
		result = customers_find(unit, &key, &customer);
		if (result == OK)
			result = journal_add(unit, customer, &entry);
	}
	return result == OK ? noting->result : result;
}

static void add(uint64_t customer, size_t count)
{
	/* In slices: each entry copies the customer into the unit's arena. */
	while (count > 0) {
		struct noting noting = { customer, count < 100 ? count : 100, OK };
		struct arena *arena = arena_open((size_t)64 << 20);

		assert_int_equal(
			store_write(test->shop.store, arena, STORE_SYNC, note, &noting), OK);
		arena_close(arena);
		count -= noting.count;
	}
}

static enum result read_unit(struct unit *unit, void *recent)
{
	return recent_read(unit, recent);
}

static struct recent read_behind(uint64_t seen)
{
	struct recent recent = { .seen = seen };

	assert_int_equal(store_read(test->shop.store, test->arena, read_unit, &recent), OK);
	return recent;
}

static uint64_t now(void)
{
	return read_behind(UINT64_MAX).until;
}

static uint64_t somebody(const char *email)
{
	return test_customer(test, email, "essentials").id;
}

/* ---- tests ------------------------------------------------------------------------------------
 */

static void entries_are_read_in_the_order_they_came_whoever_they_are_of(void **state)
{
	uint64_t a = somebody("a@example.com"), b = somebody("b@example.com"), seen = now();
	struct recent recent;

	(void)state;
	add(b, 1);
	add(a, 2);
	add(b, 1);
	recent = read_behind(seen);
	assert_int_equal(recent.count, 4);
	assert_int_equal(recent.entries[0]->customer, b);
	assert_int_equal(recent.entries[1]->customer, a);
	assert_int_equal(recent.entries[2]->customer, a);
	assert_int_equal(recent.entries[3]->customer, b);
	/* A customer has three from the beginning. */
	assert_int_equal(recent.entries[1]->number, 4);
	assert_int_equal(recent.entries[2]->number, 5);
	assert_int_equal(recent.missed, 0);
	assert_false(recent.more);
	assert_int_equal(recent.until, seen + 4);
	assert_int_equal(read_behind(recent.until).count, 0);
}

static void what_was_taken_back_was_never_there(void **state)
{
	struct noting noting = { somebody("back@example.com"), 3, STALE };
	uint64_t seen = now();
	struct recent recent;

	(void)state;
	assert_int_equal(
		store_write(test->shop.store, test->arena, STORE_SYNC, note, &noting), STALE);
	assert_int_equal(read_behind(seen).count, 0);
	add(noting.customer, 1);
	recent = read_behind(seen);
	assert_int_equal(recent.count, 1);
	assert_int_equal(recent.entries[0]->number, 4);
}

static void a_count_that_is_too_high_is_now(void **state)
{
	uint64_t counted = now();

	(void)state;
	assert_int_equal(read_behind(counted + 5).until, counted);
	assert_int_equal(read_behind(counted + 5).count, 0);
}

static void many_are_read_in_slices(void **state)
{
	uint64_t customer = somebody("many@example.com"), seen = now();
	struct recent recent;

	(void)state;
	add(customer, 350);
	recent = read_behind(seen);
	assert_int_equal(recent.count, 200);
	assert_true(recent.more);
	assert_int_equal(recent.entries[199]->number, 203);
	recent = read_behind(recent.until);
	assert_int_equal(recent.count, 150);
	assert_false(recent.more);
	assert_int_equal(recent.entries[149]->number, 353);
}

static void who_falls_behind_is_told_how_many_are_gone(void **state)
{
	uint64_t customer = somebody("behind@example.com"), seen = now();
	struct recent recent;

	(void)state;
	add(customer, 4096 + 7);
	recent = read_behind(seen);
	assert_int_equal(recent.missed, 7);
	assert_int_equal(recent.count, 200);
	/* The eighth of them, behind the three that it had. */
	assert_int_equal(recent.entries[0]->number, 3 + 8);
	assert_int_equal(read_behind(seen + 7).missed, 0);
}

/* The first is gone from the ring, and in the place of the second an older one still lies. */
static enum result forget(struct unit *unit, void *context)
{
	uint64_t first = *(const uint64_t *)context;
	Record__RecentEntry older = RECORD__RECENT_ENTRY__INIT;
	struct key key = key_number(first % 4096), next = key_number((first + 1) % 4096);
	enum result result = recent_entries_remove(unit, &key);

	older.count = first + 1 - 4096;
	older.customer = 1;
	older.number = 1;
	return result == OK ? recent_entries_put(unit, &next, &older) : result;
}

static void an_entry_that_the_ring_never_held_counts_as_missed(void **state)
{
	uint64_t seen = now(), forgotten = seen + 1;
	struct recent recent;

	(void)state;
	add(somebody("old@example.com"), 1);
	assert_int_equal(
		store_write(test->shop.store, test->arena, STORE_SYNC, forget, &forgotten), OK);
	recent = read_behind(seen);
	assert_int_equal(recent.missed, 2);
	assert_int_equal(recent.count, 2);
	assert_int_equal(recent.until, seen + 4);
}

static int open_shop(void **state)
{
	(void)state;
	test = test_shop_open();
	return 0;
}

static int close_shop(void **state)
{
	(void)state;
	test_shop_close(test);
	return 0;
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_are_read_in_the_order_they_came_whoever_they_are_of),
		cmocka_unit_test(what_was_taken_back_was_never_there),
		cmocka_unit_test(a_count_that_is_too_high_is_now),
		cmocka_unit_test(many_are_read_in_slices),
		cmocka_unit_test(who_falls_behind_is_told_how_many_are_gone),
		cmocka_unit_test(an_entry_that_the_ring_never_held_counts_as_missed),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, open_shop, close_shop);
}

#include "store/key.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

static int order(struct key a, struct key b)
{
	int difference = memcmp(a.bytes, b.bytes, a.size < b.size ? a.size : b.size);

	return difference != 0 ? difference : (a.size > b.size) - (a.size < b.size);
}

static void a_number_is_eight_bytes_with_the_greatest_first(void **state)
{
	const unsigned char expected[] = { 0, 0, 0, 0, 0, 1, 2, 3 };
	struct key key = key_number(0x010203);

	(void)state;
	assert_int_equal(key.size, 8);
	assert_memory_equal(key.bytes, expected, 8);
}

static void numbers_sort_as_they_count(void **state)
{
	const uint64_t rising[] = { 0, 1, 255, 256, 65535, 1u << 31, UINT64_MAX - 1, UINT64_MAX };

	(void)state;
	for (size_t i = 1; i < sizeof rising / sizeof *rising; i++)
		assert_true(order(key_number(rising[i - 1]), key_number(rising[i])) < 0);
}

static void a_text_that_another_begins_with_sorts_before_it(void **state)
{
	struct key shorter = key_text("ab"), longer = key_text("ab!");

	(void)state;
	key_add_number(&shorter, UINT64_MAX);
	key_add_number(&longer, 0);
	assert_true(order(shorter, longer) < 0);
}

static void a_text_is_no_prefix_of_a_longer_one(void **state)
{
	struct key shorter = key_text("ab"), longer = key_text("abc");

	(void)state;
	assert_int_equal(shorter.size, 3);
	assert_int_not_equal(memcmp(shorter.bytes, longer.bytes, shorter.size), 0);
}

static void parts_stand_one_behind_the_other(void **state)
{
	const unsigned char expected[] = { 0, 0, 0, 0, 0, 0, 0, 7, 'a', 0, 0xff, 0 };
	struct key key = key_number(7);

	(void)state;
	key_add_text(&key, "a");
	key_add_bytes(&key, "\xff\0", 2);
	assert_int_equal(key.size, sizeof expected);
	assert_memory_equal(key.bytes, expected, sizeof expected);
}

static void a_number_is_read_back_from_its_place(void **state)
{
	struct key key = key_text("journal");

	(void)state;
	key_add_number(&key, UINT64_C(0x1122334455667788));
	assert_true(key_number_at(&key, 8) == UINT64_C(0x1122334455667788));
}

static void the_empty_key_is_before_all_others(void **state)
{
	(void)state;
	assert_int_equal(key_empty().size, 0);
	assert_true(order(key_empty(), key_number(0)) < 0);
}

static void bytes_may_fill_a_key_to_its_end(void **state)
{
	unsigned char bytes[KEY_MOST];
	struct key key;

	(void)state;
	memset(bytes, 0xa5, sizeof bytes);
	key = key_bytes(bytes, sizeof bytes);
	assert_int_equal(key.size, KEY_MOST);
	assert_memory_equal(key.bytes, bytes, sizeof bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_is_eight_bytes_with_the_greatest_first),
		cmocka_unit_test(numbers_sort_as_they_count),
		cmocka_unit_test(a_text_that_another_begins_with_sorts_before_it),
		cmocka_unit_test(a_text_is_no_prefix_of_a_longer_one),
		cmocka_unit_test(parts_stand_one_behind_the_other),
		cmocka_unit_test(a_number_is_read_back_from_its_place),
		cmocka_unit_test(the_empty_key_is_before_all_others),
		cmocka_unit_test(bytes_may_fill_a_key_to_its_end),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("store/key", tests, NULL, NULL);
}

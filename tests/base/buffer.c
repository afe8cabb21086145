/* Bytes up to a ceiling: dropped whole, remembered, asked for once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buffer.h"

#include <stdlib.h>
#include <string.h>

static struct buffer buffer;

static int buffer_teardown(void **state)
{
	(void)state;
	buffer_free(&buffer);
	return 0;
}

static void nothing_added_reads_as_an_empty_text(void **state)
{
	(void)state;
	buffer_init(&buffer, 10);
	assert_string_equal(buffer_text(&buffer), "");
	buffer_add(&buffer, NULL, 0);
	buffer_clear(&buffer);
	assert_string_equal(buffer_text(&buffer), "");
	assert_false(buffer.overflow);
}

static void additions_follow_each_other(void **state)
{
	(void)state;
	buffer_init(&buffer, 200);
	buffer_add_text(&buffer, "a=");
	buffer_add_number(&buffer, INT64_MIN);
	buffer_add_byte(&buffer, ';');
	buffer_add_number(&buffer, INT64_MAX);
	buffer_add_format(&buffer, " %s %05d", "é", 42);
	assert_string_equal(
		buffer_text(&buffer), "a=-9223372036854775808;9223372036854775807 é 00042");
}

static void a_nul_is_a_byte_like_others(void **state)
{
	(void)state;
	buffer_init(&buffer, 10);
	buffer_add(&buffer, "a\0b", 3);
	buffer_add_byte(&buffer, '\0');
	assert_int_equal(buffer.length, 4);
	assert_memory_equal(buffer.bytes, "a\0b\0\0", 5);
}

static void the_ceiling_itself_may_be_reached(void **state)
{
	(void)state;
	buffer_init(&buffer, 5);
	buffer_add_text(&buffer, "abcde");
	assert_string_equal(buffer_text(&buffer), "abcde");
	assert_false(buffer.overflow);
}

static void what_would_pass_the_ceiling_is_dropped_whole(void **state)
{
	(void)state;
	buffer_init(&buffer, 5);
	buffer_add_text(&buffer, "abc");
	buffer_add_text(&buffer, "def");
	assert_true(buffer.overflow);
	assert_string_equal(buffer_text(&buffer), "abc");
}

static void after_an_overflow_everything_is_dropped_until_cleared(void **state)
{
	(void)state;
	buffer_init(&buffer, 5);
	buffer_add_text(&buffer, "too long");
	buffer_add_text(&buffer, "a");
	buffer_add_byte(&buffer, 'b');
	buffer_add_number(&buffer, 7);
	buffer_add_format(&buffer, "%s", "c");
	assert_string_equal(buffer_text(&buffer), "");
	buffer_clear(&buffer);
	assert_false(buffer.overflow);
	buffer_add_text(&buffer, "a");
	assert_string_equal(buffer_text(&buffer), "a");
}

static void a_size_that_wraps_round_is_an_overflow(void **state)
{
	/* Volatile: the compiler refuses such a size where it sees it. */
	volatile size_t most = SIZE_MAX;

	(void)state;
	buffer_init(&buffer, 100);
	buffer_add_text(&buffer, "abc");
	buffer_add(&buffer, "x", most);
	assert_true(buffer.overflow);
	buffer_clear(&buffer);
	buffer_add(&buffer, "x", most - 3);
	assert_true(buffer.overflow);
}

static void a_buffer_of_nothing_takes_nothing(void **state)
{
	(void)state;
	buffer_init(&buffer, 0);
	buffer_add_text(&buffer, "");
	assert_false(buffer.overflow);
	buffer_add_byte(&buffer, 'a');
	assert_true(buffer.overflow);
	assert_string_equal(buffer_text(&buffer), "");
}

static void a_number_that_does_not_fit_leaves_no_sign_behind(void **state)
{
	(void)state;
	buffer_init(&buffer, 4);
	buffer_add_text(&buffer, "a");
	buffer_add_number(&buffer, -123);
	assert_true(buffer.overflow);
	assert_string_equal(buffer_text(&buffer), "a");
}

static void numbers_have_all_their_digits(void **state)
{
	(void)state;
	buffer_init(&buffer, 100);
	buffer_add_unsigned(&buffer, UINT64_MAX);
	buffer_add_text(&buffer, " ");
	buffer_add_unsigned(&buffer, 0);
	buffer_add_text(&buffer, " ");
	buffer_add_number(&buffer, -1000);
	assert_string_equal(buffer_text(&buffer), "18446744073709551615 0 -1000");
}

static void a_format_is_whole_wherever_the_room_ends(void **state)
{
	char text[2100];

	(void)state;
	for (int length = 1000; length < 1030; length++) {
		buffer_init(&buffer, 5000);
		memset(text, 'a', sizeof text);
		buffer_add(&buffer, text, (size_t)length);
		buffer_add_format(&buffer, "%d %s", 12345, "end");
		memcpy(text + length, "12345 end", 10);
		assert_int_equal(buffer.length, length + 9);
		assert_string_equal(buffer_text(&buffer), text);
		buffer_free(&buffer);
	}
}

static void the_highest_ceiling_is_no_lower_than_others(void **state)
{
	char text[3000];

	(void)state;
	memset(text, 'a', sizeof text);
	buffer_init(&buffer, SIZE_MAX);
	buffer_add(&buffer, text, sizeof text);
	assert_false(buffer.overflow);
	assert_true(buffer.size > sizeof text);
	assert_memory_equal(buffer.bytes, text, sizeof text);
}

static void a_megabyte_byte_by_byte_is_all_there(void **state)
{
	(void)state;
	buffer_init(&buffer, 1000000);
	for (int i = 0; i < 1000000; i++)
		buffer_add_byte(&buffer, (char)('a' + i % 26));
	assert_int_equal(buffer.length, 1000000);
	assert_false(buffer.overflow);
	assert_true(buffer.size <= 1000001);
	for (int i = 0; i < 1000000; i++)
		assert_int_equal(buffer.bytes[i], 'a' + i % 26);
	buffer_add_byte(&buffer, 'a');
	assert_true(buffer.overflow);
}

static void a_freed_buffer_can_be_used_again_with_its_ceiling(void **state)
{
	(void)state;
	buffer_init(&buffer, 3);
	buffer_add_text(&buffer, "abc");
	buffer_free(&buffer);
	assert_string_equal(buffer_text(&buffer), "");
	buffer_add_text(&buffer, "abc");
	assert_string_equal(buffer_text(&buffer), "abc");
	buffer_add_byte(&buffer, 'd');
	assert_true(buffer.overflow);
}

#define CLEANED(test) cmocka_unit_test_teardown(test, buffer_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CLEANED(nothing_added_reads_as_an_empty_text),
		CLEANED(additions_follow_each_other),
		CLEANED(a_nul_is_a_byte_like_others),
		CLEANED(the_ceiling_itself_may_be_reached),
		CLEANED(what_would_pass_the_ceiling_is_dropped_whole),
		CLEANED(after_an_overflow_everything_is_dropped_until_cleared),
		CLEANED(a_number_that_does_not_fit_leaves_no_sign_behind),
		CLEANED(numbers_have_all_their_digits),
		CLEANED(a_format_is_whole_wherever_the_room_ends),
		CLEANED(a_size_that_wraps_round_is_an_overflow),
		CLEANED(a_buffer_of_nothing_takes_nothing),
		CLEANED(the_highest_ceiling_is_no_lower_than_others),
		CLEANED(a_megabyte_byte_by_byte_is_all_there),
		CLEANED(a_freed_buffer_can_be_used_again_with_its_ceiling),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Small questions about text, asked by strangers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* The Unicode Standard, table 3-7, "Well-Formed UTF-8 Byte Sequences": its edges, and beside them.
 */
static void utf8_is_what_the_standard_says(void **state)
{
	static const struct {
		const char *bytes;
		size_t size;
		bool formed;
	} cases[] = {
		{ "", 0, true },
		{ "abc", 3, true },
		{ "\x7f", 1, true },
		{ "\xc2\x80", 2, true },
		{ "\xdf\xbf", 2, true },
		{ "\xe0\xa0\x80", 3, true },
		{ "\xed\x9f\xbf", 3, true },
		{ "\xee\x80\x80", 3, true },
		{ "\xef\xbf\xbf", 3, true },
		{ "\xf0\x90\x80\x80", 4, true },
		{ "\xf4\x8f\xbf\xbf", 4, true },
		{ "\xc3\xa9t\xc3\xa9", 5, true },
		{ "a\0b", 3, false }, /* NUL, and its long spelling */
		{ "\xc0\x80", 2, false },
		{ "\xc0\xaf", 2, false }, /* overlong forms of / and of others */
		{ "\xc1\xbf", 2, false },
		{ "\xe0\x80\xaf", 3, false },
		{ "\xe0\x9f\xbf", 3, false },
		{ "\xf0\x80\x80\xaf", 4, false },
		{ "\xf0\x8f\xbf\xbf", 4, false },
		{ "\xed\xa0\x80", 3, false }, /* surrogates */
		{ "\xed\xbf\xbf", 3, false },
		{ "\xed\xa0\xbd\xed\xb8\x80", 6, false },
		{ "\xf4\x90\x80\x80", 4, false }, /* over U+10FFFF */
		{ "\xf5\x80\x80\x80", 4, false },
		{ "\xf8\x88\x80\x80\x80", 5, false },
		{ "\xfc\x84\x80\x80\x80\x80", 6, false },
		{ "\xfe", 1, false },
		{ "\xff", 1, false },
		{ "\x80", 1, false }, /* nothing before, nothing behind */
		{ "\xbf", 1, false },
		{ "a\x80", 2, false },
		{ "\xc3", 1, false },
		{ "\xe2\x82", 2, false },
		{ "\xf0\x9f\x98", 3, false },
		{ "\xc3(", 2, false },
		{ "\xe2(\xa1", 3, false },
		{ "\xe2\x82(", 3, false },
		{ "\xf0\x28\x8c\xbc", 4, false },
		{ "\xf0\x90\x28\xbc", 4, false },
		{ "\xf0\x28\x8c\x28", 4, false },
		{ "\xc3\xc3\xa9", 3, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		/* In a place of exactly that size, so that the sanitizer sees a step too far. */
		char *exact = malloc(cases[i].size + (cases[i].size == 0));

		memcpy(exact, cases[i].bytes, cases[i].size);
		if (text_is_utf8(exact, cases[i].size) != cases[i].formed)
			fail_msg("case %zu", i);
		free(exact);
	}
}

static void control_characters_are_not_clean(void **state)
{
	static const char *const clean[] = { "", "abc", "été", " ", "\xc2\xa0", "\xe2\x82\xac" };
	static const char *const unclean[] = { "\x01", "\t", "\r", "a\x1b[2J", "\x7f", "\xc2\x80",
		"\xc2\x9b"
		"2J",
		"\xc2\x9f" };

	(void)state;
	for (size_t i = 0; i < sizeof clean / sizeof clean[0]; i++)
		assert_true(text_is_clean(clean[i], false));
	for (size_t i = 0; i < sizeof unclean / sizeof unclean[0]; i++) {
		assert_false(text_is_clean(unclean[i], false));
		assert_false(text_is_clean(unclean[i], true));
	}
	assert_false(text_is_clean("a\nb", false));
	assert_true(text_is_clean("a\nb", true));
	assert_false(text_is_clean("a\r\nb", true));
}

static void a_number_has_one_spelling(void **state)
{
	static const struct {
		const char *text;
		int64_t number;
	} right[] = { { "0", 0 }, { "7", 7 }, { "-7", -7 }, { "10", 10 },
		{ "9223372036854775807", INT64_MAX }, { "-9223372036854775808", INT64_MIN } };
	static const char *const wrong[] = { "", "-", "+7", " 7", "7 ", "07", "-0", "-07", "00",
		"--7", "0x7", "7.0", "1e3", "7a", "1 000", "1,000", "٣", "9223372036854775808",
		"-9223372036854775809", "99999999999999999999999999", "7\n" };
	int64_t number = 0;

	(void)state;
	for (size_t i = 0; i < sizeof right / sizeof right[0]; i++) {
		assert_true(text_number(right[i].text, INT64_MIN, INT64_MAX, &number));
		assert_true(number == right[i].number);
	}
	number = 42;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		if (text_number(wrong[i], INT64_MIN, INT64_MAX, &number))
			fail_msg("\"%s\" was read", wrong[i]);
	assert_int_equal(number, 42);
}

static void a_number_keeps_within_its_bounds(void **state)
{
	int64_t number = 42;

	(void)state;
	assert_false(text_number("0", 1, 9, &number));
	assert_false(text_number("10", 1, 9, &number));
	assert_false(text_number("-5", 1, 9, &number));
	assert_int_equal(number, 42);
	assert_true(text_number("1", 1, 9, &number));
	assert_true(text_number("9", 1, 9, &number));
	assert_int_equal(number, 9);
}

#define LOCAL_64 "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij1234"
#define LABEL_60 "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghi."

static void an_address_for_mail_carries_nothing_else(void **state)
{
	static const char *const right[] = { "a@b.fr", "essentials@example.com",
		"first.last+tag@mail.example.co.uk", "o'brien@example.ie", "x_y-z@1-2.org",
		LOCAL_64 "@b.fr" };
	static const char *const wrong[] = { "", "@", "a", "a@", "@b.fr", "a@b", "a@b.", "a@.fr",
		"a@b..fr", "a@@b.fr", "a@b@c.fr", ".a@b.fr", "a.@b.fr", "a..b@c.fr", "a@-b.fr",
		"a b@c.fr", " a@b.fr", "a@b.fr ", "a@b.fr\n", "a@b.fr\r\nBcc: c@d.fr", "a\r\n@b.fr",
		"a\t@b.fr", "a\x7f@b.fr", "a\x01@b.fr", "<a@b.fr>", "a@b.fr>", "A <a@b.fr>",
		"a,c@b.fr", "a;c@b.fr", "a(c)@b.fr", "\"a\"@b.fr", "a\\c@b.fr", "a@[127.0.0.1]",
		"a:b@c.fr", "été@b.fr", "a@été.fr", "a@b_c.fr", "a@b.fr/c", LOCAL_64 "5@b.fr" };
	char longest[300] = "";

	(void)state;
	for (size_t i = 0; i < sizeof right / sizeof right[0]; i++)
		if (!text_is_email(right[i]))
			fail_msg("\"%s\" was refused", right[i]);
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		if (text_is_email(wrong[i]))
			fail_msg("\"%s\" was taken", wrong[i]);
	/* 2 + 4 x 60 + 12 bytes are 254; one more is too many. */
	memcpy(longest, "a@" LABEL_60 LABEL_60 LABEL_60 LABEL_60 "abcdefghi.fr", 255);
	assert_int_equal(strlen(longest), 254);
	assert_true(text_is_email(longest));
	longest[254] = 'r';
	assert_false(text_is_email(longest));
}

static void beginnings_are_compared_whole(void **state)
{
	(void)state;
	assert_true(text_starts("palier", "pal") && text_starts("palier", ""));
	assert_false(text_starts("pal", "palier") || text_starts("xpal", "pal"));
	assert_true(text_equal("", "") && text_equal("a", "a"));
	assert_false(text_equal("a", "A") || text_equal("a", "a "));
	assert_true(text_is_empty(NULL) && text_is_empty(""));
	assert_false(text_is_empty(" "));
}

static void only_plain_letters_become_lower(void **state)
{
	char text[] = "AZ@[`az09ÉÀ\x7f";

	(void)state;
	text_lower(text);
	assert_string_equal(text, "az@[`az09ÉÀ\x7f");
}

static void what_a_cut_left_of_a_letter_is_left_out(void **state)
{
	char text[] = "\xa9l\xc3\xa9phant\xe2\x82 \xf0\x9f\x98\x80\xed\xa0\x80!\xc3";
	char whole[] = "";

	(void)state;
	text_mend(text);
	assert_string_equal(text, "l\xc3\xa9phant \xf0\x9f\x98\x80!");
	text_mend(whole);
	assert_string_equal(whole, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(utf8_is_what_the_standard_says),
		cmocka_unit_test(control_characters_are_not_clean),
		cmocka_unit_test(a_number_has_one_spelling),
		cmocka_unit_test(a_number_keeps_within_its_bounds),
		cmocka_unit_test(an_address_for_mail_carries_nothing_else),
		cmocka_unit_test(beginnings_are_compared_whole),
		cmocka_unit_test(only_plain_letters_become_lower),
		cmocka_unit_test(what_a_cut_left_of_a_letter_is_left_out),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

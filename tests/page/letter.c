/* The letter around a mail: whatever was typed, its headers are ours alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../support/test_shop.h"
#include "page/mail.h"

static struct test_shop *test;

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

static const char *letter_of(const char *subject, const char *words)
{
	struct mail mail = { .language = ENGLISH,
		.to = "ann@example.com",
		.subject = subject,
		.shop = "Harmony",
		.seller = "Atelier",
		.count = 1,
		.parts = { { MAIL_SAYS, words, NULL } } };
	struct letter letter;

	mail_letter(&test->shop, test->arena, &mail, 17, 1778493600, &letter);
	assert_int_equal(strlen(letter.bytes), letter.size);
	return letter.bytes;
}

static void a_plain_subject_stands_as_it_is(void **state)
{
	const char *letter = letter_of("Ticket 7: the brush", "Hello.");

	(void)state;
	assert_non_null(strstr(letter, "\r\nSubject: Ticket 7: the brush\r\n"));
	assert_non_null(strstr(letter, "\r\nTo: <ann@example.com>\r\n"));
	assert_non_null(strstr(letter, "\r\nMessage-ID: <palier.17.1778493600@127.0.0.1>\r\n"));
	assert_non_null(strstr(letter, "\r\nDate: Mon, 11 May 2026 10:00:00 +0000\r\n"));
}

static void a_line_end_in_a_subject_makes_no_header(void **state)
{
	const char *letter = letter_of("one\r\nBcc: two@example.com", "Hello.");

	(void)state;
	assert_null(strstr(letter, "\nBcc"));
	/* printf 'one\r\nBcc: two@example.com' | base64 */
	assert_non_null(
		strstr(letter, "Subject: =?UTF-8?B?b25lDQpCY2M6IHR3b0BleGFtcGxlLmNvbQ==?=\r\n"));
}

/* Encoded words hold whole characters, and no line is longer than 78. */
static void a_long_subject_is_folded_between_characters(void **state)
{
	const char *letter = letter_of("éééééééééééééééééééééééééééééééééééééééé", "Hello."), *end;

	(void)state;
	assert_non_null(strstr(letter,
		"Subject: =?UTF-8?B?w6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOp?=\r\n "
		"=?UTF-8?B?"));
	for (const char *line = letter; *line != '\0'; line = end + 2) {
		end = strstr(line, "\r\n");
		assert_non_null(end);
		assert_true(end - line <= 84);
	}
}

static void every_line_ends_as_mail_wants_it(void **state)
{
	const char *letter = letter_of("Hello", "one\ntwo\n.\nthree");

	(void)state;
	for (; *letter != '\0'; letter++)
		assert_true(*letter != '\n' || letter[-1] == '\r');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plain_subject_stands_as_it_is),
		cmocka_unit_test(a_line_end_in_a_subject_makes_no_header),
		cmocka_unit_test(a_long_subject_is_folded_between_characters),
		cmocka_unit_test(every_line_ends_as_mail_wants_it),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, open_shop, close_shop);
}

/* What each type of field takes, and what it says of the rest. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "http/field.h"

#include <string.h>

static struct arena *arena;

#define LONG_NUMBER "9223372036854775807"

static void each_type_takes_what_suits_it(void **state)
{
	static const struct {
		enum field_type type;
		const char *text;
		enum field_error error;
	} cases[] = {
		{ FIELD_TEXT, "Zo\xc3\xab O'Neil <b>", FIELD_FINE },
		{ FIELD_TEXT, "a\nb", FIELD_MALFORMED },
		{ FIELD_TEXT, "a\rb", FIELD_MALFORMED },
		{ FIELD_TEXT, "\x1b[2J", FIELD_MALFORMED },
		{ FIELD_TEXT, "\xc2\x9b", FIELD_MALFORMED },
		{ FIELD_LINES, "a\nb\r\nc\td", FIELD_FINE },
		{ FIELD_LINES, "a\x08", FIELD_MALFORMED },
		{ FIELD_EMAIL, "anna@example.com", FIELD_FINE },
		{ FIELD_EMAIL, "anna", FIELD_MALFORMED },
		{ FIELD_EMAIL, "anna@example.com\r\nBcc: all@example.com", FIELD_MALFORMED },
		{ FIELD_PASSWORD, "p\xc3\xa4ss \t wort", FIELD_FINE },
		{ FIELD_NUMBER, "1", FIELD_FINE },
		{ FIELD_NUMBER, "10", FIELD_FINE },
		{ FIELD_NUMBER, "0", FIELD_OUT_OF_RANGE },
		{ FIELD_NUMBER, "11", FIELD_OUT_OF_RANGE },
		{ FIELD_NUMBER, "-5", FIELD_OUT_OF_RANGE },
		{ FIELD_NUMBER, LONG_NUMBER, FIELD_OUT_OF_RANGE },
		{ FIELD_NUMBER, LONG_NUMBER "0", FIELD_MALFORMED },
		{ FIELD_NUMBER, "1.0", FIELD_MALFORMED },
		{ FIELD_NUMBER, " 1", FIELD_MALFORMED },
		{ FIELD_NUMBER, "+1", FIELD_MALFORMED },
		{ FIELD_NUMBER, "0x1", FIELD_MALFORMED },
		{ FIELD_TOKEN, "aZ0-_.", FIELD_FINE },
		{ FIELD_TOKEN, "a=", FIELD_MALFORMED },
		{ FIELD_TOKEN, "a/b", FIELD_MALFORMED },
		{ FIELD_TOKEN, "\xc3\xa9", FIELD_MALFORMED },
		{ FIELD_WORD, "premium-2", FIELD_FINE },
		{ FIELD_WORD, "Premium", FIELD_MALFORMED },
		{ FIELD_WORD, "pre_mium", FIELD_MALFORMED },
		{ FIELD_WORD, "../x", FIELD_MALFORMED },
		{ FIELD_FLAG, "on", FIELD_FINE },
		{ FIELD_FLAG, "off", FIELD_FINE },
		{ FIELD_FLAG, "perhaps", FIELD_MALFORMED },
		{ FIELD_FLAG, "ON", FIELD_MALFORMED },
		{ FIELD_PATH, "/subscriptions?a=b", FIELD_FINE },
		{ FIELD_BASE64, "QUI+Lw==", FIELD_FINE },
		{ FIELD_BASE64, "QUI=", FIELD_FINE },
		{ FIELD_BASE64, "QUJD", FIELD_FINE },
		{ FIELD_BASE64, "QUI", FIELD_MALFORMED },
		{ FIELD_BASE64, "Q===", FIELD_MALFORMED },
		{ FIELD_BASE64, "====", FIELD_MALFORMED },
		{ FIELD_BASE64, "QU=I", FIELD_MALFORMED },
		{ FIELD_BASE64, "QU-_", FIELD_MALFORMED },
		{ FIELD_BASE64, "QUI\n", FIELD_MALFORMED },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct field field = { .name = "x", .type = cases[i].type };
		struct value value = { .text = cases[i].text, .length = strlen(cases[i].text) };

		if (field.type == FIELD_NUMBER) {
			field.least = 1;
			field.most = 10;
		}
		field_check(&field, &value, arena);
		if (value.error != cases[i].error)
			fail_msg("case %zu, '%s': %d", i, cases[i].text, (int)value.error);
		if (field.type != FIELD_LINES)
			assert_ptr_equal(value.text, cases[i].text); /* kept as typed */
	}
}

static struct value check(struct field field, const char *text)
{
	struct value value = { .text = text, .length = strlen(text) };

	field_check(&field, &value, arena);
	return value;
}

static void a_required_field_must_not_be_empty(void **state)
{
	(void)state;
	for (enum field_type type = 0; type < FIELD_TYPES; type++) {
		struct field field = { .name = "x", .type = type };

		assert_int_equal(check(field, "").error, FIELD_FINE);
		assert_false(check(field, "").present);
		field.required = true;
		assert_int_equal(check(field, "").error, FIELD_MISSING);
	}
}

static void a_required_flag_must_be_on(void **state)
{
	struct field robot = { .name = "robot", .type = FIELD_FLAG, .required = true };
	struct value value = check(robot, "on");

	(void)state;
	assert_true(value.present);
	assert_int_equal(value.number, 1);
	assert_int_equal(value.error, FIELD_FINE);
	value = check(robot, "1");
	assert_true(value.present);
	value = check(robot, "off");
	assert_false(value.present);
	assert_int_equal(value.error, FIELD_MISSING);
}

static void a_foreign_path_counts_as_not_sent(void **state)
{
	static const char *const foreign[] = { "//evil", "/\\evil", "/%2f%2fevil", "/%5cevil",
		"https://evil/", "/a\r\nSet-Cookie: a=b" };
	struct field next = { .name = "next", .type = FIELD_PATH };

	(void)state;
	for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++) {
		struct value value = check(next, foreign[i]);

		assert_string_equal(value.text, "");
		assert_int_equal(value.length, 0);
		assert_false(value.present);
		assert_int_equal(value.error, FIELD_FINE);
	}
	assert_true(check(next, "/account").present);
}

static void line_ends_become_one_kind(void **state)
{
	struct value value =
		check((struct field){ .name = "x", .type = FIELD_LINES }, "a\r\nb\rc\n\r\nd\te\r");

	(void)state;
	assert_string_equal(value.text, "a\nb\nc\n\nd e\n");
	assert_int_equal(value.length, 11);
	assert_int_equal(value.error, FIELD_FINE);
}

static void a_number_comes_with_its_value(void **state)
{
	struct field field = { .name = "x", .type = FIELD_NUMBER, .least = -3, .most = 5 };

	(void)state;
	assert_int_equal(check(field, "-3").number, -3);
	assert_int_equal(check(field, "-3").error, FIELD_FINE);
	assert_int_equal(check(field, "-4").error, FIELD_OUT_OF_RANGE);
	assert_true(check(field, "0").present);
}

static void a_text_may_be_too_short(void **state)
{
	struct field field = { .name = "x", .type = FIELD_PASSWORD, .least = 8 };

	(void)state;
	assert_int_equal(check(field, "1234567").error, FIELD_TOO_SHORT);
	assert_int_equal(check(field, "12345678").error, FIELD_FINE);
}

static void a_field_has_its_own_limit_or_its_types(void **state)
{
	struct field email = { .name = "x", .type = FIELD_EMAIL };
	struct field number = { .name = "x", .type = FIELD_NUMBER, .most = 5 };
	struct field text = { .name = "x", .type = FIELD_TEXT, .most = 5 };

	(void)state;
	assert_int_equal(field_most(&email), 254);
	assert_int_equal(field_most(&number), 20);
	assert_int_equal(field_most(&text), 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_type_takes_what_suits_it),
		cmocka_unit_test(a_required_field_must_not_be_empty),
		cmocka_unit_test(a_required_flag_must_be_on),
		cmocka_unit_test(a_foreign_path_counts_as_not_sent),
		cmocka_unit_test(line_ends_become_one_kind),
		cmocka_unit_test(a_number_comes_with_its_value),
		cmocka_unit_test(a_text_may_be_too_short),
		cmocka_unit_test(a_field_has_its_own_limit_or_its_types),
	};
	int failed;

	cmocka_set_message_output(CM_OUTPUT_TAP);
	arena = arena_open(1 << 20);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_close(arena);
	return failed;
}

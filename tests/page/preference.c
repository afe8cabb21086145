/* What the cookie `lang` says of a visitor's choices, and what it doesn't. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "page/preference.h"

#include <string.h>

static struct arena *arena;

static void both_choices_come_back_as_they_were_made(void **state)
{
	static const struct {
		struct preference chosen;
		const char *cookie;
	} cases[] = {
		{ { true, false, FRENCH, EUR }, "fr" },
		{ { true, false, ENGLISH, EUR }, "en" },
		{ { true, true, FRENCH, EUR }, "fr-u-cu-eur" },
		{ { true, true, ENGLISH, CAD }, "en-u-cu-cad" },
		{ { false, true, FRENCH, USD }, "und-u-cu-usd" },
	};

	(void)state;
	for (size_t n = 0; n < sizeof cases / sizeof *cases; n++) {
		struct preference read = preference_read(cases[n].cookie);

		assert_string_equal(preference_write(&cases[n].chosen, arena), cases[n].cookie);
		assert_int_equal(read.has_language, cases[n].chosen.has_language);
		assert_int_equal(read.has_currency, cases[n].chosen.has_currency);
		assert_int_equal(read.language, cases[n].chosen.language);
		assert_int_equal(read.currency, cases[n].chosen.currency);
	}
}

static void half_a_choice_counts_for_its_half(void **state)
{
	static const char *const english[] = { "en-u-cu-gbp", "en-u-cu-CAD", "en-u-cu-" };
	struct preference read;

	(void)state;
	for (size_t n = 0; n < sizeof english / sizeof *english; n++) {
		read = preference_read(english[n]);
		assert_true(read.has_language && read.language == ENGLISH);
		assert_false(read.has_currency);
	}
	read = preference_read("de-u-cu-cad");
	assert_false(read.has_language);
	assert_true(read.has_currency && read.currency == CAD);
}

static void anything_else_is_no_choice(void **state)
{
	static const char *const cookies[] = { NULL, "", "und", "de", "FR", "fr-FR", "en-u-cu",
		"-u-cu-", "en-u-nu-latn", "fr-u-cu-cad-and-much-more-than-fits-in-a-tag" };

	(void)state;
	for (size_t n = 0; n < sizeof cookies / sizeof *cookies; n++) {
		struct preference read = preference_read(cookies[n]);

		assert_false(read.has_language || read.has_currency);
	}
}

static void a_currency_is_spelt_in_small_letters(void **state)
{
	enum currency currency = CURRENCIES;

	(void)state;
	for (enum currency each = 0; each < CURRENCIES; each++) {
		assert_true(preference_currency(preference_code(each, arena), &currency));
		assert_int_equal(currency, each);
	}
	currency = CURRENCIES;
	assert_false(preference_currency("EUR", &currency));
	assert_false(preference_currency("", &currency));
	assert_false(preference_currency("eure", &currency));
	assert_int_equal(currency, CURRENCIES);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_choices_come_back_as_they_were_made),
		cmocka_unit_test(half_a_choice_counts_for_its_half),
		cmocka_unit_test(anything_else_is_no_choice),
		cmocka_unit_test(a_currency_is_spelt_in_small_letters),
	};
	int failed;

	arena = arena_open(1 << 16);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_close(arena);
	return failed;
}

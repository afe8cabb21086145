/* Languages: which one a visitor wants, and what a text is in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "page/language.h"

#include <stdlib.h>
#include <string.h>

/* The catalogue of tests/tools/language, built beside this program's folder. */
static int setup(void **state)
{
	(void)state;
	language_init(NULL);
	return 0;
}

static void languages_have_codes(void **state)
{
	enum language language = ENGLISH;

	(void)state;
	assert_string_equal(language_code(FRENCH), "fr");
	assert_string_equal(language_code(ENGLISH), "en");
	assert_true(language_of("fr", &language));
	assert_int_equal(language, FRENCH);
	assert_true(language_of("en", &language));
	assert_int_equal(language, ENGLISH);
	assert_false(language_of("de", &language));
	assert_false(language_of("", &language));
	assert_false(language_of("EN", &language));
	assert_int_equal(language, ENGLISH);
}

static void the_header_s_heaviest_language_wins(void **state)
{
	static const struct {
		const char *header;
		enum language language;
	} cases[] = {
		{ NULL, FRENCH },
		{ "", FRENCH },
		{ "en", ENGLISH },
		{ "fr", FRENCH },
		{ "EN", ENGLISH },
		{ "en-GB", ENGLISH },
		{ "en-GB,en;q=0.9", ENGLISH },
		{ "fr-CA,fr;q=0.9,en;q=0.8", FRENCH },
		{ "en-US,en;q=0.5,fr;q=0.9", ENGLISH },
		{ "de-DE,de;q=0.9,en;q=0.8,fr;q=0.7", ENGLISH },
		{ "de, fr;q=0.3, en;q=0.2", FRENCH },
		{ "fr;q=0.2, en;q=0.3", ENGLISH },
		{ "fr;q=0.123,en;q=0.124", ENGLISH },
		{ "en;q=0.5,fr;q=0.5", ENGLISH },
		{ "fr;q=0.5,en;q=0.5", FRENCH },
		{ "fr ; q=0.1 , en ; q=1.0", ENGLISH },
		{ "\ten\t;\tQ=0.5", ENGLISH },
		{ "de", FRENCH },
		{ "*", FRENCH },
		{ "fr;q=0, *", ENGLISH },
		{ "fr;q=0.1, *;q=0.5", ENGLISH },
		{ "en;q=0.5, *;q=0.1", ENGLISH },
		{ "en;q=0", FRENCH },
		{ "en;q=0.0,fr;q=0", FRENCH },
		{ "eng", FRENCH },
		{ "e", FRENCH },
		{ ",,,en,,", ENGLISH },
		{ "en;q=x", FRENCH },
		{ "en;level=1", FRENCH },
		{ "en;q=9", ENGLISH },
		{ ";;;===,-,", FRENCH },
		{ "en;", ENGLISH },
		{ "en;q=", FRENCH },
	};

	(void)state;
	for (size_t n = 0; n < sizeof cases / sizeof *cases; n++)
		if (language_accept(cases[n].header, FRENCH) != cases[n].language)
			fail_msg("wrong language for \"%s\"",
				cases[n].header ? cases[n].header : "(none)");
}

static void the_shop_s_own_language_is_for_whoever_wants_neither(void **state)
{
	static const struct {
		const char *header;
		enum language language;
	} cases[] = {
		{ NULL, ENGLISH },
		{ "", ENGLISH },
		{ "de", ENGLISH },
		{ "de-DE,de;q=0.9", ENGLISH },
		{ "*", ENGLISH },
		{ "de, *;q=0.1", ENGLISH },
		{ "en;q=0, *", FRENCH },
		{ "en;q=0.1, *;q=0.5", FRENCH },
		{ "de, fr;q=0.1", FRENCH },
		{ "fr", FRENCH },
	};

	(void)state;
	for (size_t n = 0; n < sizeof cases / sizeof *cases; n++)
		if (language_accept(cases[n].header, ENGLISH) != cases[n].language)
			fail_msg("wrong language for \"%s\"",
				cases[n].header ? cases[n].header : "(none)");
}

static void texts_are_found_in_their_language(void **state)
{
	(void)state;
	assert_string_equal(say(FRENCH, "Yes"), "Oui");
	assert_string_equal(say(ENGLISH, "Yes"), "Yes");
	assert_string_equal(say(FRENCH, "No"), "Non");
	assert_string_equal(say(FRENCH, "Nobody translated this"), "Nobody translated this");
}

/* One place in the code, as in a program that answers one visitor after another. */
static const char *yes(enum language language)
{
	return say(language, "Yes");
}

static void languages_may_alternate(void **state)
{
	(void)state;
	for (int n = 0; n < 3; n++) {
		assert_string_equal(yes(FRENCH), "Oui");
		assert_string_equal(yes(ENGLISH), "Yes");
		assert_string_equal(say(FRENCH, "No"), "Non");
	}
}

static void a_text_is_looked_up_once(void **state)
{
	static struct message message = MESSAGE("Yes");
	const char *first = message_text(&message, FRENCH);

	(void)state;
	assert_string_equal(first, "Oui");
	/* gettext could not find it any more. */
	message.one = "No";
	assert_ptr_equal(message_text(&message, FRENCH), first);
}

static void forms_follow_the_language_s_plural(void **state)
{
	static struct message message = MESSAGES("A seat", "{n} seats");

	(void)state;
	for (int round = 0; round < 2; round++) {
		assert_string_equal(message_text_count(&message, FRENCH, 0), "Un poste au plus");
		assert_string_equal(message_text_count(&message, FRENCH, 1), "Un poste au plus");
		assert_string_equal(message_text_count(&message, FRENCH, 2), "{n} postes");
		assert_string_equal(message_text_count(&message, FRENCH, INT64_MAX), "{n} postes");
		assert_string_equal(message_text_count(&message, ENGLISH, 0), "{n} seats");
		assert_string_equal(message_text_count(&message, ENGLISH, 1), "A seat");
		assert_string_equal(message_text_count(&message, ENGLISH, 2), "{n} seats");
	}
}

static void the_environment_of_the_operator_does_not_matter(void **state)
{
	static struct message message = MESSAGE("Yes");

	(void)state;
	setenv("LANGUAGE", "de", 1);
	setenv("LC_ALL", "POSIX", 1);
	setenv("LANG", "en_US.UTF-8", 1);
	language_init(NULL);
	assert_string_equal(message_text(&message, FRENCH), "Oui");
}

static void without_a_catalogue_pages_are_english(void **state)
{
	static struct message message = MESSAGE("Yes"), again = MESSAGE("Yes");

	(void)state;
	language_init("/nonexistent");
	assert_string_equal(message_text(&message, FRENCH), "Yes");
	language_init(NULL);
	assert_string_equal(message_text(&again, FRENCH), "Oui");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(languages_have_codes),
		cmocka_unit_test(the_header_s_heaviest_language_wins),
		cmocka_unit_test(the_shop_s_own_language_is_for_whoever_wants_neither),
		cmocka_unit_test(texts_are_found_in_their_language),
		cmocka_unit_test(languages_may_alternate),
		cmocka_unit_test(a_text_is_looked_up_once),
		cmocka_unit_test(forms_follow_the_language_s_plural),
		cmocka_unit_test(the_environment_of_the_operator_does_not_matter),
		cmocka_unit_test(without_a_catalogue_pages_are_english),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, setup, NULL);
}

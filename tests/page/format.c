/* Numbers, amounts and dates, against what CLDR 42 gives (a real minus instead of a hyphen). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "page/format.h"

#define NBSP "\u00a0"
#define NNBSP "\u202f"

static void amounts_read_right_in_both_languages(void **state)
{
	static const struct {
		struct money money;
		const char *french, *english;
	} cases[] = {
		{ { 0, EUR }, "0,00" NBSP "€", "€0.00" },
		{ { 5, EUR }, "0,05" NBSP "€", "€0.05" },
		{ { 1355, EUR }, "13,55" NBSP "€", "€13.55" },
		{ { 123450, EUR }, "1" NNBSP "234,50" NBSP "€", "€1,234.50" },
		{ { 12345699, EUR }, "123" NNBSP "456,99" NBSP "€", "€123,456.99" },
		{ { 123456789, EUR }, "1" NNBSP "234" NNBSP "567,89" NBSP "€", "€1,234,567.89" },
		{ { 1355, USD }, "13,55" NBSP "$US", "$13.55" },
		{ { 1355, CAD }, "13,55" NBSP "$CA", "CA$13.55" },
		{ { -1355, EUR }, "−13,55" NBSP "€", "−€13.55" },
		{ { -5, USD }, "−0,05" NBSP "$US", "−$0.05" },
		{ { -123450, CAD }, "−1" NNBSP "234,50" NBSP "$CA", "−CA$1,234.50" },
		{ { INT64_MIN, EUR },
			"−92" NNBSP "233" NNBSP "720" NNBSP "368" NNBSP "547" NNBSP "758,08" NBSP
			"€",
			"−€92,233,720,368,547,758.08" },
	};

	(void)state;
	for (size_t n = 0; n < sizeof cases / sizeof *cases; n++) {
		assert_string_equal(format_money(cases[n].money, FRENCH).text, cases[n].french);
		assert_string_equal(format_money(cases[n].money, ENGLISH).text, cases[n].english);
	}
}

static void days_read_right_in_both_languages(void **state)
{
	static const struct {
		int year, month, day;
		const char *french, *english, *iso;
	} cases[] = {
		{ 2026, 1, 1, "1er" NBSP "janvier 2026", "January 1, 2026", "2026-01-01" },
		{ 2024, 2, 29, "29" NBSP "février 2024", "February 29, 2024", "2024-02-29" },
		{ 2026, 3, 21, "21" NBSP "mars 2026", "March 21, 2026", "2026-03-21" },
		{ 2026, 4, 2, "2" NBSP "avril 2026", "April 2, 2026", "2026-04-02" },
		{ 2026, 5, 11, "11" NBSP "mai 2026", "May 11, 2026", "2026-05-11" },
		{ 2026, 6, 1, "1er" NBSP "juin 2026", "June 1, 2026", "2026-06-01" },
		{ 2026, 7, 14, "14" NBSP "juillet 2026", "July 14, 2026", "2026-07-14" },
		{ 2026, 8, 31, "31" NBSP "août 2026", "August 31, 2026", "2026-08-31" },
		{ 2026, 9, 3, "3" NBSP "septembre 2026", "September 3, 2026", "2026-09-03" },
		{ 2026, 10, 4, "4" NBSP "octobre 2026", "October 4, 2026", "2026-10-04" },
		{ 2026, 11, 11, "11" NBSP "novembre 2026", "November 11, 2026", "2026-11-11" },
		{ 2026, 12, 25, "25" NBSP "décembre 2026", "December 25, 2026", "2026-12-25" },
	};

	(void)state;
	for (size_t n = 0; n < sizeof cases / sizeof *cases; n++) {
		struct day day = day_of(cases[n].year, cases[n].month, cases[n].day);

		assert_string_equal(format_day(day, FRENCH).text, cases[n].french);
		assert_string_equal(format_day(day, ENGLISH).text, cases[n].english);
		assert_string_equal(format_day_iso(day).text, cases[n].iso);
	}
}

static void instants_are_told_in_the_shop_s_zone(void **state)
{
	static const struct {
		int64_t seconds; /* by date -d @… */
		const char *french, *english, *iso;
	} cases[] = {
		{ 1778502727, "11" NBSP "mai 2026 à 14:32", "May 11, 2026 at 2:32" NNBSP "PM",
			"2026-05-11T14:32:07+02:00" },
		/* still the 31st in London */
		{ 1767222300, "1er" NBSP "janvier 2026 à 00:05",
			"January 1, 2026 at 12:05" NNBSP "AM", "2026-01-01T00:05:00+01:00" },
		{ 1767265740, "1er" NBSP "janvier 2026 à 12:09",
			"January 1, 2026 at 12:09" NNBSP "PM", "2026-01-01T12:09:00+01:00" },
		{ 1767251340, "1er" NBSP "janvier 2026 à 08:09",
			"January 1, 2026 at 8:09" NNBSP "AM", "2026-01-01T08:09:00+01:00" },
	};

	(void)state;
	assert_int_equal(clock_init("Europe/Paris", NULL), OK);
	for (size_t n = 0; n < sizeof cases / sizeof *cases; n++) {
		struct instant instant = { cases[n].seconds };

		assert_string_equal(format_instant(instant, FRENCH).text, cases[n].french);
		assert_string_equal(format_instant(instant, ENGLISH).text, cases[n].english);
		assert_string_equal(format_instant_iso(instant).text, cases[n].iso);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(amounts_read_right_in_both_languages),
		cmocka_unit_test(days_read_right_in_both_languages),
		cmocka_unit_test(instants_are_told_in_the_shop_s_zone),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

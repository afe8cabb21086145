/* Days by the calendar and the shop's zone, and a clock that all processes share. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../support/child.h"
#include "../support/files.h"
#include "base/clock.h"

#include <time.h>

/* Expected values: Python's datetime and zoneinfo. */

static int in_paris(void **state)
{
	(void)state;
	return clock_init("Europe/Paris", NULL) != OK;
}

static void a_day_is_counted_from_1970(void **state)
{
	static const struct {
		const char *text;
		int year, month, day, number;
	} days[] = { { "1970-01-01", 1970, 1, 1, 0 }, { "1999-12-31", 1999, 12, 31, 10956 },
		{ "2000-02-29", 2000, 2, 29, 11016 }, { "2024-02-29", 2024, 2, 29, 19782 },
		{ "2026-05-11", 2026, 5, 11, 20584 }, { "2038-01-20", 2038, 1, 20, 24856 },
		{ "2100-03-01", 2100, 3, 1, 47541 }, { "2199-12-31", 2199, 12, 31, 84005 } };

	(void)state;
	for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
		struct day day = { -1 };
		struct date date;

		assert_true(day_read(days[i].text, &day));
		assert_int_equal(day.number, days[i].number);
		day = day_of(days[i].year, days[i].month, days[i].day);
		assert_int_equal(day.number, days[i].number);
		date = day_date((struct day){ days[i].number });
		assert_int_equal(date.year, days[i].year);
		assert_int_equal(date.month, days[i].month);
		assert_int_equal(date.day, days[i].day);
	}
	assert_int_equal(days_between((struct day){ 20584 }, (struct day){ 20581 }), -3);
	assert_int_equal(day_after((struct day){ 20584 }, -4).number, 20580);
}

/* glibc's calendar, and as far as a number goes. */
static void every_day_of_a_thousand_years_is_the_librarys(void **state)
{
	static const int ends[] = { INT32_MIN, INT32_MIN + 1, -719469, -719468, INT32_MAX };
	const int most = (int)(sizeof ends / sizeof *ends);

	(void)state;
	/* From the year 1600 to the year 2600. */
	for (int number = -135140 - most; number < 230000; number++) {
		int day = number < -135140 ? ends[number + 135140 + most] : number;
		time_t seconds = (time_t)day * 86400;
		struct date date = day_date((struct day){ day });
		struct tm wanted;

		gmtime_r(&seconds, &wanted);
		if (date.year != wanted.tm_year + 1900 || date.month != wanted.tm_mon + 1 ||
			date.day != wanted.tm_mday)
			fail_msg("day %d is %d-%d-%d", day, date.year, date.month, date.day);
		assert_int_equal(day_of(date.year, date.month, date.day).number, day);
	}
}

static void a_date_that_does_not_exist_is_no_day(void **state)
{
	static const char *const wrong[] = { "2026-02-30", "2026-02-29", "2100-02-29", "2026-04-31",
		"2026-00-10", "2026-13-01", "2026-01-00", "2026-01-32", "1969-12-31", "2200-01-01",
		"0000-00-00", "9999-12-31", "", "2026", "2026-5-11", "2026-05-1", "2026-05-11 ",
		" 2026-05-11", "2026/05/11", "20260511", "2026-05-11T00:00:00Z", "-026-05-11",
		"+026-05-11", "2026-0a-11", "2026-05--1", "11-05-2026", "２026-05-11" };
	struct day day = { 42 };

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		if (day_read(wrong[i], &day))
			fail_msg("\"%s\" was read", wrong[i]);
	assert_int_equal(day.number, 42);
}

static void make_no_day(void *nothing)
{
	(void)nothing;
	day_of(2026, 2, 30);
}

static void making_a_day_that_does_not_exist_is_a_bug(void **state)
{
	(void)state;
	assert_true(child_aborts(make_no_day, NULL));
}

static void an_instant_has_a_date_a_time_and_a_zone(void **state)
{
	static const struct {
		const char *text;
		int64_t seconds;
	} right[] = { { "2026-05-11T14:32:07+02:00", 1778502727 },
		{ "2026-05-11T12:32:07Z", 1778502727 }, { "2026-05-11T12:32:07+00:00", 1778502727 },
		{ "2026-05-11T07:02:07-05:30", 1778502727 }, { "1970-01-01T00:00:00Z", 0 },
		{ "1970-01-01T00:00:00+01:00", -3600 }, { "2024-02-29T23:59:59Z", 1709251199 } };
	static const char *const wrong[] = { "", "2026-05-11", "2026-05-11T14:32:07",
		"2026-05-11T14:32Z", "2026-05-11 14:32:07Z", "2026-05-11t14:32:07Z",
		"2026-05-11T14:32:07z", "2026-05-11T24:00:00Z", "2026-05-11T23:60:00Z",
		"2026-05-11T23:59:60Z", "2026-05-11T23:59:61Z", "2026-02-30T12:00:00Z",
		"2100-02-29T12:00:00Z", "2026-05-11T14:32:07.5Z", "2026-05-11T14:32:07 Z",
		"2026-05-11T14:32:07Z ", "2026-05-11T14:32:07+0200", "2026-05-11T14:32:07+02",
		"2026-05-11T14:32:07+2:00", "2026-05-11T14:32:07+02:00 ",
		"2026-05-11T14:32:07+24:00", "2026-05-11T14:32:07+99:99",
		"2026-05-11T14:32:07-02:60", "2026-05-11T14:32:07*02:00", "2026-05-11T-1:32:07Z",
		"1778502727" };
	struct instant instant;

	(void)state;
	for (size_t i = 0; i < sizeof right / sizeof right[0]; i++) {
		if (!instant_read(right[i].text, &instant))
			fail_msg("\"%s\" was refused", right[i].text);
		assert_true(instant.seconds == right[i].seconds);
	}
	instant.seconds = 42;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		if (instant_read(wrong[i], &instant))
			fail_msg("\"%s\" was read", wrong[i]);
	assert_int_equal(instant.seconds, 42);
}

static void a_day_begins_at_midnight_in_paris_in_every_season(void **state)
{
	static const struct {
		int64_t seconds;
		int month, day;
		const char *text;
	} cases[] = {
		/* 29 March 2026 has 23 hours, */
		{ 1774738799, 3, 28, "2026-03-28T23:59:59+01:00" },
		{ 1774738800, 3, 29, "2026-03-29T00:00:00+01:00" },
		{ 1774745999, 3, 29, "2026-03-29T01:59:59+01:00" },
		{ 1774746000, 3, 29, "2026-03-29T03:00:00+02:00" },
		{ 1774821599, 3, 29, "2026-03-29T23:59:59+02:00" },
		{ 1774821600, 3, 30, "2026-03-30T00:00:00+02:00" },
		/* 25 October has 25. */
		{ 1792879199, 10, 24, "2026-10-24T23:59:59+02:00" },
		{ 1792879200, 10, 25, "2026-10-25T00:00:00+02:00" },
		{ 1792889999, 10, 25, "2026-10-25T02:59:59+02:00" },
		{ 1792890000, 10, 25, "2026-10-25T02:00:00+01:00" },
		{ 1792969199, 10, 25, "2026-10-25T23:59:59+01:00" },
		{ 1792969200, 10, 26, "2026-10-26T00:00:00+01:00" },
	};
	char text[32];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct instant instant = { cases[i].seconds }, again;
		struct date date = day_date(day_at(instant));

		assert_int_equal(date.year, 2026);
		assert_int_equal(date.month, cases[i].month);
		assert_int_equal(date.day, cases[i].day);
		instant_write(instant, text);
		assert_string_equal(text, cases[i].text);
		assert_true(instant_read(text, &again) && again.seconds == cases[i].seconds);
	}
}

static void a_zone_may_lie_anywhere_on_earth(void **state)
{
	static const struct {
		const char *zone, *text;
		int day;
	} zones[] = { { "Asia/Kathmandu", "2026-01-15T17:45:00+05:45", 15 },
		{ "America/St_Johns", "2026-01-15T08:30:00-03:30", 15 },
		{ "Pacific/Kiritimati", "2026-01-16T02:00:00+14:00", 16 },
		{ "UTC", "2026-01-15T12:00:00+00:00", 15 } };
	char text[32];

	(void)state;
	for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++) {
		struct instant instant = { 1768478400 };

		assert_int_equal(clock_init(zones[i].zone, NULL), OK);
		instant_write(instant, text);
		assert_string_equal(text, zones[i].text);
		assert_int_equal(day_date(day_at(instant)).day, zones[i].day);
	}
	assert_int_equal(clock_init("Europe/Paris", NULL), OK);
}

static void a_zone_that_is_unknown_here_is_refused_and_changes_nothing(void **state)
{
	static const char *const wrong[] = { "", "Europe", "Europe/", "Europe/Pari", "europe/paris",
		"CET-1CEST", "+02:00", "../zoneinfo/Europe/Paris", "Europe/../Asia/Tokyo",
		"/usr/share/zoneinfo/Asia/Tokyo", "tzdata.zi", "zone.tab", "leapseconds",
		"Asia/Tokyo\n" };
	char text[32], endless[1000];

	(void)state;
	memset(endless, 'a', sizeof endless);
	endless[sizeof endless - 1] = '\0';
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		if (clock_init(wrong[i], NULL) != INVALID)
			fail_msg("\"%s\" was taken", wrong[i]);
	assert_int_equal(clock_init(endless, NULL), INVALID);
	assert_int_equal(clock_init(NULL, NULL), INVALID);
	instant_write((struct instant){ 1778502727 }, text);
	assert_string_equal(text, "2026-05-11T14:32:07+02:00");
}

static void without_a_file_both_clocks_agree(void **state)
{
	(void)state;
	assert_int_equal(clock_init("Europe/Paris", files_path("none")), OK);
	assert_int_equal(clock_offset(), 0);
	assert_true(clock_shop().seconds - clock_machine().seconds <= 1);
	assert_true(llabs(clock_machine().seconds - (int64_t)time(NULL)) <= 1);
}

/* A file of another length isn't ours: mapped, it could end a process that reads behind its end. */
static void a_file_of_another_length_is_not_believed(void **state)
{
	(void)state;
	files_write("short", "1234567");
	assert_int_equal(clock_init("Europe/Paris", files_path("short")), OK);
	assert_int_equal(clock_offset(), 0);
	files_write("long", "123456789");
	assert_int_equal(clock_init("Europe/Paris", files_path("long")), OK);
	assert_int_equal(clock_offset(), 0);
}

struct talk {
	int asked[2], told[2];
};

/* Another process of the shop: maps the file once, then tells its offset whenever asked. */
static void other_process(struct talk *talk)
{
	char question;

	if (clock_init("Europe/Paris", files_path("clock")) != OK)
		_exit(1);
	while (read(talk->asked[0], &question, 1) == 1) {
		int64_t ahead = clock_shop().seconds - clock_machine().seconds;

		if (write(talk->told[1], &ahead, sizeof ahead) != sizeof ahead)
			_exit(2);
	}
	_exit(0);
}

static int64_t ask(struct talk *talk)
{
	int64_t ahead = -1;

	assert_int_equal(write(talk->asked[1], "?", 1), 1);
	assert_int_equal(read(talk->told[0], &ahead, sizeof ahead), sizeof ahead);
	return ahead;
}

static void assert_about(int64_t seconds, int64_t wanted)
{
	assert_true(seconds == wanted || seconds == wanted + 1);
}

static void moving_the_clock_moves_it_for_every_process(void **state)
{
	struct talk talk;
	int status;
	pid_t other;

	(void)state;
	assert_int_equal(clock_move(files_path("clock"), 0), OK);
	assert_true(pipe(talk.asked) == 0 && pipe(talk.told) == 0);
	other = fork();
	if (other == 0) {
		close(talk.asked[1]);
		other_process(&talk);
	}
	assert_about(ask(&talk), 0);
	assert_int_equal(clock_move(files_path("clock"), 30 * 86400), OK);
	assert_about(ask(&talk), 2592000);
	assert_about(clock_shop().seconds - clock_machine().seconds, 2592000);
	assert_int_equal(clock_move(files_path("clock"), -3600), OK);
	assert_about(ask(&talk), -3600);
	assert_int_equal(clock_offset(), -3600);
	close(talk.asked[1]);
	assert_int_equal(waitpid(other, &status, 0), other);
	assert_int_equal(status, 0);
}

static void a_clock_that_cannot_be_written_says_so(void **state)
{
	(void)state;
	assert_int_equal(clock_move(files_path("nowhere/clock"), 1), BROKEN);
	assert_int_equal(clock_move("/dev/full", 1), BROKEN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_day_is_counted_from_1970, in_paris),
		cmocka_unit_test(every_day_of_a_thousand_years_is_the_librarys),
		cmocka_unit_test_setup(a_date_that_does_not_exist_is_no_day, in_paris),
		cmocka_unit_test(making_a_day_that_does_not_exist_is_a_bug),
		cmocka_unit_test_setup(an_instant_has_a_date_a_time_and_a_zone, in_paris),
		cmocka_unit_test_setup(a_day_begins_at_midnight_in_paris_in_every_season, in_paris),
		cmocka_unit_test(a_zone_may_lie_anywhere_on_earth),
		cmocka_unit_test_setup(
			a_zone_that_is_unknown_here_is_refused_and_changes_nothing, in_paris),
		cmocka_unit_test(without_a_file_both_clocks_agree),
		cmocka_unit_test(a_file_of_another_length_is_not_believed),
		cmocka_unit_test(moving_the_clock_moves_it_for_every_process),
		cmocka_unit_test(a_clock_that_cannot_be_written_says_so),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, files_open, files_close);
}

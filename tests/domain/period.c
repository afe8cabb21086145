#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cases.h"
#include "domain/period.h"

#define SEED UINT64_C(0x20260511)

/*
 * A calendar that knows nothing of clock.c: every day from 1970-01-01 on, walked one by one.
 * Its index is the day's number.
 */
#define FIRST_YEAR 1970
#define LAST_ANCHOR_YEAR 2199
#define LAST_YEAR 2305
#define CALENDAR_MOST 123000

static struct date calendar[CALENDAR_MOST];
static int32_t calendar_days, anchor_days;

static int last_of_month(int year, int month)
{
	static const int lasts[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0);

	return month == 2 && leap ? 29 : lasts[month - 1];
}

static int calendar_walk(void **state)
{
	struct date date = { FIRST_YEAR, 1, 1 };

	(void)state;
	while (date.year <= LAST_YEAR) {
		if (date.year <= LAST_ANCHOR_YEAR)
			anchor_days = calendar_days + 1;
		calendar[calendar_days++] = date;
		if (++date.day <= last_of_month(date.year, date.month))
			continue;
		date.day = 1;
		if (++date.month <= 12)
			continue;
		date.month = 1;
		date.year++;
	}
	return 0;
}

/* A day starts a period when it carries the anchor's number, or is the last of a month that
 * doesn't get so far. */
static bool starts_a_period(int32_t anchor, Record__Cycle cycle, int32_t day)
{
	if (cycle == RECORD__CYCLE__YEAR && calendar[day].month != calendar[anchor].month)
		return false;
	if (calendar[day].day == calendar[anchor].day)
		return true;
	return calendar[day].day < calendar[anchor].day && calendar[day + 1].day == 1;
}

static struct day day_from(const char *text)
{
	struct day day;

	if (!day_read(text, &day))
		fail_msg("%s is no day", text);
	return day;
}

static Record__Cycle cycle_from(const char *word)
{
	Record__Cycle cycle = RECORD__CYCLE__MONTH;

	while (strcmp(period_cycle_words[cycle], word) != 0)
		cycle++;
	return cycle;
}

static void check_anchor(char *line)
{
	char *rest = line;
	struct day anchor = day_from(strtok_r(rest, "\t", &rest));
	Record__Cycle cycle = cycle_from(strtok_r(NULL, "\t", &rest));
	int32_t n = 0;

	assert_int_equal(period_start(anchor, cycle, 0).number, anchor.number);
	for (char *start; (start = strtok_r(NULL, " \n", &rest)) != NULL;)
		assert_int_equal(period_start(anchor, cycle, ++n).number, day_from(start).number);
	assert_true(n > 0);
}

static void shared_anchors_give_their_starts(void **state)
{
	(void)state;
	assert_int_equal(vectors_each("tests/vectors/anchors.tsv", check_anchor), 4);
}

static void the_last_of_january_comes_back_in_march(void **state)
{
	struct day anchor = day_from("2026-01-31");

	(void)state;
	assert_int_equal(period_start(anchor, RECORD__CYCLE__MONTH, 1).number,
		day_from("2026-02-28").number);
	assert_int_equal(period_start(anchor, RECORD__CYCLE__MONTH, 2).number,
		day_from("2026-03-31").number);
	assert_int_equal(period_start(anchor, RECORD__CYCLE__MONTH, 12).number,
		day_from("2027-01-31").number);
	assert_int_equal(period_start(anchor, RECORD__CYCLE__MONTH, 12000).number,
		days_between(day_from("1970-01-01"), day_of(3026, 1, 31)));
}

/* Every start from the anchor to the calendar's end, for each day of a leap and a common year
 * and for many others. */
static void no_anchor_drifts(void **state)
{
	(void)state;
	for (cases_begin(SEED); cases.number < 1500; cases.number++) {
		int32_t first = days_between(day_from("1970-01-01"), day_from("2023-01-01"));
		int32_t anchor = cases.number < 731 ? first + cases.number
						    : (int32_t)cases_below(anchor_days);
		Record__Cycle cycle = (Record__Cycle)cases_below(2);
		int32_t n = 0;

		for (int32_t day = anchor; day < calendar_days - 1; day++)
			if (starts_a_period(anchor, cycle, day)) {
				struct day start = period_start((struct day){ anchor }, cycle, n++);

				HOLDS(start.number == day);
			}
		HOLDS(n >=
			(LAST_YEAR - LAST_ANCHOR_YEAR) * (cycle == RECORD__CYCLE__YEAR ? 1 : 12));
	}
}

/* From today back and forth to the nearest starts, a day at a time. */
static void today_lies_in_its_period(void **state)
{
	(void)state;
	for (cases_begin(SEED); cases.number < 200000; cases.number++) {
		int32_t anchor = (int32_t)cases_below(anchor_days);
		int32_t today = anchor + (int32_t)cases_below(calendar_days - 367 - anchor);
		Record__Cycle cycle = (Record__Cycle)cases_below(2);
		struct period period =
			period_at((struct day){ anchor }, cycle, (struct day){ today });
		int32_t from = today, to = today + 1;

		while (!starts_a_period(anchor, cycle, from))
			from--;
		while (!starts_a_period(anchor, cycle, to))
			to++;
		HOLDS(period.from.number == from && period.to.number == to);
		HOLDS(period_contains(period, (struct day){ today }));
		HOLDS(period_days(period) == to - from);
		HOLDS(period_days_left(period, (struct day){ today }) == to - today);
	}
}

static void periods_tile_the_time_line(void **state)
{
	(void)state;
	for (cases_begin(SEED); cases.number < 100000; cases.number++) {
		struct day anchor = { (int32_t)cases_below(anchor_days) };
		Record__Cycle cycle = (Record__Cycle)cases_below(2);
		int32_t n = (int32_t)cases_below(100);
		struct day from = period_start(anchor, cycle, n);
		struct period period = period_at(anchor, cycle, from);
		struct period last = period_at(anchor, cycle, day_after(period.to, -1));
		struct period next = period_at(anchor, cycle, period.to);

		HOLDS(period.number == n && period.from.number == from.number);
		HOLDS(last.number == n && last.from.number == from.number);
		HOLDS(next.number == n + 1 && next.from.number == period.to.number);
		HOLDS(period_days(period) >= (cycle == RECORD__CYCLE__YEAR ? 365 : 28));
		HOLDS(period_days(period) <= (cycle == RECORD__CYCLE__YEAR ? 366 : 31));
	}
}

static void before_the_anchor_the_first_period_lies_ahead(void **state)
{
	struct day anchor = day_from("2026-05-31"), today = day_from("2025-02-01");
	struct period period = period_at(anchor, RECORD__CYCLE__MONTH, today);

	(void)state;
	assert_int_equal(period.number, 0);
	assert_int_equal(period.from.number, anchor.number);
	assert_int_equal(period.to.number, day_from("2026-06-30").number);
	assert_false(period_contains(period, today));
	assert_int_equal(period_days_left(period, today), 30);
	period = period_at(anchor, RECORD__CYCLE__MONTH, day_from("2026-05-30"));
	assert_int_equal(period.number, 0);
}

static void a_period_that_is_over_has_no_days_left(void **state)
{
	struct period may = { day_from("2026-05-01"), day_from("2026-06-01"), 0 };

	(void)state;
	assert_int_equal(period_days_left(may, day_from("2026-05-31")), 1);
	assert_int_equal(period_days_left(may, day_from("2026-06-01")), 0);
	assert_int_equal(period_days_left(may, day_from("2026-07-01")), 0);
	assert_false(period_contains(may, day_from("2026-06-01")));
	assert_true(period_contains(may, day_from("2026-05-01")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shared_anchors_give_their_starts),
		cmocka_unit_test(the_last_of_january_comes_back_in_march),
		cmocka_unit_test(no_anchor_drifts),
		cmocka_unit_test(today_lies_in_its_period),
		cmocka_unit_test(periods_tile_the_time_line),
		cmocka_unit_test(before_the_anchor_the_first_period_lies_ahead),
		cmocka_unit_test(a_period_that_is_over_has_no_days_left),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, calendar_walk, NULL);
}

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cases.h"
#include "domain/proration.h"

#define SEED UINT64_C(0x20260621)
#define CASES 200000
#define CHANGES_MOST 6

static struct day day_from(const char *text)
{
	struct day day;

	if (!day_read(text, &day))
		fail_msg("%s is no day", text);
	return day;
}

/* ---- worked cases ---------------------------------------------------------------------- */

/* A figure that the source of the case doesn't give stands as '-'. */
static void check_figure(const char *id, const char *figure, struct money money)
{
	if (strcmp(figure, "-") != 0 && strtoll(figure, NULL, 10) != money.minor)
		fail_msg("%s: %" PRId64 ", should be %s", id, money.minor, figure);
}

static void check_vector(char *line)
{
	enum { ID, SOURCE, OLD, NEW, START, END, AT, CREDIT, CHARGE, TOTAL, COLUMNS };
	const char *cells[COLUMNS];
	char *rest = line;
	struct proration proration;
	struct period period;

	for (int i = 0; i < COLUMNS; i++) {
		cells[i] = strsep(&rest, "\t\n");
		assert_non_null(cells[i]);
	}
	period = (struct period){ day_from(cells[START]), day_from(cells[END]), 0 };
	proration = proration_of(money_of(strtoll(cells[OLD], NULL, 10), EUR),
		money_of(strtoll(cells[NEW], NULL, 10), EUR), period, day_from(cells[AT]));
	check_figure(cells[ID], cells[CREDIT], proration.credit);
	check_figure(cells[ID], cells[CHARGE], proration.charge);
	check_figure(cells[ID], cells[TOTAL], proration.total);
}

static void shared_cases_come_out_to_the_cent(void **state)
{
	(void)state;
	assert_int_equal(vectors_each("tests/vectors/proration.tsv", check_vector), 8);
}

static void lines_say_how_many_days_they_are_for(void **state)
{
	struct period may = { day_from("2026-05-01"), day_from("2026-06-01"), 4 };
	struct proration proration =
		proration_of(money_of(2000, CAD), money_of(0, CAD), may, day_from("2026-05-11"));

	(void)state;
	assert_int_equal(proration.days_left, 21);
	assert_int_equal(proration.days, 31);
	assert_int_equal(proration.credit.minor, -1355);
	assert_int_equal(proration.charge.minor, 0);
	assert_int_equal(proration.total.minor, -1355);
	assert_int_equal(proration.total.currency, CAD);
}

static void half_a_cent_goes_away_from_zero_on_both_lines(void **state)
{
	struct period june = { day_from("2026-06-01"), day_from("2026-07-01"), 0 };
	struct proration proration =
		proration_of(money_of(1, EUR), money_of(3, EUR), june, day_from("2026-06-16"));

	(void)state;
	assert_int_equal(proration.credit.minor, -1);
	assert_int_equal(proration.charge.minor, 2);
	assert_int_equal(proration.total.minor, 1);
}

/* 10^15 x 365 / 366 = 997 267 759 562 841.53 */
static void the_largest_price_for_all_seats_fits(void **state)
{
	struct period year = { day_from("2024-01-01"), day_from("2025-01-01"), 0 };
	struct money most = money_times(money_of(MONEY_PRICE_MOST, EUR), MONEY_SEATS_MOST);
	struct proration proration;

	(void)state;
	assert_int_equal(most.minor, INT64_C(1000000000000000));
	proration = proration_of(most, most, year, day_from("2024-01-02"));
	assert_int_equal(proration.credit.minor, -INT64_C(997267759562842));
	assert_int_equal(proration.charge.minor, INT64_C(997267759562842));
	assert_int_equal(proration.total.minor, 0);
	proration = proration_of(money_of(0, EUR), most, year, day_from("2024-01-01"));
	assert_int_equal(proration.total.minor, most.minor);
}

/* ---- random cases ---------------------------------------------------------------------- */

/* Prices of every size up to the largest, in real periods. */
struct sample {
	struct money old_price, new_price;
	struct period period;
	struct day at;
};

static struct money draw_price(void)
{
	int64_t bound = 1;

	for (int64_t digits = cases_below(16); digits > 0; digits--)
		bound *= 10;
	return money_of(cases_below(bound + 1), EUR);
}

static struct sample draw_sample(void)
{
	struct sample sample = { .old_price = draw_price(), .new_price = draw_price() };
	struct day anchor = { (int32_t)cases_below(80000) };

	sample.period = period_at(anchor, (Record__Cycle)cases_below(2),
		day_after(anchor, (int32_t)cases_below(3000)));
	sample.at = day_after(sample.period.from, (int32_t)cases_below(period_days(sample.period)));
	return sample;
}

static struct proration sample_proration(const struct sample *sample)
{
	return proration_of(sample->old_price, sample->new_price, sample->period, sample->at);
}

/* Rounded half up: line - 1/2 <= price x left / days < line + 1/2, times 2 x days. */
static bool is_rounded(int64_t line, int64_t price, int32_t left, int32_t days)
{
	__int128 exact = (__int128)price * left * 2, rounded = (__int128)line * days * 2;

	return rounded - days <= exact && exact < rounded + days;
}

static void each_line_is_rounded_on_its_own_and_the_total_is_their_sum(void **state)
{
	(void)state;
	for (cases_begin(SEED); cases.number < CASES; cases.number++) {
		struct sample sample = draw_sample();
		struct proration proration = sample_proration(&sample);
		int32_t days = sample.period.to.number - sample.period.from.number;
		int32_t left = sample.period.to.number - sample.at.number;

		HOLDS(proration.days == days && proration.days_left == left);
		HOLDS(is_rounded(-proration.credit.minor, sample.old_price.minor, left, days));
		HOLDS(is_rounded(proration.charge.minor, sample.new_price.minor, left, days));
		HOLDS(proration.total.minor == proration.credit.minor + proration.charge.minor);
		HOLDS(sample.old_price.minor > sample.new_price.minor ||
			proration.total.minor >= 0);
	}
}

static void an_upgrade_and_its_undo_net_exactly_zero(void **state)
{
	(void)state;
	for (cases_begin(SEED); cases.number < CASES; cases.number++) {
		struct sample sample = draw_sample();
		struct sample back = sample;
		struct proration there, again;

		back.old_price = sample.new_price;
		back.new_price = sample.old_price;
		there = sample_proration(&sample);
		again = sample_proration(&back);
		HOLDS(again.credit.minor == -there.charge.minor);
		HOLDS(again.charge.minor == -there.credit.minor);
		HOLDS(there.total.minor + again.total.minor == 0);
	}
}

/*
 * Several changes in one period.  Each line is rounded once and alone, so what holds exactly
 * is this: of the price in force between two changes there is a charge for the days left at
 * the first and a credit for the days left at the second, both of the same price.  So
 *  - on one day, what lies between cancels: the totals add up to the one direct change;
 *  - over the period, with the first price paid whole, 2 x changes lines were rounded, and
 *    the sum is within half a cent a line of the exact use, price by price and day by day.
 */
struct history {
	int changes;
	struct period period;
	struct money prices[CHANGES_MOST + 1];
	struct day days[CHANGES_MOST + 1]; /* prices[i] holds from days[i] on */
};

static struct history draw_history(bool one_day)
{
	struct sample sample = draw_sample();
	struct history history = { .changes = 1 + (int)cases_below(CHANGES_MOST),
		.period = sample.period,
		.prices = { sample.old_price },
		.days = { sample.period.from } };

	for (int i = 1; i <= history.changes; i++) {
		int32_t left = days_between(history.days[i - 1], history.period.to);

		history.prices[i] = draw_price();
		history.days[i] =
			one_day ? sample.at
				: day_after(history.days[i - 1], (int32_t)cases_below(left));
	}
	return history;
}

static int64_t history_total(const struct history *history)
{
	int64_t total = 0;

	for (int i = 1; i <= history->changes; i++)
		total += proration_of(history->prices[i - 1], history->prices[i], history->period,
			history->days[i])
				 .total.minor;
	return total;
}

static void changes_on_one_day_add_up_to_the_direct_one(void **state)
{
	(void)state;
	for (cases_begin(SEED); cases.number < CASES; cases.number++) {
		struct history history = draw_history(true);
		struct proration direct = proration_of(history.prices[0],
			history.prices[history.changes], history.period, history.days[1]);

		HOLDS(history_total(&history) == direct.total.minor);
	}
}

static void changes_over_a_period_bill_its_exact_use_within_half_a_cent_a_line(void **state)
{
	(void)state;
	for (cases_begin(SEED); cases.number < CASES; cases.number++) {
		struct history history = draw_history(false);
		int64_t days = period_days(history.period);
		__int128 billed, used = 0, error;

		for (int i = 0; i <= history.changes; i++) {
			struct day until =
				i < history.changes ? history.days[i + 1] : history.period.to;

			used += (__int128)history.prices[i].minor *
				days_between(history.days[i], until);
		}
		billed = (__int128)(history.prices[0].minor + history_total(&history)) * days;
		error = billed > used ? billed - used : used - billed;
		HOLDS(error <= (__int128)history.changes * days);
	}
}

/* A later change credits the full current plan, never what was charged last (rule 4). */
static void a_second_change_credits_as_if_there_had_been_no_first(void **state)
{
	(void)state;
	for (cases_begin(SEED); cases.number < CASES; cases.number++) {
		struct history history = draw_history(false);
		int last = history.changes;
		struct proration change = proration_of(history.prices[last - 1],
			history.prices[last], history.period, history.days[last]);
		int32_t left = days_between(history.days[last], history.period.to);

		HOLDS(is_rounded(-change.credit.minor, history.prices[last - 1].minor, left,
			period_days(history.period)));
	}
}

/* ---- what can't be --------------------------------------------------------------------- */

static void impossible_days_and_amounts_are_refused(void **state)
{
	static const struct {
		int64_t old_price, new_price;
		enum currency new_currency;
		const char *from, *to, *at;
		bool possible;
	} questions[] = {
		{ 1999, 4999, EUR, "2026-05-01", "2026-06-01", "2026-05-11", true },
		{ 0, 0, EUR, "2026-05-01", "2026-06-01", "2026-05-01", true },
		{ 1999, 4999, EUR, "2026-05-01", "2026-06-01", "2026-05-31", true },
		{ 1999, 4999, EUR, "2026-05-01", "2026-06-01", "2026-06-01", false },
		{ 1999, 4999, EUR, "2026-05-01", "2026-06-01", "2026-04-30", false },
		{ 1999, 4999, EUR, "2026-05-01", "2026-05-01", "2026-05-01", false },
		{ 1999, 4999, EUR, "2026-06-01", "2026-05-01", "2026-05-11", false },
		{ 1999, 4999, USD, "2026-05-01", "2026-06-01", "2026-05-11", false },
		{ -1, 4999, EUR, "2026-05-01", "2026-06-01", "2026-05-11", false },
		{ 1999, -1, EUR, "2026-05-01", "2026-06-01", "2026-05-11", false },
		{ 1999, INT64_C(1000000000000000), EUR, "2026-05-01", "2026-06-01", "2026-05-11",
			true },
		{ 1999, INT64_C(1000000000000001), EUR, "2026-05-01", "2026-06-01", "2026-05-11",
			false },
		{ 1999, 4999, EUR, "2026-01-01", "2036-01-01", "2026-05-11", true },
		{ 1999, 4999, EUR, "1970-01-01", "2199-12-31", "2026-05-11", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
		struct period period = { day_from(questions[i].from), day_from(questions[i].to),
			0 };

		if (proration_is_possible(money_of(questions[i].old_price, EUR),
			    money_of(questions[i].new_price, questions[i].new_currency), period,
			    day_from(questions[i].at)) != questions[i].possible)
			fail_msg("question %zu", i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shared_cases_come_out_to_the_cent),
		cmocka_unit_test(lines_say_how_many_days_they_are_for),
		cmocka_unit_test(half_a_cent_goes_away_from_zero_on_both_lines),
		cmocka_unit_test(the_largest_price_for_all_seats_fits),
		cmocka_unit_test(each_line_is_rounded_on_its_own_and_the_total_is_their_sum),
		cmocka_unit_test(an_upgrade_and_its_undo_net_exactly_zero),
		cmocka_unit_test(changes_on_one_day_add_up_to_the_direct_one),
		cmocka_unit_test(
			changes_over_a_period_bill_its_exact_use_within_half_a_cent_a_line),
		cmocka_unit_test(a_second_change_credits_as_if_there_had_been_no_first),
		cmocka_unit_test(impossible_days_and_amounts_are_refused),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

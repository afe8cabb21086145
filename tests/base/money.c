/* Whole minor units: halves go away from zero, and nothing wraps round. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../support/child.h"
#include "base/money.h"

#include <string.h>

static void halves_are_rounded_away_from_zero(void **state)
{
	static const struct {
		int64_t minor, part, whole, share;
	} cases[] = {
		{ 1, 1, 2, 1 },
		{ -1, 1, 2, -1 }, /* 0.5 */
		{ 3, 1, 2, 2 },
		{ -3, 1, 2, -2 }, /* 1.5 */
		{ 5, 1, 2, 3 },
		{ -5, 1, 2, -3 }, /* 2.5: not to the even neighbour */
		{ 1, 1, 3, 0 },
		{ -1, 1, 3, 0 }, /* 0.33 */
		{ 2, 1, 3, 1 },
		{ -2, 1, 3, -1 }, /* 0.67 */
		{ 1, 49, 100, 0 },
		{ -1, 49, 100, 0 },
		{ 1, 50, 100, 1 },
		{ -1, 50, 100, -1 },
		{ 1999, 21, 31, 1354 },
		{ -1999, 21, 31, -1354 }, /* 1354.16 */
		{ 4999, 21, 31, 3386 },   /* 3386.42 */
		{ 1999, 0, 31, 0 },
		{ 1999, 31, 31, 1999 },
		{ -1999, 31, 31, -1999 },
		{ 0, 17, 31, 0 },
		{ 1000, 1, 3, 333 },
		{ 1000, 2, 3, 667 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct money share =
			money_share(money_of(cases[i].minor, CAD), cases[i].part, cases[i].whole);

		if (share.minor != cases[i].share)
			fail_msg("case %zu gave %ld", i, (long)share.minor);
		assert_int_equal(share.currency, CAD);
	}
}

static void the_largest_amounts_are_shared_exactly(void **state)
{
	(void)state;
	assert_true(money_share(money_of(INT64_MAX, EUR), INT64_MAX, INT64_MAX).minor == INT64_MAX);
	assert_true(money_share(money_of(INT64_MIN, EUR), INT64_MAX, INT64_MAX).minor == INT64_MIN);
	assert_true(money_share(money_of(INT64_MAX, EUR), 1, 1).minor == INT64_MAX);
	assert_true(money_share(money_of(INT64_MIN, EUR), 7, 7).minor == INT64_MIN);
	/* 9223372036854775807 / 2 ends in .5 */
	assert_true(
		money_share(money_of(INT64_MAX, EUR), 1, 2).minor == INT64_C(4611686018427387904));
	assert_true(money_share(money_of(-INT64_MAX, EUR), 1, 2).minor ==
		    INT64_C(-4611686018427387904));
	/* The dearest subscription there may be, 365 days of 366: 1e15 x 365 / 366. */
	assert_true(
		money_share(money_of(MONEY_PRICE_MOST * MONEY_SEATS_MOST, EUR), 365, 366).minor ==
		INT64_C(997267759562842));
}

static void a_share_and_its_credit_cancel_out(void **state)
{
	(void)state;
	for (int64_t minor = 0; minor < 200; minor++)
		for (int64_t part = 0; part <= 31; part++)
			assert_true(money_share(money_of(minor, EUR), part, 31).minor +
					    money_share(money_of(-minor, EUR), part, 31).minor ==
				    0);
}

static void sums_and_products_keep_the_currency(void **state)
{
	struct money sum = money_sum(money_of(199, USD), money_of(-1000, USD));
	struct money product = money_times(money_of(-1999, USD), 3);

	(void)state;
	assert_true(sum.minor == -801 && sum.currency == USD);
	assert_true(product.minor == -5997 && product.currency == USD);
	assert_true(money_negative(money_of(0, EUR)).minor == 0);
	assert_true(money_negative(money_of(INT64_MAX, EUR)).minor == -INT64_MAX);
	assert_true(money_equal(money_of(5, EUR), money_of(5, EUR)));
	assert_false(money_equal(money_of(5, EUR), money_of(5, USD)));
	assert_false(money_equal(money_of(5, EUR), money_of(-5, EUR)));
}

static void add_currencies(void *nothing)
{
	(void)nothing;
	money_sum(money_of(1, EUR), money_of(1, USD));
}

static void add_too_much(void *nothing)
{
	(void)nothing;
	money_sum(money_of(INT64_MAX, EUR), money_of(1, EUR));
}

static void add_too_little(void *nothing)
{
	(void)nothing;
	money_sum(money_of(INT64_MIN, EUR), money_of(-1, EUR));
}

static void multiply_too_much(void *nothing)
{
	(void)nothing;
	money_times(money_of(INT64_MAX / 2 + 1, EUR), 2);
}

static void negate_the_least(void *nothing)
{
	(void)nothing;
	money_negative(money_of(INT64_MIN, EUR));
}

static void share_more_than_the_whole(void *nothing)
{
	(void)nothing;
	money_share(money_of(1, EUR), 2, 1);
}

static void share_less_than_nothing(void *nothing)
{
	(void)nothing;
	money_share(money_of(1, EUR), -1, 1);
}

static void share_by_a_negative(void *nothing)
{
	(void)nothing;
	money_share(money_of(1, EUR), 0, -1);
}

static void share_by_nothing(void *nothing)
{
	(void)nothing;
	money_share(money_of(1, EUR), 0, 0);
}

static void name_no_currency(void *nothing)
{
	(void)nothing;
	currency_code(CURRENCIES);
}

static void impossible_sums_end_the_process(void **state)
{
	static void (*const bugs[])(void *) = { add_currencies, add_too_much, add_too_little,
		multiply_too_much, negate_the_least, share_more_than_the_whole,
		share_less_than_nothing, share_by_a_negative, share_by_nothing, name_no_currency };

	(void)state;
	for (size_t i = 0; i < sizeof bugs / sizeof bugs[0]; i++)
		if (!child_aborts(bugs[i], NULL))
			fail_msg("bug %zu went unnoticed", i);
}

static void currencies_are_known_by_their_codes(void **state)
{
	static const char *const wrong[] = { "", "eur", "EU", "EURO", " EUR", "ZZZ", "€" };
	enum currency currency = CURRENCIES;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		assert_false(currency_read(wrong[i], &currency));
	assert_int_equal(currency, CURRENCIES);
	assert_true(currency_read("EUR", &currency) && currency == EUR);
	assert_true(currency_read("USD", &currency) && currency == USD);
	assert_true(currency_read("CAD", &currency) && currency == CAD);
	assert_string_equal(currency_code(EUR), "EUR");
	assert_string_equal(currency_code(USD), "USD");
	assert_string_equal(currency_code(CAD), "CAD");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(halves_are_rounded_away_from_zero),
		cmocka_unit_test(the_largest_amounts_are_shared_exactly),
		cmocka_unit_test(a_share_and_its_credit_cancel_out),
		cmocka_unit_test(sums_and_products_keep_the_currency),
		cmocka_unit_test(impossible_sums_end_the_process),
		cmocka_unit_test(currencies_are_known_by_their_codes),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

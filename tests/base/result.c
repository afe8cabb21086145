/* Every result has a name, and breakdowns are told from outcomes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/result.h"

#include <string.h>

static void every_result_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (int i = 0; i < RESULTS; i++) {
		assert_non_null(result_name(i));
		assert_true(strspn(result_name(i), "abcdefghijklmnopqrstuvwxyz-") ==
			    strlen(result_name(i)));
		assert_string_not_equal(result_name(i), "unknown");
		for (int j = 0; j < i; j++)
			assert_string_not_equal(result_name(i), result_name(j));
	}
	assert_string_equal(result_name(OK), "ok");
	assert_string_equal(result_name(NOT_FOUND), "not-found");
	assert_string_equal(result_name(BROKEN), "broken");
	assert_string_equal(result_name(RESULTS), "unknown");
	assert_string_equal(result_name((enum result) - 1), "unknown");
}

static void only_what_nobody_did_wrong_is_a_breakdown(void **state)
{
	static const enum result breakdowns[] = { UNAVAILABLE, FULL, READ_ONLY, BROKEN };
	static const enum result outcomes[] = { OK, NOT_FOUND, EXISTS, INVALID, WRONG, EXPIRED,
		STALE, ILLEGAL, SIGNED_OUT, FORBIDDEN, THROTTLED, BUSY, TOO_LARGE };

	(void)state;
	for (size_t i = 0; i < sizeof breakdowns / sizeof breakdowns[0]; i++)
		assert_true(result_is_breakdown(breakdowns[i]));
	for (size_t i = 0; i < sizeof outcomes / sizeof outcomes[0]; i++)
		assert_false(result_is_breakdown(outcomes[i]));
	assert_int_equal(RESULTS,
		sizeof breakdowns / sizeof breakdowns[0] + sizeof outcomes / sizeof outcomes[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_result_has_a_name_of_its_own),
		cmocka_unit_test(only_what_nobody_did_wrong_is_a_breakdown),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

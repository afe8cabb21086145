#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "domain/catalogue.h"
#include "domain/catalogue_source.h"
#include "domain/policy.h"

/* A catalogue for these tests alone: one product of three editions, and cases as they come. */
static Record__Edition editions[3];
static Record__Product product;
static Record__Words reasons[2];

static int product_make(void **state)
{
	static Record__Edition *list[3] = { editions, editions + 1, editions + 2 };
	static const char *const ids[3] = { "essentials", "advanced", "premium" };

	(void)state;
	for (int i = 0; i < 3; i++) {
		record__edition__init(editions + i);
		editions[i].id = ids[i];
		editions[i].rank = i + 1;
	}
	record__product__init(&product);
	product.id = "harmony";
	product.n_editions = 3;
	product.editions = list;
	record__words__init(reasons);
	record__words__init(reasons + 1);
	return 0;
}

static struct policy_answer ask(
	Record__Case *const *cases, size_t count, const struct policy_question *question)
{
	Record__Catalogue catalogue = RECORD__CATALOGUE__INIT;

	catalogue.n_policy = count;
	catalogue.policy = (Record__Case **)(uintptr_t)cases;
	return policy_decide(&catalogue, question);
}

static struct policy_question edition_question(int from, int to)
{
	return (struct policy_question){ .change = POLICY_EDITION,
		.product = &product,
		.from = editions + from,
		.to = editions + to };
}

static Record__Case case_of(const char *change, const char *rank, const char *result)
{
	Record__Case each = RECORD__CASE__INIT;

	each.change = change;
	each.rank = rank;
	each.result = result;
	return each;
}

static void the_first_case_that_matches_decides(void **state)
{
	Record__Case lower = case_of("edition", "lower", "end-of-period");
	Record__Case any = case_of("edition", "", "immediate");
	Record__Case *const lower_first[] = { &lower, &any }, *const any_first[] = { &any, &lower };
	struct policy_question down = edition_question(2, 0), up = edition_question(0, 2);

	(void)state;
	assert_int_equal(ask(lower_first, 2, &down).result, POLICY_END_OF_PERIOD);
	assert_int_equal(ask(lower_first, 2, &up).result, POLICY_IMMEDIATE);
	assert_int_equal(ask(any_first, 2, &down).result, POLICY_IMMEDIATE);
}

static void every_filled_field_must_match(void **state)
{
	Record__Case narrow = case_of("edition", "higher", "immediate");
	Record__Case *const cases[] = { &narrow };
	struct policy_question question = edition_question(0, 2);

	(void)state;
	narrow.product = "harmony";
	narrow.from = "essentials";
	narrow.to = "premium";
	assert_int_equal(ask(cases, 1, &question).result, POLICY_IMMEDIATE);
	narrow.product = "storyboard";
	assert_int_equal(ask(cases, 1, &question).result, POLICY_ILLEGAL);
	narrow.product = "";
	narrow.from = "advanced";
	assert_int_equal(ask(cases, 1, &question).result, POLICY_ILLEGAL);
	narrow.from = "";
	narrow.to = "advanced";
	assert_int_equal(ask(cases, 1, &question).result, POLICY_ILLEGAL);
	narrow.to = "";
	narrow.rank = "lower";
	assert_int_equal(ask(cases, 1, &question).result, POLICY_ILLEGAL);
	narrow.rank = "";
	narrow.change = "cycle";
	assert_int_equal(ask(cases, 1, &question).result, POLICY_ILLEGAL);
}

static void a_reason_comes_with_illegal_alone(void **state)
{
	Record__Case forbidden = case_of("edition", "lower", "illegal");
	Record__Case allowed = case_of("edition", "", "immediate");
	Record__Case *const cases[] = { &forbidden, &allowed };
	struct policy_question down = edition_question(1, 0), up = edition_question(1, 2);

	(void)state;
	forbidden.reason = reasons;
	allowed.reason = reasons + 1;
	assert_int_equal(ask(cases, 2, &down).result, POLICY_ILLEGAL);
	assert_ptr_equal(ask(cases, 2, &down).reason, reasons);
	assert_int_equal(ask(cases, 2, &up).result, POLICY_IMMEDIATE);
	assert_null(ask(cases, 2, &up).reason);
}

static void what_no_case_matches_is_illegal_without_a_reason(void **state)
{
	Record__Case other = case_of("seats", "", "immediate");
	Record__Case *const cases[] = { &other };
	struct policy_question question = edition_question(0, 1);

	(void)state;
	assert_int_equal(ask(cases, 1, &question).result, POLICY_ILLEGAL);
	assert_null(ask(cases, 1, &question).reason);
	assert_int_equal(ask(cases, 0, &question).result, POLICY_ILLEGAL);
}

static void a_result_of_a_later_program_forbids(void **state)
{
	Record__Case later = case_of("edition", "", "next-tuesday");
	Record__Case *const cases[] = { &later };
	struct policy_question question = edition_question(0, 1);

	(void)state;
	assert_int_equal(ask(cases, 1, &question).result, POLICY_ILLEGAL);
}

/* ---- the shop's own policy ------------------------------------------------------------- */

/* Indices of editions, cycles and seats before and after: what product.md wants of each. */
static const struct {
	struct policy_question question;
	int from, to;
	enum policy_result result;
	const char *reason;
} wanted[] = {
	{ { .change = POLICY_EDITION }, 0, 1, POLICY_IMMEDIATE, NULL },
	{ { .change = POLICY_EDITION }, 0, 2, POLICY_IMMEDIATE, NULL },
	{ { .change = POLICY_EDITION }, 1, 2, POLICY_IMMEDIATE, NULL },
	{ { .change = POLICY_EDITION }, 2, 1, POLICY_END_OF_PERIOD, NULL },
	{ { .change = POLICY_EDITION }, 2, 0, POLICY_END_OF_PERIOD, NULL },
	{ { .change = POLICY_EDITION }, 1, 0, POLICY_END_OF_PERIOD, NULL },
	{ { .change = POLICY_EDITION }, 0, 0, POLICY_ILLEGAL, "you already have this edition." },
	{ { .change = POLICY_EDITION }, 2, 2, POLICY_ILLEGAL, "you already have this edition." },
	{ { .change = POLICY_CYCLE, .cycle_to = RECORD__CYCLE__YEAR }, 0, 0, POLICY_IMMEDIATE,
		NULL },
	{ { .change = POLICY_CYCLE, .cycle_from = RECORD__CYCLE__YEAR }, 0, 0, POLICY_IMMEDIATE,
		NULL },
	{ { .change = POLICY_CYCLE }, 0, 0, POLICY_ILLEGAL,
		"this subscription already has this cycle." },
	{ { .change = POLICY_SEATS, .seats_from = 1, .seats_to = 3 }, 1, 1, POLICY_IMMEDIATE,
		NULL },
	{ { .change = POLICY_SEATS, .seats_from = 3, .seats_to = 1 }, 1, 1, POLICY_END_OF_PERIOD,
		NULL },
	{ { .change = POLICY_SEATS, .seats_from = 3, .seats_to = 3 }, 1, 1, POLICY_ILLEGAL,
		"you already have this number of seats." },
	{ { .change = POLICY_CANCEL }, 2, 2, POLICY_END_OF_PERIOD, NULL },
};

static void the_shops_policy_is_the_help_articles(void **state)
{
	struct arena *arena = arena_open(1 << 20);
	Record__Catalogue *catalogue;
	struct config_error error;

	(void)state;
	if (catalogue_read("conf/catalog.cfg", arena, &catalogue, &error) != OK)
		fail_msg("%s", error.text);
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
		struct policy_question question = wanted[i].question;
		struct policy_answer answer;

		question.product = product_find(catalogue, "harmony");
		question.from = question.product->editions[wanted[i].from];
		question.to = question.product->editions[wanted[i].to];
		answer = policy_decide(catalogue, &question);
		if (answer.result != wanted[i].result)
			fail_msg("question %zu: %s", i, policy_result_words[answer.result]);
		if (wanted[i].reason == NULL)
			assert_null(answer.reason);
		else
			assert_string_equal(answer.reason->en, wanted[i].reason);
	}
	arena_close(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_case_that_matches_decides),
		cmocka_unit_test(every_filled_field_must_match),
		cmocka_unit_test(a_reason_comes_with_illegal_alone),
		cmocka_unit_test(what_no_case_matches_is_illegal_without_a_reason),
		cmocka_unit_test(a_result_of_a_later_program_forbids),
		cmocka_unit_test(the_shops_policy_is_the_help_articles),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, product_make, NULL);
}

/* Votes on articles: one per voter, changeable, counted right, with reasons and a throttle. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../support/test_shop.h"
#include "domain/vote.h"

/* ---- voting -----------------------------------------------------------------------------------
 */

/* A stranger's ballot from an address of their own, so that the throttle stays out of the way. */
static struct ballot ballot_of(const char *article, const char *token, const char *address)
{
	return (struct ballot){ .article = article,
		.voter = voter_of(0, token),
		.language = "fr",
		.throttle = throttle_of(&test->shop.secrets, THROTTLE_VOTES, address) };
}

struct work {
	struct ballot *ballot;
	bool helpful;
	const char *reason;
};

static enum result cast_unit(struct unit *unit, void *context)
{
	struct work *work = context;

	return vote_cast(unit, work->ballot, work->helpful);
}

static enum result cast(struct ballot ballot, bool helpful)
{
	struct work work = { &ballot, helpful, NULL };

	return store_write(test->shop.store, test->arena, STORE_SYNC, cast_unit, &work);
}

static enum result explain_unit(struct unit *unit, void *context)
{
	struct work *work = context;

	return vote_explain(unit, work->ballot, work->reason);
}

static enum result explain(struct ballot ballot, const char *reason)
{
	struct work work = { &ballot, false, reason };

	return store_write(test->shop.store, test->arena, STORE_SYNC, explain_unit, &work);
}

struct look {
	const char *article;
	struct voter voter;
	struct votes_of_article found;
};

static enum result look_unit(struct unit *unit, void *context)
{
	struct look *look = context;

	return vote_of(unit, look->article, &look->voter, &look->found);
}

static struct votes_of_article look(const char *article, const char *token)
{
	struct look look = { article, voter_of(0, token), { 0 } };

	assert_int_equal(store_read(test->shop.store, test->arena, look_unit, &look), OK);
	return look.found;
}

static void tally_is(const char *article, uint64_t helpful, uint64_t voters)
{
	struct votes_of_article found = look(article, "nobody");

	assert_null(found.own);
	assert_int_equal(found.helpful, helpful);
	assert_int_equal(found.votes, voters);
}

static enum result list_unit(struct unit *unit, void *list)
{
	return vote_list(unit, NULL, 3, list);
}

static struct vote_summary summary_of(const char *article)
{
	struct vote_list list;

	assert_int_equal(store_read(test->shop.store, test->arena, list_unit, &list), OK);
	for (size_t i = 0; i < list.count; i++)
		if (text_equal(list.items[i].article, article))
			return list.items[i];
	fail_msg("%s isn't listed", article);
	return (struct vote_summary){ 0 };
}

/* ---- what a vote does -------------------------------------------------------------------------
 */

static void an_article_without_votes_has_none(void **state)
{
	(void)state;
	tally_is("untouched", 0, 0);
}

static void a_voter_counts_once_and_may_change_their_mind(void **state)
{
	struct ballot anna = ballot_of("change", "anna", "192.0.2.1");

	(void)state;
	assert_int_equal(cast(anna, true), OK);
	tally_is("change", 1, 1);
	assert_true(look("change", "anna").own->helpful);
	assert_int_equal(cast(anna, true), OK);
	tally_is("change", 1, 1);
	assert_int_equal(cast(anna, false), OK);
	tally_is("change", 0, 1);
	assert_false(look("change", "anna").own->helpful);
	assert_int_equal(cast(anna, true), OK);
	tally_is("change", 1, 1);
}

static void one_of_five_is_one_of_five(void **state)
{
	static const char *const tokens[] = { "a", "b", "c", "d", "e" };

	(void)state;
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(cast(ballot_of("five", tokens[i], "192.0.2.2"), i == 3), OK);
	tally_is("five", 1, 5);
	assert_int_equal(summary_of("five").helpful, 1);
	assert_int_equal(summary_of("five").votes, 5);
}

static void articles_are_counted_apart(void **state)
{
	(void)state;
	assert_int_equal(cast(ballot_of("apart", "anna", "192.0.2.3"), true), OK);
	assert_int_equal(cast(ballot_of("apart-too", "anna", "192.0.2.3"), false), OK);
	tally_is("apart", 1, 1);
	tally_is("apart-too", 0, 1);
}

static void a_customer_is_the_same_voter_with_every_token(void **state)
{
	struct ballot here = ballot_of("customer", "here", "192.0.2.4"), there = here;

	(void)state;
	here.voter = voter_of(7, "here");
	there.voter = voter_of(7, "there");
	assert_int_equal(cast(here, true), OK);
	assert_int_equal(cast(there, false), OK);
	tally_is("customer", 0, 1);
	there.voter = voter_of(8, "here");
	assert_int_equal(cast(there, true), OK);
	tally_is("customer", 1, 2);
}

static void who_signs_in_between_counts_as_two(void **state)
{
	struct ballot before = ballot_of("between", "token", "192.0.2.5"), after = before;

	(void)state;
	after.voter = voter_of(9, "another token");
	assert_int_equal(cast(before, true), OK);
	assert_int_equal(cast(after, true), OK);
	tally_is("between", 2, 2);
}

static void a_stranger_is_kept_as_a_hash(void **state)
{
	struct voter voter = voter_of(0, "a token"), same = voter_of(0, "a token");
	struct digest plain = secret_hash("a token", 7);

	(void)state;
	assert_memory_equal(voter.hash.bytes, same.hash.bytes, SECRET_SIZE);
	/* Not the one that a session is kept under, either. */
	assert_memory_not_equal(voter.hash.bytes, plain.bytes, SECRET_SIZE);
}

/* ---- reasons ----------------------------------------------------------------------------------
 */

static void a_reason_goes_with_no_alone(void **state)
{
	struct ballot anna = ballot_of("reason", "anna", "192.0.2.6");

	(void)state;
	assert_int_equal(explain(anna, "Le prix."), ILLEGAL);
	assert_int_equal(cast(anna, true), OK);
	assert_int_equal(explain(anna, "Le prix."), ILLEGAL);
	assert_string_equal(look("reason", "anna").own->reason, "");
	assert_int_equal(cast(anna, false), OK);
	assert_int_equal(explain(anna, "Le prix,\nla date."), OK);
	assert_string_equal(look("reason", "anna").own->reason, "Le prix,\nla date.");
	assert_string_equal(look("reason", "anna").own->language, "fr");
	assert_int_equal(summary_of("reason").reason_count, 1);
	/* The same answer again leaves it; another one takes it away for good. */
	assert_int_equal(cast(anna, false), OK);
	assert_string_equal(look("reason", "anna").own->reason, "Le prix,\nla date.");
	assert_int_equal(cast(anna, true), OK);
	assert_int_equal(cast(anna, false), OK);
	assert_string_equal(look("reason", "anna").own->reason, "");
	assert_int_equal(summary_of("reason").reason_count, 0);
	tally_is("reason", 0, 1);
}

static void a_reason_is_text_of_a_certain_size(void **state)
{
	struct ballot anna = ballot_of("size", "anna", "192.0.2.7");
	char text[2002];

	(void)state;
	assert_int_equal(cast(anna, false), OK);
	memset(text, 'x', sizeof text - 1);
	text[2001] = '\0';
	assert_int_equal(explain(anna, text), INVALID);
	text[2000] = '\0';
	assert_int_equal(explain(anna, text), OK);
	assert_int_equal(explain(anna, ""), INVALID);
	assert_int_equal(explain(anna, " \n "), INVALID);
	assert_int_equal(explain(anna, "bell\a"), INVALID);
	assert_int_equal(explain(anna, "\xc3("), INVALID);
	assert_string_equal(look("size", "anna").own->reason, text);
}

static void the_newest_reasons_come_first_and_old_ones_are_replaced(void **state)
{
	static const char *const tokens[] = { "a", "b", "c", "d" };
	struct vote_summary summary;
	char noon[32];

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		snprintf(noon, sizeof noon, "2026-05-1%zuT12:00:00+02:00", i + 2);
		test_clock(test, noon);
		assert_int_equal(cast(ballot_of("newest", tokens[i], "192.0.2.8"), false), OK);
		assert_int_equal(
			explain(ballot_of("newest", tokens[i], "192.0.2.8"), tokens[i]), OK);
	}
	test_clock(test, "2026-05-20T12:00:00+02:00");
	assert_int_equal(explain(ballot_of("newest", "b", "192.0.2.8"), "changed"), OK);
	test_clock(test, "2026-05-11T12:00:00+02:00");
	summary = summary_of("newest");
	assert_int_equal(summary.votes, 4);
	assert_int_equal(summary.reason_count, 3);
	assert_string_equal(summary.reasons[0]->reason, "changed");
	assert_string_equal(summary.reasons[1]->reason, "d");
	assert_string_equal(summary.reasons[2]->reason, "c");
	assert_int_equal(day_at((struct instant){ summary.reasons[0]->at }).number,
		day_of(2026, 5, 20).number);
}

/* ---- floods -----------------------------------------------------------------------------------
 */

static const char *crowd_token(int number)
{
	return arena_format(test->arena, "stranger %d", number);
}

static struct ballot crowd(int number, const char *address)
{
	return ballot_of("flood", crowd_token(number), address);
}

/* The first that is refused; a second may end between one vote and the next. */
static int flood(const char *address)
{
	struct ballot ballot;
	struct work work = { &ballot, true, NULL };
	enum result result = OK;
	int number = 0;

	while (result == OK && number < 40) {
		ballot = crowd(number, address);
		result = store_write(test->shop.store, test->arena, STORE_SYNC, cast_unit, &work);
		number += result == OK;
	}
	assert_int_equal(result, THROTTLED);
	assert_in_range(ballot.wait, 1, 4);
	return number;
}

static void thirty_votes_an_hour_are_free_then_one_waits(void **state)
{
	int first = flood("198.51.100.1");

	(void)state;
	assert_in_range(first, 31, 33);
	tally_is("flood", (uint64_t)first, (uint64_t)first);
	assert_null(look("flood", crowd_token(first)).own);
	/* Who votes the same again changes nothing, and another network is another matter. */
	assert_int_equal(cast(crowd(0, "198.51.100.1"), true), OK);
	assert_int_equal(cast(crowd(99, "198.51.100.2"), true), OK);
	tally_is("flood", (uint64_t)first + 1, (uint64_t)first + 1);
}

static void the_same_again_does_not_count(void **state)
{
	struct ballot anna = ballot_of("again", "anna", "198.51.100.3");

	(void)state;
	assert_int_equal(cast(anna, false), OK);
	assert_int_equal(explain(anna, "Le prix."), OK);
	for (int i = 0; i < 40; i++) {
		assert_int_equal(cast(anna, false), OK);
		assert_int_equal(explain(anna, "Le prix."), OK);
	}
	tally_is("again", 0, 1);
}

static void reasons_count_as_votes_do(void **state)
{
	struct ballot anna = ballot_of("reasons", "anna", "198.51.100.4");
	enum result result = OK;
	int count = 0;

	(void)state;
	assert_int_equal(cast(anna, false), OK);
	while (result == OK && count < 40) {
		result = explain(anna, arena_format(test->arena, "%d", count));
		count += result == OK;
	}
	assert_int_equal(result, THROTTLED);
	assert_in_range(count, 30, 32);
	assert_string_equal(
		look("reasons", "anna").own->reason, arena_format(test->arena, "%d", count - 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_article_without_votes_has_none),
		cmocka_unit_test(a_voter_counts_once_and_may_change_their_mind),
		cmocka_unit_test(one_of_five_is_one_of_five),
		cmocka_unit_test(articles_are_counted_apart),
		cmocka_unit_test(a_customer_is_the_same_voter_with_every_token),
		cmocka_unit_test(who_signs_in_between_counts_as_two),
		cmocka_unit_test(a_stranger_is_kept_as_a_hash),
		cmocka_unit_test(a_reason_goes_with_no_alone),
		cmocka_unit_test(a_reason_is_text_of_a_certain_size),
		cmocka_unit_test(the_newest_reasons_come_first_and_old_ones_are_replaced),
		cmocka_unit_test(thirty_votes_an_hour_are_free_then_one_waits),
		cmocka_unit_test(the_same_again_does_not_count),
		cmocka_unit_test(reasons_count_as_votes_do),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, test_shop_setup, test_shop_teardown);
}

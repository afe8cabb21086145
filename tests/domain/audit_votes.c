/* What the audit says about votes and their tallies. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../support/test_shop.h"
#include "domain/audit.h"
#include "domain/tables.h"
#include "domain/vote.h"

static struct test_shop *test;

static int open_shop(void **state)
{
	(void)state;
	test = test_shop_open();
	return 0;
}

static int close_shop(void **state)
{
	(void)state;
	test_shop_close(test);
	return 0;
}

/* Votes on an article, the first of them helpful, and what its tally says of them. */
struct poll {
	const char *article;
	uint64_t helpful, votes;
	uint64_t tally_helpful, tally_votes;
};

static enum result add_poll(struct unit *unit, void *context)
{
	const struct poll *poll = context;
	Record__Tally tally = RECORD__TALLY__INIT;
	struct key key = key_text(poll->article);
	enum result result;

	tally.helpful = poll->tally_helpful;
	tally.votes = poll->tally_votes;
	result = tallies_put(unit, &key, &tally);
	for (uint64_t i = 0; i < poll->votes && result == OK; i++) {
		Record__Vote vote = RECORD__VOTE__INIT;
		struct voter voter = voter_of(i + 1, "");

		key = key_text(poll->article);
		key_add_bytes(&key, voter.hash.bytes, sizeof voter.hash.bytes);
		vote.helpful = i < poll->helpful;
		vote.reason = "";
		vote.language = "fr";
		result = votes_add(unit, &key, &vote);
	}
	return result;
}

static void keep(struct poll poll)
{
	assert_int_equal(
		store_write(test->shop.store, test->arena, STORE_SYNC, add_poll, &poll), OK);
}

static char found[2000];

static void take_finding(const char *sentence, void *context)
{
	size_t length = strlen(found);

	(void)context;
	snprintf(found + length, sizeof found - length, "%s\n", sentence);
}

static const char *audit_says(void)
{
	struct audit audit = { .finding = take_finding };

	found[0] = '\0';
	assert_int_equal(audit_run(&test->shop, &audit), OK);
	return found;
}

static void a_tally_that_counts_its_votes_is_sound(void **state)
{
	(void)state;
	keep((struct poll){ "invoices", 0, 3, 0, 3 });
	keep((struct poll){ "upgrade", 2, 5, 2, 5 });
	keep((struct poll){ "upgrades", 1, 1, 1, 1 });
	assert_string_equal(audit_says(), "");
}

static void a_tally_that_counts_otherwise_is_found(void **state)
{
	(void)state;
	keep((struct poll){ "invoices", 1, 3, 2, 3 });
	keep((struct poll){ "login", 1, 3, 1, 4 });
	keep((struct poll){ "upgrade", 2, 5, 2, 5 });
	assert_string_equal(audit_says(),
		"Article invoices: the tally says 2 of 3, by the votes it is 1 of 3.\n"
		"Article login: the tally says 1 of 4, by the votes it is 1 of 3.\n");
}

/* Slices have 500 votes. */
static void every_vote_is_counted(void **state)
{
	(void)state;
	keep((struct poll){ "upgrade", 700, 1001, 700, 1001 });
	keep((struct poll){ "vat", 500, 500, 500, 501 });
	assert_string_equal(audit_says(),
		"Article vat: the tally says 500 of 501, by the votes it is 500 of 500.\n");
}

#define WITH_SHOP(test) cmocka_unit_test_setup_teardown(test, open_shop, close_shop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_SHOP(a_tally_that_counts_its_votes_is_sound),
		WITH_SHOP(a_tally_that_counts_otherwise_is_found),
		WITH_SHOP(every_vote_is_counted),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

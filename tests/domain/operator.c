/* What an operator does in somebody's books: who may, and what the journal keeps of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../support/test_shop.h"
#include "domain/audit.h"
#include "domain/operator.h"
#include "domain/upgrade.h"

static struct test_shop *test;

/* ---- accounts ------------------------------------------------------------------------------- */

static uint64_t operator_made(const char *email)
{
	struct test_customer made = { .customer = { .email = email,
					      .name = "Dominique Essai",
					      .address = "",
					      .language = "fr",
					      .currency = EUR,
					      .role = RECORD__ROLE__OPERATOR } };

	assert_int_equal(test_customer_make(test, &made), OK);
	return made.id;
}

struct finding {
	const char *email;
	uint64_t id;
	Record__Customer *found;
};

static enum result find(struct unit *unit, void *context)
{
	struct finding *finding = context;

	return operator_find(unit, finding->email, &finding->found);
}

static enum result check(struct unit *unit, void *context)
{
	return operator_check(unit, ((struct finding *)context)->id);
}

static enum result lock(struct unit *unit, void *context)
{
	struct finding *finding = context;
	struct key key = key_number(finding->id);
	enum result result = customers_find(unit, &key, &finding->found);

	assert_int_equal(result, OK);
	return customer_lock(unit, finding->found, true);
}

static enum result found(const char *email)
{
	struct finding finding = { .email = email };

	return store_read(test->shop.store, test->arena, find, &finding);
}

static enum result checked(uint64_t id)
{
	struct finding finding = { .id = id };

	return store_read(test->shop.store, test->arena, check, &finding);
}

/* ---- what the journal says --------------------------------------------------------------------
 */

struct reading {
	uint64_t customer, number;
	Record__JournalEntry *entry;
};

static enum result read_entry(struct unit *unit, void *context)
{
	struct reading *reading = context;
	struct key key = key_number(reading->customer);

	key_add_number(&key, reading->number);
	return journal_entries_find(unit, &key, &reading->entry);
}

static const Record__JournalEntry *entry_of(uint64_t customer, uint64_t number)
{
	struct reading reading = { customer, number, NULL };

	assert_int_equal(store_read(test->shop.store, test->arena, read_entry, &reading), OK);
	return reading.entry;
}

static void assert_sound(void)
{
	struct audit audit = { .finding = NULL };

	assert_int_equal(audit_run(&test->shop, &audit), OK);
	assert_int_equal(audit.findings, 0);
	assert_int_equal(audit.entries, audit.promises);
}

/* Moves a customer's subscription up in somebody's name. */
static enum result upgrade_by(
	const struct test_customer *customer, uint64_t actor, const char *reason)
{
	struct upgrade_offer offer;
	struct upgrade upgrade = { .customer = customer->id,
		.subscription = customer->subscription_id,
		.edition = "advanced",
		.actor = actor,
		.reason = reason };

	assert_int_equal(upgrade_offer(&test->shop, test->arena, customer->id,
				 customer->subscription_id, &offer),
		OK);
	upgrade.signed_quote = offer.signed_quote;
	return upgrade_confirm(&test->shop, test->arena, &upgrade);
}

/* ---- tests ------------------------------------------------------------------------------------
 */

static void a_reason_is_one_line_that_says_something(void **state)
{
	static const struct {
		const char *reason;
		bool good;
	} cases[] = {
		{ "as agreed in ticket 12", true },
		{ "convenu au téléphone : −20 %", true },
		{ "", false },
		{ "   ", false },
		{ "two\nlines", false },
		{ "a\ttab", false },
		{ "an escape \x1b[31m", false },
		{ "a delete \x7f", false },
		{ "a C1 control \xc2\x9b", false },
		{ "cut in a letter \xc3", false },
		{ "overlong \xc0\xaf", false },
	};
	char longest[OPERATOR_REASON_MOST + 2];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(operator_reason_is_good(cases[i].reason), cases[i].good);
	memset(longest, 'x', sizeof longest - 1);
	longest[sizeof longest - 1] = '\0';
	assert_false(operator_reason_is_good(longest));
	longest[200] = '\0';
	assert_true(operator_reason_is_good(longest));
}

static void only_an_operator_who_isnt_locked_is_found(void **state)
{
	struct test_customer customer = test_customer(test, "ada@example.com", "essentials");
	uint64_t id = operator_made("found@example.com");
	struct finding locked = { .id = operator_made("locked@example.com") };

	(void)state;
	assert_int_equal(store_write(test->shop.store, test->arena, STORE_SYNC, lock, &locked), OK);
	assert_int_equal(found("Found@example.com"), OK);
	assert_int_equal(found("ada@example.com"), FORBIDDEN);
	assert_int_equal(found("locked@example.com"), FORBIDDEN);
	assert_int_equal(found("nobody@example.com"), NOT_FOUND);
	assert_int_equal(found("no address"), NOT_FOUND);
	assert_int_equal(checked(id), OK);
	assert_int_equal(checked(customer.id), FORBIDDEN);
	assert_int_equal(checked(locked.id), FORBIDDEN);
	assert_int_equal(checked(0), FORBIDDEN);
	assert_int_equal(checked(1000000), FORBIDDEN);
}

static void an_operators_upgrade_stands_in_the_journal_with_its_reason(void **state)
{
	struct test_customer customer = test_customer(test, "moved@example.com", "essentials");
	uint64_t actor = operator_made("mover@example.com");
	const Record__JournalEntry *entry;

	(void)state;
	assert_int_equal(upgrade_by(&customer, actor, "as agreed in ticket 12"), OK);
	/* Added, subscription, invoice: the upgrade is the fourth. */
	entry = entry_of(customer.id, 4);
	assert_int_equal(entry->actor, actor);
	assert_string_equal(entry->reason, "as agreed in ticket 12");
	assert_string_equal(entry->change->edition, "advanced");
	assert_int_equal(entry->invoice->gross, 1355);
	assert_sound();
}

static void a_customers_own_upgrade_has_no_reason(void **state)
{
	struct test_customer customer = test_customer(test, "own@example.com", "essentials");

	(void)state;
	assert_int_equal(upgrade_by(&customer, customer.id, NULL), OK);
	assert_int_equal(entry_of(customer.id, 4)->actor, customer.id);
	assert_string_equal(entry_of(customer.id, 4)->reason, "");
	assert_sound();
}

static void nobody_else_moves_a_customer_up(void **state)
{
	struct test_customer customer = test_customer(test, "kept@example.com", "essentials");
	struct test_customer other = test_customer(test, "other@example.com", "essentials");
	struct reading reading = { customer.id, 4, NULL };

	(void)state;
	assert_int_equal(upgrade_by(&customer, other.id, "why not"), FORBIDDEN);
	assert_int_equal(upgrade_by(&customer, 0, "why not"), FORBIDDEN);
	assert_int_equal(
		store_read(test->shop.store, test->arena, read_entry, &reading), NOT_FOUND);
	assert_sound();
}

static void a_subscription_is_added_in_the_operators_name(void **state)
{
	uint64_t actor = operator_made("adder@example.com");
	struct test_customer made = { .customer = { .email = "given@example.com",
					      .name = "Camille Essai",
					      .address = "1 rue du Test",
					      .language = "fr",
					      .currency = EUR },
		.subscription = { .product = "harmony",
			.edition = "premium",
			.seats = 2,
			.cycle = RECORD__CYCLE__MONTH,
			.actor = actor,
			.reason = "ordered by telephone" },
		.anchor = "2026-04-01" };

	(void)state;
	assert_int_equal(test_customer_make(test, &made), OK);
	assert_int_equal(entry_of(made.id, 2)->added->id, made.subscription_id);
	assert_int_equal(entry_of(made.id, 2)->actor, actor);
	assert_string_equal(entry_of(made.id, 2)->reason, "ordered by telephone");
	/* April and May are invoiced, by the same hand. */
	assert_int_equal(entry_of(made.id, 3)->invoice->gross, 14000);
	assert_int_equal(entry_of(made.id, 4)->invoice->gross, 14000);
	assert_int_equal(entry_of(made.id, 4)->actor, actor);
	assert_string_equal(entry_of(made.id, 4)->reason, "");
	assert_sound();
}

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

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_reason_is_one_line_that_says_something),
		cmocka_unit_test(only_an_operator_who_isnt_locked_is_found),
		cmocka_unit_test(an_operators_upgrade_stands_in_the_journal_with_its_reason),
		cmocka_unit_test(a_customers_own_upgrade_has_no_reason),
		cmocka_unit_test(nobody_else_moves_a_customer_up),
		cmocka_unit_test(a_subscription_is_added_in_the_operators_name),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, open_shop, close_shop);
}

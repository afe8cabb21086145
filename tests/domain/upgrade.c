#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../support/test_shop.h"
#include "domain/audit.h"
#include "domain/upgrade.h"

/* ---- what the store holds ---------------------------------------------------------------------
 */

struct holding {
	uint64_t customer, subscription_id;
	Record__Subscription *subscription;
	struct invoices invoices;
	Record__Customer *record;
	uint64_t outbox;
};

static enum result hold(struct unit *unit, void *context)
{
	struct holding *holding = context;
	enum result result = subscription_find(
		unit, holding->customer, holding->subscription_id, &holding->subscription);

	if (result == OK)
		result = invoice_list(unit, holding->customer, 100, &holding->invoices);
	if (result == OK)
		result = customer_find(unit, holding->customer, &holding->record);
	return result == OK ? counter_value(unit, "outbox", &holding->outbox) : result;
}

static struct holding holding_of(const struct test_customer *customer)
{
	struct holding holding = { customer->id, customer->subscription_id, NULL, { 0, NULL }, NULL,
		0 };

	assert_int_equal(store_read(test->shop.store, test->arena, hold, &holding), OK);
	return holding;
}

static void assert_unchanged(const struct test_customer *customer, const struct holding *before)
{
	struct holding after = holding_of(customer);

	assert_int_equal(after.subscription->version, before->subscription->version);
	assert_string_equal(after.subscription->edition, before->subscription->edition);
	assert_int_equal(after.subscription->price, before->subscription->price);
	assert_int_equal(after.invoices.count, before->invoices.count);
	assert_int_equal(after.record->journal_count, before->record->journal_count);
	assert_int_equal(after.outbox, before->outbox);
}

static void assert_sound(void)
{
	struct audit audit = { .finding = NULL };

	assert_int_equal(audit_run(&test->shop, &audit), OK);
	assert_int_equal(audit.findings, 0);
	assert_true(audit.entries > 0);
	assert_int_equal(audit.entries, audit.promises);
	assert_int_equal(audit.mark, audit.promises);
}

/* ---- what a customer does -----------------------------------------------------------------------
 */

static struct upgrade_offer offer_to(const struct test_customer *customer)
{
	struct upgrade_offer offer;

	assert_int_equal(upgrade_offer(&test->shop, test->arena, customer->id,
				 customer->subscription_id, &offer),
		OK);
	return offer;
}

static struct upgrade asked_by(
	const struct test_customer *customer, const char *edition, const char *quote)
{
	return (struct upgrade){ .customer = customer->id,
		.actor = customer->id,
		.subscription = customer->subscription_id,
		.edition = edition,
		.signed_quote = quote };
}

static enum result confirm(
	const struct test_customer *customer, const char *edition, const char *quote)
{
	struct upgrade upgrade = asked_by(customer, edition, quote);

	return upgrade_confirm(&test->shop, test->arena, &upgrade);
}

static void assert_stale(const struct test_customer *customer, const char *edition,
	const char *quote, enum staleness why)
{
	struct holding before = holding_of(customer);
	struct upgrade upgrade = asked_by(customer, edition, quote);

	assert_int_equal(upgrade_confirm(&test->shop, test->arena, &upgrade), STALE);
	assert_int_equal(upgrade.staleness, why);
	assert_unchanged(customer, &before);
}

/* ---- tests
 * ------------------------------------------------------------------------------------------ */

static void an_offer_names_each_higher_edition_with_its_lines(void **state)
{
	struct test_customer customer = test_customer(test, "offer@example.com", "essentials");
	struct upgrade_offer offer = offer_to(&customer);

	(void)state;
	/* 21 of May's 31 days are left: vector own-may for Advanced, the same for Premium at 70. */
	assert_int_equal(offer.count, 2);
	assert_string_equal(offer.items[0].edition->id, "advanced");
	assert_int_equal(offer.items[0].offer->credit->gross, -1355);
	assert_int_equal(offer.items[0].offer->charge->gross, 2710);
	assert_int_equal(offer.items[0].total.minor, 1355);
	assert_int_equal(offer.items[0].adds.count, 1);
	assert_string_equal(offer.items[1].edition->id, "premium");
	assert_int_equal(offer.items[1].offer->charge->gross, 4742);
	assert_int_equal(offer.items[1].total.minor, 3387);
	assert_int_equal(offer.items[1].adds.count, 2);
	assert_int_equal(offer.items[1].renewal.minor, 7000);
}

static void the_middle_edition_is_offered_the_highest_and_the_highest_nothing(void **state)
{
	struct test_customer middle = test_customer(test, "middle@example.com", "advanced");
	struct test_customer top = test_customer(test, "top@example.com", "premium");
	struct upgrade_offer offer = offer_to(&middle);

	(void)state;
	assert_int_equal(offer.count, 1);
	assert_string_equal(offer.items[0].edition->id, "premium");
	assert_int_equal(offer_to(&top).count, 0);
}

static void a_confirmed_quote_changes_the_subscription_and_bills_its_lines(void **state)
{
	struct test_customer customer = test_customer(test, "confirm@example.com", "essentials");
	struct holding before = holding_of(&customer), after;
	const Record__Invoice *invoice;

	(void)state;
	assert_int_equal(confirm(&customer, "advanced", offer_to(&customer).signed_quote), OK);
	after = holding_of(&customer);
	assert_string_equal(after.subscription->edition, "advanced");
	assert_int_equal(after.subscription->price, 4000);
	assert_int_equal(after.subscription->version, 2);
	assert_int_equal(after.subscription->anchor, before.subscription->anchor);
	assert_int_equal(after.invoices.count, before.invoices.count + 1);
	assert_int_equal(after.outbox, before.outbox + 1);
	assert_int_equal(after.record->journal_count, before.record->journal_count + 1);
	invoice = after.invoices.items[0];
	assert_int_equal(invoice->gross, 1355);
	assert_int_equal(invoice->n_lines, 2);
	assert_int_equal(invoice->lines[0]->gross, -1355);
	assert_int_equal(invoice->lines[1]->gross, 2710);
	assert_int_equal(invoice->lines[0]->days, 21);
	assert_int_equal(invoice->lines[0]->period_days, 31);
	assert_int_equal(invoice->due - invoice->issued, 30);
	assert_string_equal(invoice->seller->name, "Atelier du Pont");
	assert_string_equal(invoice->buyer_name, "Camille Essai");
	assert_sound();
}

static void buying_twice_charges_once(void **state)
{
	struct test_customer customer = test_customer(test, "twice@example.com", "essentials");
	const char *quote = offer_to(&customer).signed_quote;
	struct upgrade first = asked_by(&customer, "premium", quote);
	struct upgrade second = asked_by(&customer, "premium", quote);
	struct holding before;

	(void)state;
	assert_int_equal(upgrade_confirm(&test->shop, test->arena, &first), OK);
	assert_false(first.repeated);
	before = holding_of(&customer);
	/* Also long after the quote itself has expired: the browser may have kept the form. */
	test_clock(test, "2026-05-13T12:00:00+02:00");
	assert_int_equal(upgrade_confirm(&test->shop, test->arena, &second), OK);
	test_clock(test, "2026-05-11T12:00:00+02:00");
	assert_true(second.repeated);
	assert_string_equal(second.confirmation, first.confirmation);
	assert_unchanged(&customer, &before);
	assert_stale(&customer, "advanced", quote, STALE_USED);
	assert_sound();
}

static void the_credit_is_for_the_current_plan_after_an_earlier_change(void **state)
{
	struct test_customer customer = test_customer(test, "again@example.com", "essentials");
	struct upgrade_offer offer;

	(void)state;
	assert_int_equal(confirm(&customer, "advanced", offer_to(&customer).signed_quote), OK);
	test_clock(test, "2026-05-21T12:00:00+02:00");
	offer = offer_to(&customer);
	/* 11 of 31 days: 40.00 x 11/31 = 14.193…, 70.00 x 11/31 = 24.838… */
	assert_int_equal(offer.items[0].offer->credit->gross, -1419);
	assert_int_equal(offer.items[0].offer->charge->gross, 2484);
	assert_int_equal(offer.items[0].total.minor, 1065);
	assert_int_equal(confirm(&customer, "premium", offer.signed_quote), OK);
	test_clock(test, "2026-05-11T12:00:00+02:00");
	assert_sound();
}

static void seats_and_the_yearly_cycle_count_in_the_lines(void **state)
{
	struct test_customer customer = {
		.customer = { .email = "year@example.com",
			.name = "Yearly",
			.address = "",
			.language = "en",
			.currency = USD },
		.subscription = { .product = "harmony",
			.edition = "advanced",
			.seats = 3,
			.cycle = RECORD__CYCLE__YEAR },
		.anchor = "2026-03-14",
	};
	struct upgrade_offer offer;

	(void)state;
	assert_int_equal(test_customer_make(test, &customer), OK);
	offer = offer_to(&customer);
	/* From 11 May 2026 to 14 March 2027 it is 307 of 365 days; 440.00 and 770.00 USD a seat:
	 * 1320.00 x 307/365 = 1110.246…, 2310.00 x 307/365 = 1942.931… */
	assert_int_equal(offer.items[0].offer->credit->gross, -111025);
	assert_int_equal(offer.items[0].offer->charge->gross, 194293);
	assert_int_equal(offer.items[0].total.currency, USD);
	assert_int_equal(offer.items[0].renewal.minor, 231000);
	assert_int_equal(confirm(&customer, "premium", offer.signed_quote), OK);
	assert_int_equal(holding_of(&customer).invoices.items[0]->gross, 194293 - 111025);
}

static void a_quote_holds_for_fifteen_minutes(void **state)
{
	struct test_customer customer = test_customer(test, "late@example.com", "essentials");
	const char *quote = offer_to(&customer).signed_quote;

	(void)state;
	test_clock(test, "2026-05-11T12:15:01+02:00");
	assert_stale(&customer, "advanced", quote, STALE_EXPIRED);
	test_clock(test, "2026-05-11T12:14:50+02:00");
	assert_int_equal(confirm(&customer, "advanced", quote), OK);
	test_clock(test, "2026-05-11T12:00:00+02:00");
}

static void a_quote_ends_with_its_day(void **state)
{
	struct test_customer customer = test_customer(test, "midnight@example.com", "essentials");
	const char *quote;

	(void)state;
	test_clock(test, "2026-05-11T23:59:00+02:00");
	quote = offer_to(&customer).signed_quote;
	test_clock(test, "2026-05-12T00:01:00+02:00");
	assert_stale(&customer, "advanced", quote, STALE_DAY);
	test_clock(test, "2026-05-11T12:00:00+02:00");
}

static void a_quote_ends_with_its_catalogue(void **state)
{
	struct test_customer customer = test_customer(test, "prices@example.com", "essentials");
	const char *quote = offer_to(&customer).signed_quote;

	(void)state;
	test_publish(test, "4000L", "4100L");
	assert_stale(&customer, "advanced", quote, STALE_PRICES);
	/* 41.00 x 21/31 = 27.774… */
	assert_int_equal(offer_to(&customer).items[0].offer->charge->gross, 2777);
	test_publish(test, NULL, NULL);
	assert_stale(&customer, "advanced", quote, STALE_PRICES);
}

static void of_two_quotes_one_serves(void **state)
{
	struct test_customer customer = test_customer(test, "tabs@example.com", "essentials");
	const char *left = offer_to(&customer).signed_quote;
	const char *right = offer_to(&customer).signed_quote;

	(void)state;
	assert_string_not_equal(left, right);
	assert_int_equal(confirm(&customer, "advanced", left), OK);
	assert_stale(&customer, "premium", right, STALE_SUBSCRIPTION);
}

static void a_forged_quote_is_none(void **state)
{
	struct test_customer customer = test_customer(test, "forged@example.com", "essentials");
	const char *quote = offer_to(&customer).signed_quote;
	static const char *const others[] = { "", ".", "a.b", "quote", "AAAA.AAAA", "..." };
	struct holding before = holding_of(&customer);
	size_t length = strlen(quote);

	(void)state;
	/* Every character that carries whole bits; the last of a Base64 text may have spare ones.
	 */
	for (size_t i = 0; i + 1 < length; i += 7) {
		char *forged = arena_text(test->arena, quote);

		forged[i] = forged[i] == 'A' ? 'B' : 'A';
		assert_int_equal(confirm(&customer, "advanced", forged), INVALID);
	}
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		assert_int_equal(confirm(&customer, "advanced", others[i]), INVALID);
	assert_unchanged(&customer, &before);
}

static void a_borrowed_quote_is_none(void **state)
{
	struct test_customer lender = test_customer(test, "lender@example.com", "essentials");
	struct test_customer borrower = test_customer(test, "borrower@example.com", "essentials");
	struct holding before = holding_of(&borrower);

	(void)state;
	assert_int_equal(confirm(&borrower, "advanced", offer_to(&lender).signed_quote), INVALID);
	assert_unchanged(&borrower, &before);
}

static void only_offered_editions_can_be_chosen(void **state)
{
	struct test_customer customer = test_customer(test, "choice@example.com", "advanced");
	static const char *const others[] = { "essentials", "advanced", "platinum", "solo", "" };
	struct holding before = holding_of(&customer);

	(void)state;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		assert_int_equal(
			confirm(&customer, others[i], offer_to(&customer).signed_quote), ILLEGAL);
	assert_unchanged(&customer, &before);
}

static void somebody_elses_subscription_looks_like_a_missing_one(void **state)
{
	struct test_customer owner = test_customer(test, "owner@example.com", "essentials");
	struct test_customer other = test_customer(test, "other@example.com", "essentials");
	struct upgrade_offer offer;

	(void)state;
	assert_int_equal(
		upgrade_offer(&test->shop, test->arena, other.id, owner.subscription_id, &offer),
		NOT_FOUND);
	assert_int_equal(
		upgrade_offer(&test->shop, test->arena, other.id, UINT64_C(1) << 40, &offer),
		NOT_FOUND);
}

static void what_is_no_longer_sold_cannot_be_quoted(void **state)
{
	struct test_customer customer = test_customer(test, "withdrawn@example.com", "essentials");
	struct upgrade_offer offer;

	(void)state;
	test_publish(test, "id = \"harmony\"", "id = \"melody\"");
	assert_int_equal(upgrade_offer(&test->shop, test->arena, customer.id,
				 customer.subscription_id, &offer),
		ILLEGAL);
	test_publish(test, NULL, NULL);
}

static void a_repetition_is_known_even_when_the_edition_is_no_longer_sold(void **state)
{
	struct test_customer customer = test_customer(test, "repeated@example.com", "essentials");
	const char *quote = offer_to(&customer).signed_quote;
	struct upgrade again = asked_by(&customer, "advanced", quote);
	struct holding before;

	(void)state;
	assert_int_equal(confirm(&customer, "advanced", quote), OK);
	before = holding_of(&customer);
	test_publish(test, "id = \"harmony\"", "id = \"melody\"");
	assert_int_equal(upgrade_confirm(&test->shop, test->arena, &again), OK);
	assert_true(again.repeated);
	assert_int_equal(confirm(&customer, "premium", quote), STALE);
	test_publish(test, NULL, NULL);
	assert_unchanged(&customer, &before);
}

/* The invoice is what documents the two lines, whoever owes whom. */
static void a_change_that_costs_nothing_or_less_is_invoiced_all_the_same(void **state)
{
	static const struct {
		const char *email, *price;
		int64_t total;
	} cases[] = {
		{ "same@example.com", "cycle = \"month\"; minor = 2000L", 0 },
		{ "less@example.com", "cycle = \"month\"; minor = 1000L", -678 }, /* 677 - 1355 */
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct test_customer customer = test_customer(test, cases[i].email, "essentials");
		struct holding after;

		test_publish(test, "cycle = \"month\"; minor = 4000L", cases[i].price);
		assert_int_equal(
			confirm(&customer, "advanced", offer_to(&customer).signed_quote), OK);
		after = holding_of(&customer);
		assert_string_equal(after.subscription->edition, "advanced");
		assert_int_equal(after.invoices.items[0]->gross, cases[i].total);
		assert_int_equal(after.invoices.items[0]->n_lines, 2);
	}
	test_publish(test, NULL, NULL);
	assert_sound();
}

static void numbers_have_no_gaps_after_refusals(void **state)
{
	struct test_customer customer = test_customer(test, "gaps@example.com", "essentials");
	const char *quote = offer_to(&customer).signed_quote;
	int64_t before, after;

	(void)state;
	assert_true(
		text_number(holding_of(&customer).invoices.items[0]->number + strlen("2026-0000"),
			1, 99, &before));
	assert_int_equal(confirm(&customer, "platinum", quote), ILLEGAL);
	assert_int_equal(confirm(&customer, "advanced", quote), OK);
	assert_true(
		text_number(holding_of(&customer).invoices.items[0]->number + strlen("2026-0000"),
			1, 99, &after));
	assert_int_equal(after, before + 1);
	assert_sound();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_offer_names_each_higher_edition_with_its_lines),
		cmocka_unit_test(the_middle_edition_is_offered_the_highest_and_the_highest_nothing),
		cmocka_unit_test(a_confirmed_quote_changes_the_subscription_and_bills_its_lines),
		cmocka_unit_test(buying_twice_charges_once),
		cmocka_unit_test(the_credit_is_for_the_current_plan_after_an_earlier_change),
		cmocka_unit_test(seats_and_the_yearly_cycle_count_in_the_lines),
		cmocka_unit_test(a_quote_holds_for_fifteen_minutes),
		cmocka_unit_test(a_quote_ends_with_its_day),
		cmocka_unit_test(a_quote_ends_with_its_catalogue),
		cmocka_unit_test(of_two_quotes_one_serves),
		cmocka_unit_test(a_forged_quote_is_none),
		cmocka_unit_test(a_borrowed_quote_is_none),
		cmocka_unit_test(only_offered_editions_can_be_chosen),
		cmocka_unit_test(somebody_elses_subscription_looks_like_a_missing_one),
		cmocka_unit_test(what_is_no_longer_sold_cannot_be_quoted),
		cmocka_unit_test(a_repetition_is_known_even_when_the_edition_is_no_longer_sold),
		cmocka_unit_test(a_change_that_costs_nothing_or_less_is_invoiced_all_the_same),
		cmocka_unit_test(numbers_have_no_gaps_after_refusals),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, test_shop_setup, test_shop_teardown);
}

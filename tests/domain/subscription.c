/* A subscription that was over before it came here, billed to its end; and the next charge. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../support/test_shop.h"

/* One of Essentials by the month, since 1 March; the shop's clock stands at 11 May 2026. */
static struct test_customer ended_on(const char *email, const char *day)
{
	struct test_customer made = {
		.customer = { .email = email,
			.name = "Camille Essai",
			.address = "1 rue du Test",
			.language = "fr",
			.currency = EUR },
		.subscription = { .product = "harmony",
			.edition = "essentials",
			.seats = 1,
			.cycle = RECORD__CYCLE__MONTH },
		.anchor = "2026-03-01",
	};

	assert_true(day_read(day, &made.subscription.ended));
	return made;
}

struct reading {
	uint64_t customer, id;
	Record__Subscription *subscription;
	struct invoices invoices;
};

static enum result read_all(struct unit *unit, void *context)
{
	struct reading *reading = context;
	enum result result =
		subscription_find(unit, reading->customer, reading->id, &reading->subscription);

	return result == OK ? invoice_list(unit, reading->customer, 10, &reading->invoices)
			    : result;
}

static void it_is_billed_for_the_periods_that_began_before_its_end(void **state)
{
	static const struct {
		const char *email, *ended;
		size_t invoices;
	} cases[] = {
		{ "a@example.com", "2026-03-02", 1 },
		{ "b@example.com", "2026-04-01", 1 }, /* its last day is 31 March */
		{ "c@example.com", "2026-04-02", 2 },
		{ "d@example.com", "2026-05-12", 3 }, /* today is its last day */
	};

	(void)state;
	for (size_t n = 0; n < sizeof cases / sizeof *cases; n++) {
		struct test_customer made = ended_on(cases[n].email, cases[n].ended);
		struct reading reading;

		assert_int_equal(test_customer_make(test, &made), OK);
		reading = (struct reading){ made.id, made.subscription_id, NULL, { 0 } };
		assert_int_equal(store_read(test->shop.store, test->arena, read_all, &reading), OK);
		assert_int_equal(reading.subscription->status, RECORD__STATUS__ENDED);
		assert_int_equal(reading.subscription->ends, made.subscription.ended.number);
		assert_int_equal(reading.invoices.count, cases[n].invoices);
	}
}

static void an_end_that_is_still_to_come_is_refused(void **state)
{
	struct test_customer made = ended_on("later@example.com", "2026-05-13");

	(void)state;
	assert_int_equal(test_customer_make(test, &made), INVALID);
}

static void the_next_charge_is_on_the_billing_date_that_follows(void **state)
{
	static const struct {
		const char *anchor, *today, *next; /* NULL: none */
		Record__Cycle cycle;
		Record__Status status;
		const char *ends;
	} cases[] = {
		{ "2026-05-01", "2026-05-11", "2026-06-01", .ends = NULL },
		{ "2026-05-11", "2026-05-11", "2026-06-11", .ends = NULL },
		{ "2026-01-31", "2026-02-27", "2026-02-28", .ends = NULL },
		{ "2026-01-31", "2026-02-28", "2026-03-31", .ends = NULL },
		{ "2024-02-29", "2026-05-11", "2027-02-28", RECORD__CYCLE__YEAR, .ends = NULL },
		/* It begins later: that is when it is charged first. */
		{ "2026-07-15", "2026-05-11", "2026-07-15", .ends = NULL },
		{ "2026-05-01", "2026-05-11", NULL, .ends = "2026-06-01" },
		{ "2026-05-01", "2026-05-11", "2026-06-01", .ends = "2026-06-02" },
		{ "2026-05-01", "2026-05-11", NULL, .status = RECORD__STATUS__ENDED },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		Record__Subscription subscription = RECORD__SUBSCRIPTION__INIT;
		struct day anchor, today, next, found, ends = { 0 };

		assert_true(day_read(cases[i].anchor, &anchor));
		assert_true(day_read(cases[i].today, &today));
		assert_true(cases[i].ends == NULL || day_read(cases[i].ends, &ends));
		subscription.anchor = anchor.number;
		subscription.cycle = cases[i].cycle;
		subscription.status = cases[i].status;
		subscription.ends = ends.number;
		assert_int_equal(subscription_next_charge(&subscription, today, &found),
			cases[i].next != NULL);
		if (cases[i].next == NULL)
			continue;
		assert_true(day_read(cases[i].next, &next));
		assert_int_equal(found.number, next.number);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_billed_for_the_periods_that_began_before_its_end),
		cmocka_unit_test(an_end_that_is_still_to_come_is_refused),
		cmocka_unit_test(the_next_charge_is_on_the_billing_date_that_follows),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, test_shop_setup, test_shop_teardown);
}

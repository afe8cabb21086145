/* What the shop comes to, from cases that were added up by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../support/test_shop.h"
#include "domain/figures.h"

static struct test_shop *test;

static struct figures figures(void)
{
	struct figures found;

	assert_int_equal(figures_read(&test->shop, test->arena, &found), OK);
	return found;
}

/* A customer of Harmony; the shop's clock stands at 11 May 2026. */
static void customer(const char *email, enum currency currency, const char *edition, uint32_t seats,
	Record__Cycle cycle, const char *anchor, const char *ended)
{
	struct test_customer made = {
		.customer = { .email = email,
			.name = "Camille Essai",
			.address = "1 rue du Test",
			.language = "fr",
			.currency = currency },
		.subscription = { .product = "harmony",
			.edition = edition,
			.seats = seats,
			.cycle = cycle },
		.anchor = anchor,
	};

	assert_true(ended == NULL || day_read(ended, &made.subscription.ended));
	assert_int_equal(test_customer_make(test, &made), OK);
}

/* ---- tests, each after the one before ---------------------------------------------------------
 */

static void an_empty_shop_comes_to_nothing(void **state)
{
	struct figures found = figures();

	(void)state;
	assert_int_equal(found.customers, 0);
	assert_int_equal(found.kind_count, 0);
	assert_int_equal(found.money[EUR].recurring.minor, 0);
	assert_int_equal(found.month.number, day_of(2026, 5, 1).number);
	assert_int_equal(found.month_end.number, day_of(2026, 6, 1).number);
}

static void years_are_summed_before_they_are_divided(void **state)
{
	(void)state;
	/* 2 x 200.00 a year: 400.00 / 12 = 33.333…; each on its own would be 16.67, 33.34 together.
	 */
	customer("a@example.com", EUR, "essentials", 1, RECORD__CYCLE__YEAR, "2026-05-02", NULL);
	customer("b@example.com", EUR, "essentials", 1, RECORD__CYCLE__YEAR, "2026-04-30", NULL);
	assert_int_equal(figures().money[EUR].by_year.minor, 40000);
	assert_int_equal(figures().money[EUR].recurring.minor, 3333);
	/* 3 x 70.00 a month. */
	customer("c@example.com", EUR, "premium", 3, RECORD__CYCLE__MONTH, "2026-03-31", NULL);
	assert_int_equal(figures().money[EUR].recurring.minor, 3333 + 21000);
	assert_int_equal(figures().money[USD].recurring.minor, 0);
}

static void half_a_cent_is_rounded_up(void **state)
{
	(void)state;
	/* 200.10 a year: 16.675 a month. */
	test_publish(test, "minor = 22000L", "minor = 20010L");
	customer("d@example.com", USD, "essentials", 1, RECORD__CYCLE__YEAR, "2026-05-11", NULL);
	assert_int_equal(figures().money[USD].recurring.minor, 1668);
}

static void what_has_ended_brings_nothing_any_more(void **state)
{
	(void)state;
	customer("e@example.com", CAD, "premium", 1, RECORD__CYCLE__MONTH, "2026-04-01",
		"2026-05-11");
	assert_int_equal(figures().money[CAD].recurring.minor, 0);
	/* It was invoiced in April and on 1 May. */
	assert_int_equal(figures().money[CAD].invoices, 1);
	assert_int_equal(figures().money[CAD].gross.minor, 9900);
}

static void the_month_is_from_its_first_day_to_its_last(void **state)
{
	struct figures found = figures();

	(void)state;
	/* Of a, b and c: 2 May; not 30 April; not 31 March and 30 April. */
	assert_int_equal(found.money[EUR].invoices, 1);
	assert_int_equal(found.money[EUR].gross.minor, 20000);
	assert_int_equal(found.money[EUR].net.minor, 20000);
	assert_int_equal(found.money[EUR].vat.minor, 0);
	test_clock(test, "2026-04-30T23:30:00+02:00");
	found = figures();
	/* b's year, and c's second month of three seats. */
	assert_int_equal(found.money[EUR].invoices, 2);
	assert_int_equal(found.money[EUR].gross.minor, 20000 + 21000);
	test_clock(test, "2026-05-11T12:00:00+02:00");
}

static void kinds_are_told_apart_and_stand_in_order(void **state)
{
	struct figures found = figures();
	static const struct {
		const char *edition;
		Record__Cycle cycle;
		Record__Status status;
		uint64_t count, seats;
	} wanted[] = {
		{ "essentials", RECORD__CYCLE__YEAR, RECORD__STATUS__ACTIVE, 3, 3 },
		{ "premium", RECORD__CYCLE__MONTH, RECORD__STATUS__ACTIVE, 1, 3 },
		{ "premium", RECORD__CYCLE__MONTH, RECORD__STATUS__ENDED, 1, 1 },
	};

	(void)state;
	assert_int_equal(found.customers, 5);
	assert_int_equal(found.operators, 0);
	assert_int_equal(found.kind_count, sizeof wanted / sizeof *wanted);
	for (size_t i = 0; i < found.kind_count; i++) {
		assert_string_equal(found.kinds[i].product, "harmony");
		assert_string_equal(found.kinds[i].edition, wanted[i].edition);
		assert_int_equal(found.kinds[i].cycle, wanted[i].cycle);
		assert_int_equal(found.kinds[i].status, wanted[i].status);
		assert_int_equal(found.kinds[i].count, wanted[i].count);
		assert_int_equal(found.kinds[i].seats, wanted[i].seats);
	}
}

/* A table of more than one slice, given up and sent in turn. */
static enum result fill_mails(struct unit *unit, void *context)
{
	enum result result = OK;

	(void)context;
	for (uint64_t i = 1; i <= 1201 && result == OK; i++) {
		Record__OutboxEntry entry = RECORD__OUTBOX_ENTRY__INIT;
		Record__Delivery delivery = RECORD__DELIVERY__INIT;
		struct key key = key_number(i);

		delivery.entry = &entry;
		delivery.expires = clock_machine().seconds + 1000;
		delivery.state = i % 2 == 1 ? RECORD__DELIVERY_STATE__GIVEN_UP
					    : RECORD__DELIVERY_STATE__SENT;
		result = deliveries_put(unit, &key, &delivery);
		if (result == OK && i <= 3)
			result = outbox_entries_put(unit, &key, &entry);
	}
	return result;
}

static enum result fill_tickets(struct unit *unit, void *context)
{
	Record__TicketInState mark = RECORD__TICKET_IN_STATE__INIT;
	enum result result = OK;

	(void)context;
	for (uint64_t i = 0; i < 12 && result == OK; i++) {
		/* Four in each state. */
		struct key key = key_number(i % 3);

		key_add_number(&key, i);
		result = tickets_in_states_put(unit, &key, &mark);
	}
	return result;
}

static void mails_and_tickets_are_counted_by_their_state(void **state)
{
	(void)state;
	assert_int_equal(
		store_write(test->shop.store, test->arena, STORE_SYNC, fill_mails, NULL), OK);
	assert_int_equal(
		store_write(test->shop.store, test->arena, STORE_SYNC, fill_tickets, NULL), OK);
	assert_int_equal(figures().mails_waiting, 3);
	assert_int_equal(figures().mails_given_up, 601);
	assert_int_equal(figures().tickets_open, 4);
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
		cmocka_unit_test(an_empty_shop_comes_to_nothing),
		cmocka_unit_test(years_are_summed_before_they_are_divided),
		cmocka_unit_test(half_a_cent_is_rounded_up),
		cmocka_unit_test(what_has_ended_brings_nothing_any_more),
		cmocka_unit_test(the_month_is_from_its_first_day_to_its_last),
		cmocka_unit_test(kinds_are_told_apart_and_stand_in_order),
		cmocka_unit_test(mails_and_tickets_are_counted_by_their_state),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, open_shop, close_shop);
}

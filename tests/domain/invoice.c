#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../support/test_shop.h"

/* ---- lines
 * --------------------------------------------------------------------------------------- */

static const Record__InvoiceLine *line_of(int64_t gross, int64_t rate)
{
	static Record__Product product;
	static Record__Edition edition;
	struct site site = test->shop.site;
	struct line_terms terms = { .kind = RECORD__INVOICE_LINE__KIND__CHARGE,
		.product = &product,
		.edition = &edition,
		.seats = 1,
		.period = { day_of(2026, 5, 1), day_of(2026, 6, 1), 0 },
		.from = day_of(2026, 5, 11),
		.gross = money_of(gross, EUR) };

	record__product__init(&product);
	record__edition__init(&edition);
	site.vat.rate = rate;
	return invoice_line(test->arena, &site, &terms);
}

static void a_gross_amount_contains_its_vat(void **state)
{
	/* gross, hundredths of a percent, VAT: worked out by hand */
	static const int64_t cases[][3] = {
		{ 1355, 2000, 226 },   /* 225.83… */
		{ 2710, 2000, 452 },   /* 451.66… */
		{ -1355, 2000, -226 }, /* away from zero */
		{ 12000, 2000, 2000 },
		{ 1000, 550, 52 }, /* 52.13… */
		{ 9, 2000, 2 },    /* 1.5 */
		{ 1355, 0, 0 },
		{ 0, 2000, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const Record__InvoiceLine *line = line_of(cases[i][0], cases[i][1]);

		assert_int_equal(line->gross, cases[i][0]);
		assert_int_equal(line->vat, cases[i][2]);
		assert_int_equal(line->net, cases[i][0] - cases[i][2]);
		assert_int_equal(line->vat_rate, cases[i][1]);
		assert_int_equal(line->days, 21);
		assert_int_equal(line->period_days, 31);
	}
}

/* ---- numbers
 * --------------------------------------------------------------------------------------- */

struct listing {
	uint64_t customer;
	const char *number;
	struct invoices list;
	Record__Invoice *invoice;
};

static enum result list(struct unit *unit, void *context)
{
	struct listing *listing = context;

	return invoice_list(unit, listing->customer, 100, &listing->list);
}

static enum result find(struct unit *unit, void *context)
{
	struct listing *listing = context;

	return invoice_find(unit, listing->customer, listing->number, &listing->invoice);
}

static struct invoices invoices_of(uint64_t customer)
{
	struct listing listing = { .customer = customer };

	assert_int_equal(store_read(test->shop.store, test->arena, list, &listing), OK);
	return listing.list;
}

static void every_period_begun_has_its_invoice_the_newest_first(void **state)
{
	struct test_customer customer = {
		.customer = { .email = "old@example.com",
			.name = "Old",
			.address = "",
			.language = "fr",
			.currency = EUR },
		.subscription = { .product = "harmony",
			.edition = "premium",
			.seats = 2,
			.cycle = RECORD__CYCLE__MONTH },
		.anchor = "2026-01-31",
	};
	static const int starts[][3] = { { 2026, 4, 30 }, { 2026, 3, 31 }, { 2026, 2, 28 },
		{ 2026, 1, 31 } };
	struct invoices invoiced;

	(void)state;
	assert_int_equal(test_customer_make(test, &customer), OK);
	invoiced = invoices_of(customer.id);
	assert_int_equal(invoiced.count, 4);
	for (size_t i = 0; i < 4; i++) {
		const Record__Invoice *invoice = invoiced.items[i];
		char number[32];

		snprintf(number, sizeof number, "2026-%06zu", 4 - i);
		assert_string_equal(invoice->number, number);
		assert_int_equal(
			invoice->issued, day_of(starts[i][0], starts[i][1], starts[i][2]).number);
		assert_int_equal(invoice->gross, 14000);
		assert_int_equal(invoice->lines[0]->days, invoice->lines[0]->period_days);
	}
}

static void a_period_that_has_yet_to_begin_is_not_invoiced(void **state)
{
	struct test_customer customer = {
		.customer = { .email = "ahead@example.com",
			.name = "Ahead",
			.address = "",
			.language = "fr",
			.currency = EUR },
		.subscription = { .product = "harmony",
			.edition = "premium",
			.seats = 1,
			.cycle = RECORD__CYCLE__MONTH },
		.anchor = "2026-05-12",
	};
	struct test_customer today = customer;

	(void)state;
	assert_int_equal(test_customer_make(test, &customer), OK);
	assert_int_equal(invoices_of(customer.id).count, 0);
	today.customer.email = "today@example.com";
	today.anchor = "2026-05-11";
	assert_int_equal(test_customer_make(test, &today), OK);
	assert_int_equal(invoices_of(today.id).count, 1);
}

static void each_year_counts_from_one(void **state)
{
	struct test_customer customer = {
		.customer = { .email = "years@example.com",
			.name = "Years",
			.address = "",
			.language = "en",
			.currency = EUR },
		.subscription = { .product = "storyboard",
			.edition = "solo",
			.seats = 1,
			.cycle = RECORD__CYCLE__YEAR },
		.anchor = "2024-02-29",
	};
	struct invoices invoiced;

	(void)state;
	assert_int_equal(test_customer_make(test, &customer), OK);
	invoiced = invoices_of(customer.id);
	assert_int_equal(invoiced.count, 3);
	assert_string_equal(invoiced.items[0]->number, "2026-000005");
	assert_string_equal(invoiced.items[1]->number, "2025-000001");
	assert_string_equal(invoiced.items[2]->number, "2024-000001");
	assert_int_equal(invoiced.items[1]->issued, day_of(2025, 2, 28).number);
	assert_string_equal(invoiced.items[0]->vat_note,
		"VAT not applicable, article 293 B of the French tax code.");
}

static void somebody_elses_invoice_looks_like_a_missing_one(void **state)
{
	struct test_customer other = test_customer(test, "curious@example.com", "essentials");
	struct listing theirs = { .customer = other.id, .number = "2026-000001" };
	struct listing missing = { .customer = other.id, .number = "2026-999999" };
	struct listing absurd = { .customer = other.id,
		.number = "2026-000000000000000000000000000000000000000000000000000000000000001" };

	(void)state;
	assert_int_equal(store_read(test->shop.store, test->arena, find, &theirs), NOT_FOUND);
	assert_int_equal(store_read(test->shop.store, test->arena, find, &missing), NOT_FOUND);
	assert_int_equal(store_read(test->shop.store, test->arena, find, &absurd), NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_gross_amount_contains_its_vat),
		cmocka_unit_test(every_period_begun_has_its_invoice_the_newest_first),
		cmocka_unit_test(each_year_counts_from_one),
		cmocka_unit_test(somebody_elses_invoice_looks_like_a_missing_one),
		cmocka_unit_test(a_period_that_has_yet_to_begin_is_not_invoiced),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, test_shop_setup, test_shop_teardown);
}

/* What the store has of a product for whom: prices in the visitor's currency, and what is one's
 * own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../support/test_shop.h"
#include "domain/shelf.h"

static struct test_shop *test;
static const Record__Catalogue *catalogue;

static enum result read_catalogue(struct unit *unit, void *context)
{
	return catalogue_cached(&((struct test_shop *)context)->shop.catalogue, unit, &catalogue);
}

static int open_shop(void **state)
{
	(void)state;
	test = test_shop_open();
	return store_read(test->shop.store, test->arena, read_catalogue, test) != OK;
}

static Record__Subscription owned_of(uint64_t id, const char *edition, Record__Status status)
{
	Record__Subscription subscription = RECORD__SUBSCRIPTION__INIT;

	subscription.id = id;
	subscription.product = "harmony";
	subscription.edition = edition;
	subscription.status = status;
	return subscription;
}

/* Of Harmony: Essentials, Advanced, Premium. */
static struct shelf harmony(Record__Subscription **items, size_t count)
{
	struct subscriptions owned = { count, items };

	return shelf_of(test->arena, catalogue, product_find(catalogue, "harmony"), EUR, EUR,
		items == NULL ? NULL : &owned);
}

static void a_stranger_sees_prices_and_nothing_of_theirs(void **state)
{
	struct shelf shelf = harmony(NULL, 0);

	(void)state;
	assert_int_equal(shelf.count, 3);
	assert_false(shelf.is_owned);
	assert_int_equal(shelf.items[0].month.minor, 2000);
	assert_int_equal(shelf.items[0].year.minor, 20000);
	assert_int_equal(shelf.items[0].saved.minor, 4000);
	for (size_t i = 0; i < shelf.count; i++)
		assert_int_equal(shelf.items[i].standing, STANDING_OPEN);
}

static void what_is_below_is_included_and_what_is_above_can_be_had(void **state)
{
	Record__Subscription advanced = owned_of(7, "advanced", RECORD__STATUS__ACTIVE);
	struct shelf shelf = harmony((Record__Subscription *[]){ &advanced }, 1);

	(void)state;
	assert_true(shelf.is_owned);
	assert_int_equal(shelf.items[0].standing, STANDING_INCLUDED);
	assert_int_equal(shelf.items[1].standing, STANDING_OWN);
	assert_int_equal(shelf.items[2].standing, STANDING_ABOVE);
	assert_int_equal(shelf.items[2].upgrade, 7);
}

static void where_several_can_move_up_none_is_meant(void **state)
{
	Record__Subscription first = owned_of(1, "essentials", RECORD__STATUS__ACTIVE),
			     second = owned_of(2, "advanced", RECORD__STATUS__ACTIVE);
	struct shelf shelf = harmony((Record__Subscription *[]){ &first, &second }, 2);

	(void)state;
	assert_int_equal(shelf.items[0].standing, STANDING_OWN);
	assert_int_equal(shelf.items[1].standing, STANDING_OWN);
	assert_int_equal(shelf.items[2].standing, STANDING_ABOVE);
	assert_int_equal(shelf.items[2].upgrade, 0);
}

static void what_has_ended_and_what_is_another_products_dont_count(void **state)
{
	Record__Subscription ended = owned_of(1, "premium", RECORD__STATUS__ENDED),
			     other = owned_of(2, "studio", RECORD__STATUS__ACTIVE);
	struct shelf shelf;

	(void)state;
	other.product = "storyboard";
	shelf = harmony((Record__Subscription *[]){ &ended, &other }, 2);
	assert_false(shelf.is_owned);
	for (size_t i = 0; i < shelf.count; i++)
		assert_int_equal(shelf.items[i].standing, STANDING_OPEN);
}

/* An amount always stands with its currency, so another one is better than none. */
static void a_product_that_isnt_sold_in_a_currency_shows_the_shops(void **state)
{
	Record__Price euros = RECORD__PRICE__INIT, *prices[] = { &euros };
	Record__Edition edition = RECORD__EDITION__INIT, *editions[] = { &edition };
	Record__Product product = RECORD__PRODUCT__INIT;
	struct shelf shelf;

	(void)state;
	euros.currency = EUR;
	euros.minor = 500;
	edition.prices = prices;
	edition.n_prices = 1;
	product.editions = editions;
	product.n_editions = 1;
	shelf = shelf_of(test->arena, catalogue, &product, CAD, EUR, NULL);
	assert_int_equal(shelf.currency, EUR);
	assert_int_equal(shelf.items[0].month.minor, 500);
	assert_false(shelf.items[0].by_year);
	shelf = shelf_of(test->arena, catalogue, &product, CAD, USD, NULL);
	assert_int_equal(shelf.currency, EUR);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stranger_sees_prices_and_nothing_of_theirs),
		cmocka_unit_test(what_is_below_is_included_and_what_is_above_can_be_had),
		cmocka_unit_test(where_several_can_move_up_none_is_meant),
		cmocka_unit_test(what_has_ended_and_what_is_another_products_dont_count),
		cmocka_unit_test(a_product_that_isnt_sold_in_a_currency_shows_the_shops),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, open_shop, test_shop_teardown);
}

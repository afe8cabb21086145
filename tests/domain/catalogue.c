#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../support/scratch.h"
#include "base/clock.h"
#include "domain/catalogue.h"
#include "domain/catalogue_source.h"
#include "domain/counter.h"

static const struct table *const tables[] = { &catalogues, &counters, NULL };

/* ---- a small catalogue, whose name tells which one it is ------------------------------- */

static Record__Price prices[2];
static Record__Edition steps[3];
static Record__Product product;
static Record__Catalogue catalogue;

static void catalogue_make(const char *name)
{
	static Record__Price *price_list[2] = { prices, prices + 1 };
	static Record__Edition *edition_list[3] = { steps, steps + 1, steps + 2 };
	static Record__Product *product_list[1] = { &product };
	static const char *const ids[3] = { "essentials", "advanced", "premium" };

	for (int i = 0; i < 3; i++) {
		record__edition__init(steps + i);
		steps[i].id = ids[i];
		steps[i].rank = 10 * (i + 1);
	}
	record__price__init(prices);
	record__price__init(prices + 1);
	prices[0].minor = 2000;
	prices[1].currency = USD;
	prices[1].cycle = RECORD__CYCLE__YEAR;
	prices[1].minor = 22000;
	steps[0].n_prices = 2;
	steps[0].prices = price_list;
	record__product__init(&product);
	product.id = "harmony";
	product.name = name;
	product.n_editions = 3;
	product.editions = edition_list;
	record__catalogue__init(&catalogue);
	catalogue.n_products = 1;
	catalogue.products = product_list;
}

/* ---- units ----------------------------------------------------------------------------- */

static enum result publish(struct unit *unit, void *name)
{
	catalogue_make(name);
	return catalogue_publish(unit, &catalogue);
}

static enum result publish_and_fail(struct unit *unit, void *name)
{
	enum result result = publish(unit, name);

	return result == OK ? STALE : result;
}

static enum result read_current(struct unit *unit, void *found)
{
	return catalogue_current(unit, found);
}

static enum result read_first(struct unit *unit, void *found)
{
	struct key key = key_number(1);

	return catalogues_find(unit, &key, found);
}

static enum result read_version(struct unit *unit, void *version)
{
	return catalogue_version(unit, version);
}

struct cached {
	struct catalogue_cache cache;
	const Record__Catalogue *found;
};

static enum result read_cached(struct unit *unit, void *context)
{
	struct cached *cached = context;

	return catalogue_cached(&cached->cache, unit, &cached->found);
}

static enum result count_invoice(struct unit *unit, void *value)
{
	return counter_next(unit, "invoice-2026", value);
}

static enum result count_invoice_and_fail(struct unit *unit, void *value)
{
	enum result result = counter_next(unit, "invoice-2026", value);

	return result == OK ? STALE : result;
}

static enum result count_customer(struct unit *unit, void *value)
{
	return counter_next(unit, "customer", value);
}

static enum result last_invoice(struct unit *unit, void *value)
{
	return counter_value(unit, "invoice-2026", value);
}

static struct scratch scratch;

static enum result reading(unit_function *function, void *context)
{
	return store_read(scratch.store, scratch.arena, function, context);
}

static enum result writing(unit_function *function, const void *context)
{
	return store_write(
		scratch.store, scratch.arena, STORE_SYNC, function, (void *)(uintptr_t)context);
}

static int scratch_begin(void **state)
{
	(void)state;
	scratch = scratch_open(tables);
	return 0;
}

static int scratch_end(void **state)
{
	(void)state;
	scratch_close(&scratch);
	return 0;
}

/* ---- tests: in this order, on one store ------------------------------------------------ */

static void before_the_first_publication_there_is_nothing(void **state)
{
	struct cached cached = { 0 };
	Record__Catalogue *found;
	uint64_t version = 9;

	(void)state;
	catalogue_cache_init(&cached.cache);
	assert_int_equal(reading(read_version, &version), OK);
	assert_int_equal(version, 0);
	assert_int_equal(reading(read_current, &found), NOT_FOUND);
	assert_int_equal(reading(read_first, &found), NOT_FOUND);
	assert_int_equal(reading(read_cached, &cached), NOT_FOUND);
	assert_null(cached.found);
	catalogue_cache_free(&cached.cache);
}

static void the_last_publication_is_in_force_and_the_first_stays(void **state)
{
	int64_t before = clock_shop().seconds;
	Record__Catalogue *found;
	uint64_t version;

	(void)state;
	assert_int_equal(writing(publish, "first"), OK);
	assert_int_equal(writing(publish, "second"), OK);
	assert_int_equal(reading(read_version, &version), OK);
	assert_int_equal(version, 2);
	assert_int_equal(reading(read_current, &found), OK);
	assert_int_equal(found->version, 2);
	assert_string_equal(found->products[0]->name, "second");
	assert_in_range(found->published, before, before + 60);
	assert_int_equal(reading(read_first, &found), OK);
	assert_int_equal(found->version, 1);
	assert_string_equal(found->products[0]->name, "first");
}

static void a_publication_that_fails_leaves_no_trace(void **state)
{
	Record__Catalogue *found;
	uint64_t version;

	(void)state;
	assert_int_equal(writing(publish_and_fail, "lost"), STALE);
	assert_int_equal(reading(read_version, &version), OK);
	assert_int_equal(version, 2);
	assert_int_equal(reading(read_current, &found), OK);
	assert_string_equal(found->products[0]->name, "second");
}

static void a_cached_catalogue_is_the_same_until_another_is_published(void **state)
{
	struct cached cached = { 0 };
	const Record__Catalogue *second, *third;

	(void)state;
	catalogue_cache_init(&cached.cache);
	assert_int_equal(reading(read_cached, &cached), OK);
	second = cached.found;
	arena_reset(scratch.arena);
	assert_int_equal(reading(read_cached, &cached), OK);
	assert_ptr_equal(cached.found, second);
	assert_string_equal(second->products[0]->name, "second");
	assert_int_equal(second->products[0]->editions[0]->prices[1]->minor, 22000);

	assert_int_equal(writing(publish, "third"), OK);
	assert_int_equal(reading(read_cached, &cached), OK);
	third = cached.found;
	arena_reset(scratch.arena);
	assert_int_equal(third->version, 3);
	assert_string_equal(third->products[0]->name, "third");
	/* Whoever held the former one across two units still can. */
	assert_int_equal(second->version, 2);
	assert_string_equal(second->products[0]->name, "second");

	assert_int_equal(writing(publish, "fourth"), OK);
	assert_int_equal(reading(read_cached, &cached), OK);
	assert_string_equal(cached.found->products[0]->name, "fourth");
	assert_string_equal(third->products[0]->name, "third");
	catalogue_cache_free(&cached.cache);
}

/* What one transaction wrote, the next process reads: the shop's own catalogue, unchanged. */
static enum result publish_as_it_is(struct unit *unit, void *record)
{
	return catalogue_publish(unit, record);
}

static void the_shops_catalogue_comes_back_as_it_was_read(void **state)
{
	Record__Catalogue *source, *found;
	struct config_error error;
	uint8_t *before, *after;
	size_t size;

	(void)state;
	if (catalogue_read("conf/catalog.cfg", scratch.arena, &source, &error) != OK)
		fail_msg("%s", error.text);
	assert_int_equal(writing(publish_as_it_is, source), OK);
	assert_int_equal(reading(read_current, &found), OK);
	size = record__catalogue__get_packed_size(source);
	assert_int_equal(record__catalogue__get_packed_size(found), size);
	before = arena_allocate(scratch.arena, size);
	after = arena_allocate(scratch.arena, size);
	record__catalogue__pack(source, before);
	record__catalogue__pack(found, after);
	assert_memory_equal(before, after, size);
}

static void the_largest_catalogue_fits_a_request(void **state)
{
	static char name[CATALOGUE_SIZE_MOST - 1024];
	Record__Catalogue *found;

	(void)state;
	memset(name, 'x', sizeof name - 1);
	assert_int_equal(writing(publish, name), OK);
	arena_reset(scratch.arena);
	assert_int_equal(reading(read_current, &found), OK);
	assert_string_equal(found->products[0]->name, name);
}

static void numbers_have_no_gaps_and_names_their_own(void **state)
{
	uint64_t value = 9;

	(void)state;
	assert_int_equal(reading(last_invoice, &value), OK);
	assert_int_equal(value, 0);
	assert_int_equal(writing(count_invoice, &value), OK);
	assert_int_equal(value, 1);
	assert_int_equal(writing(count_invoice_and_fail, &value), STALE);
	assert_int_equal(writing(count_customer, &value), OK);
	assert_int_equal(value, 1);
	assert_int_equal(writing(count_invoice, &value), OK);
	assert_int_equal(value, 2);
	assert_int_equal(reading(last_invoice, &value), OK);
	assert_int_equal(value, 2);
}

/* ---- looking up, without a store ------------------------------------------------------- */

static void products_and_editions_are_found_by_id(void **state)
{
	(void)state;
	catalogue_make("Harmony");
	assert_ptr_equal(product_find(&catalogue, "harmony"), &product);
	assert_null(product_find(&catalogue, "Harmony"));
	assert_null(product_find(&catalogue, ""));
	assert_ptr_equal(edition_find(&product, "advanced"), steps + 1);
	assert_null(edition_find(&product, "advance"));
}

static void above_an_edition_are_the_higher_ones_in_order(void **state)
{
	struct editions above;

	(void)state;
	catalogue_make("Harmony");
	above = editions_above(&product, steps);
	assert_int_equal(above.count, 2);
	assert_ptr_equal(above.items[0], steps + 1);
	assert_ptr_equal(above.items[1], steps + 2);
	above = editions_above(&product, steps + 1);
	assert_int_equal(above.count, 1);
	assert_ptr_equal(above.items[0], steps + 2);
	assert_int_equal(editions_above(&product, steps + 2).count, 0);
}

static void a_price_is_one_currency_and_cycle(void **state)
{
	struct money price = { 0, CAD };

	(void)state;
	catalogue_make("Harmony");
	assert_int_equal(edition_price(steps, EUR, RECORD__CYCLE__MONTH, &price), OK);
	assert_true(price.minor == 2000 && price.currency == EUR);
	assert_int_equal(edition_price(steps, USD, RECORD__CYCLE__YEAR, &price), OK);
	assert_true(price.minor == 22000 && price.currency == USD);
	assert_int_equal(edition_price(steps, USD, RECORD__CYCLE__MONTH, &price), NOT_FOUND);
	assert_int_equal(edition_price(steps, EUR, RECORD__CYCLE__YEAR, &price), NOT_FOUND);
	assert_int_equal(edition_price(steps + 1, EUR, RECORD__CYCLE__MONTH, &price), NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(before_the_first_publication_there_is_nothing),
		cmocka_unit_test(the_last_publication_is_in_force_and_the_first_stays),
		cmocka_unit_test(a_publication_that_fails_leaves_no_trace),
		cmocka_unit_test(a_cached_catalogue_is_the_same_until_another_is_published),
		cmocka_unit_test(the_shops_catalogue_comes_back_as_it_was_read),
		cmocka_unit_test(the_largest_catalogue_fits_a_request),
		cmocka_unit_test(numbers_have_no_gaps_and_names_their_own),
		cmocka_unit_test(products_and_editions_are_found_by_id),
		cmocka_unit_test(above_an_edition_are_the_higher_ones_in_order),
		cmocka_unit_test(a_price_is_one_currency_and_cycle),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, scratch_begin, scratch_end);
}

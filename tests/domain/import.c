/* What becomes of customers who were imported: signing in, moving up, and what a slice leaves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../support/test_shop.h"
#include "domain/import.h"
#include "domain/upgrade.h"

static struct test_shop *test;
static char refusals[512]; /* "2: why\n", … */

/* Made by libargon2 from the password below, in one lane and in four. */
#define OLD_PASSWORD "mot de passe importe"
#define ONE_LANE                                                                                   \
	"$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$"                                   \
	"HMGbBtnqTQXENMPf+9PJL9JuoL5XiM5lwleq0mdOQa8"
#define FOUR_LANES                                                                                 \
	"$argon2id$v=19$m=19456,t=2,p=4$c2FsdHNhbHRzYWx0c2FsdA$"                                   \
	"2SYWEYuXZxUMAVZgLVE7jpc6Rtv4UdMPodAZd8No5yE"

static void note(const struct import_line *line, void *context)
{
	size_t length = strlen(refusals);

	(void)context;
	snprintf(refusals + length, sizeof refusals - length, "%d: %s\n", (int)line->number,
		line->why);
}

/* A line; password is "" or a member with a comma behind it. */
static const char *line_of(const char *email, const char *name, const char *password)
{
	return arena_format(test->arena,
		"{\"email\":\"%s\",\"name\":\"%s\",\"address\":[\"Lyon\"],\"language\":\"fr\",%s"
		"\"currency\":\"EUR\",\"subscriptions\":[{\"product\":\"harmony\",\"edition\":"
		"\"essentials\",\"seats\":2,\"cycle\":\"month\",\"anchor\":\"2026-05-01\","
		"\"price\":1500}]}",
		email, name, password);
}

static struct import import_lines(const char *const *lines, size_t count)
{
	struct import import = { .shop = &test->shop, .refuse = note };

	refusals[0] = '\0';
	import_open(&import);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(import_add(&import, i + 1, lines[i], strlen(lines[i])), OK);
	assert_int_equal(import_flush(&import), OK);
	import_close(&import);
	return import;
}

static void import_one(const char *line)
{
	assert_int_equal(import_lines(&line, 1).added, 1);
	assert_string_equal(refusals, "");
}

/* ---- signing in ------------------------------------------------------------------------------ */

static enum result try(const char *email, const char *password)
{
	struct nonce nonce = { .expires = { clock_machine().seconds + 600 } };
	struct sign_in asked = {
		.email = email, .password = password, .address = "192.0.2.1", .nonce = &nonce
	};

	secret_random(nonce.bytes, sizeof nonce.bytes);
	return sign_in(&test->shop, test->arena, &asked);
}

static void a_password_hash_that_was_imported_opens_a_session(void **state)
{
	static const char *const hashes[] = { ONE_LANE, FOUR_LANES };

	(void)state;
	for (int i = 0; i < 2; i++) {
		const char *email = arena_format(test->arena, "known%d@example.com", i);

		import_one(line_of(email, "Connue",
			arena_format(test->arena, "\"password_hash\":\"%s\",", hashes[i])));
		assert_int_equal(try(email, "mot de passe importé"), WRONG);
		assert_int_equal(try(email, OLD_PASSWORD), OK);
		/* With the hash that was made anew meanwhile, at the shop's price. */
		assert_int_equal(try(email, OLD_PASSWORD), OK);
	}
}

static double seconds_to_refuse(const char *email, const char *password)
{
	struct timespec began, ended;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &began);
	assert_int_equal(try(email, password), WRONG);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ended);
	return (double)(ended.tv_sec - began.tv_sec) +
	       (double)(ended.tv_nsec - began.tv_nsec) / 1e9;
}

static void without_a_hash_nothing_opens_and_it_takes_as_long_as_for_nobody(void **state)
{
	double nobody, imported;

	(void)state;
	import_one(line_of("forgetful@example.com", "Oublieuse", ""));
	nobody = seconds_to_refuse("nobody@example.com", OLD_PASSWORD);
	imported = seconds_to_refuse("forgetful@example.com", OLD_PASSWORD);
	assert_true(imported > nobody / 3);
	assert_true(seconds_to_refuse("forgetful@example.com", "") > nobody / 3);
}

/* ---- moving up ------------------------------------------------------------------------------- */

static enum result find_only(struct unit *unit, void *context)
{
	uint64_t *ids = context;
	struct subscriptions list;
	Record__Customer *customer;
	enum result result = customer_find_by_email(unit, "upwards@example.com", &customer);

	if (result == OK)
		result = subscription_list(unit, customer->id, &list);
	if (result == OK) {
		assert_int_equal(list.count, 1);
		ids[0] = customer->id;
		ids[1] = list.items[0]->id;
	}
	return result;
}

/* On 11 May of 1 to 31 May: 21 of 31 days, two seats at 15.00 and then at 40.00. */
static void an_upgrade_credits_the_price_that_was_imported(void **state)
{
	struct upgrade_offer offer;
	uint64_t ids[2];

	(void)state;
	import_one(line_of("upwards@example.com", "Montante", ""));
	assert_int_equal(store_read(test->shop.store, test->arena, find_only, ids), OK);
	assert_int_equal(upgrade_offer(&test->shop, test->arena, ids[0], ids[1], &offer), OK);
	assert_int_equal(offer.items[0].offer->credit->gross, -2032);
	assert_int_equal(offer.items[0].offer->charge->gross, 5419);
}

/* ---- slices ---------------------------------------------------------------------------------- */

static void one_address_twice_in_a_slice_is_one_customer(void **state)
{
	const char *lines[] = { line_of("twice@example.com", "Une", ""),
		line_of("TWICE@example.com", "Deux", ""), line_of("twice@example.com", "Une", "") };
	struct import import = import_lines(lines, 3);

	(void)state;
	assert_int_equal(import.added, 1);
	assert_int_equal(import.there, 1);
	assert_int_equal(import.refused, 1);
	assert_true(text_starts(refusals, "2: customer "));
	assert_non_null(strstr(refusals, "with another content"));
}

static void what_is_not_flushed_is_not_written(void **state)
{
	struct import import = { .shop = &test->shop, .refuse = note };
	const char *line = line_of("dropped@example.com", "Perdue", "");

	(void)state;
	import_open(&import);
	assert_int_equal(import_add(&import, 1, line, strlen(line)), OK);
	import_close(&import);
	import_one(line);
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
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_password_hash_that_was_imported_opens_a_session),
		cmocka_unit_test(without_a_hash_nothing_opens_and_it_takes_as_long_as_for_nobody),
		cmocka_unit_test(an_upgrade_credits_the_price_that_was_imported),
		cmocka_unit_test(one_address_twice_in_a_slice_is_one_customer),
		cmocka_unit_test(what_is_not_flushed_is_not_written),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, open_shop, close_shop);
}

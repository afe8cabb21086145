/*
 * test_shop.h - a whole shop for a unit test: the repository's own conf/, a test shop's clock that
 * stands at noon of 11 May 2026, and customers made as they are wanted.
 */
#ifndef SUPPORT_TEST_SHOP_H
#define SUPPORT_TEST_SHOP_H

#include "base/text.h"
#include "domain/account.h"
#include "domain/catalogue_source.h"
#include "domain/shop.h"
#include "domain/subscription.h"

#include <assert.h>
#include <ftw.h>
#include <sys/stat.h>

#define TEST_PASSWORD "un mot de passe d’essai"

struct test_shop {
	char directory[64];
	struct shop shop;
	struct arena *arena;
};

/* Copies a file, with one piece of text in it replaced. */
static inline void test_copy(
	const char *from, const char *to, const char *before, const char *after)
{
	FILE *in = fopen(from, "re"), *out = fopen(to, "we");
	char line[1024], *place;

	assert(in != NULL && out != NULL);
	while (fgets(line, sizeof line, in) != NULL) {
		place = before == NULL ? NULL : strstr(line, before);
		if (place == NULL)
			fputs(line, out);
		else
			fprintf(out, "%.*s%s%s", (int)(place - line), line, after,
				place + strlen(before));
	}
	assert(fclose(in) == 0 && fclose(out) == 0);
}

static inline void test_clock(struct test_shop *test, const char *instant)
{
	struct instant wanted;

	assert(instant_read(instant, &wanted));
	assert(clock_move(shop_path(&test->shop, "data/clock"),
		       wanted.seconds - clock_machine().seconds) == OK);
}

static inline enum result test_publish_unit(struct unit *unit, void *catalogue)
{
	return catalogue_publish(unit, catalogue);
}

/* Publishes conf/catalog.cfg, with one piece of text in it replaced. */
static inline void test_publish(struct test_shop *test, const char *before, const char *after)
{
	const char *path = shop_path(&test->shop, "conf/catalog.cfg");
	Record__Catalogue *catalogue;
	struct config_error error;

	test_copy("conf/catalog.cfg", path, before, after);
	assert(catalogue_read(path, test->arena, &catalogue, &error) == OK);
	assert(store_write(test->shop.store, test->arena, STORE_SYNC, test_publish_unit,
		       catalogue) == OK);
}

static inline struct test_shop *test_shop_open(void)
{
	static struct test_shop test;
	char path[128], cheap[128];
	struct config_error error;

	test = (struct test_shop){ .directory = "build/shop-XXXXXX",
		.arena = arena_open(64 << 20) };
	mkdir("build", 0755);
	assert(mkdtemp(test.directory) != NULL);
	snprintf(path, sizeof path, "%s/conf", test.directory);
	assert(mkdir(path, 0700) == 0);
	snprintf(path, sizeof path, "%s/conf/site.cfg", test.directory);
	snprintf(cheap, sizeof cheap, "%s/conf/site.tmp", test.directory);
	test_copy("conf/site.cfg", cheap, "mebibytes = 64", "mebibytes = 19");
	test_copy(cheap, path, "kind = \"live\"", "kind = \"test\"");
	assert(shop_make(&test.shop, test.directory, &error) == OK);
	test_clock(&test, "2026-05-11T12:00:00+02:00");
	test_publish(&test, NULL, NULL);
	return &test;
}

static inline int test_remove(
	const char *path, const struct stat *status, int type, struct FTW *walk)
{
	(void)status, (void)type, (void)walk;
	return remove(path);
}

static inline void test_shop_close(struct test_shop *test)
{
	shop_close(&test->shop);
	arena_close(test->arena);
	nftw(test->directory, test_remove, 8, FTW_DEPTH | FTW_PHYS);
}

/* ---- customers ------------------------------------------------------------------------------ */

struct test_customer {
	struct test_shop *test;
	struct new_customer customer;
	struct new_subscription subscription;
	const char *anchor; /* "2026-05-01"; NULL for no subscription */
	/* made */
	uint64_t id, subscription_id;
};

static inline enum result test_customer_unit(struct unit *unit, void *context)
{
	struct test_customer *made = context;
	const Record__Catalogue *catalogue;
	Record__Subscription *subscription;
	Record__Customer *customer;
	enum result result = customer_add(unit, &made->customer, &customer);

	if (result != OK)
		return result;
	made->id = customer->id;
	if (made->anchor == NULL)
		return OK;
	assert(day_read(made->anchor, &made->subscription.anchor));
	result = catalogue_cached(&made->test->shop.catalogue, unit, &catalogue);
	if (result == OK)
		result = subscription_add(unit, &made->test->shop.site, catalogue, customer,
			&made->subscription, &subscription);
	if (result == OK)
		made->subscription_id = subscription->id;
	return result;
}

static inline enum result test_customer_make(struct test_shop *test, struct test_customer *made)
{
	static char hash[PASSWORD_HASH_SIZE];

	if (hash[0] == '\0')
		assert(password_hash(hash, TEST_PASSWORD, site_password_cost(&test->shop.site)) ==
			OK);
	made->test = test;
	made->customer.password_hash = hash;
	return store_write(test->shop.store, test->arena, STORE_SYNC, test_customer_unit, made);
}

/* A customer with one subscription of Harmony, a seat by the month in euros, since 1 May 2026. */
static inline struct test_customer test_customer(
	struct test_shop *test, const char *email, const char *edition)
{
	struct test_customer made = {
		.customer = { .email = email,
			.name = "Camille Essai",
			.address = "1 rue du Test",
			.language = "fr",
			.currency = EUR },
		.subscription = { .product = "harmony",
			.edition = edition,
			.seats = 1,
			.cycle = RECORD__CYCLE__MONTH },
		.anchor = "2026-05-01",
	};

	assert(test_customer_make(test, &made) == OK);
	return made;
}

/* ---- the one of a whole file, for cmocka --------------------------------------------------------
 */

static struct test_shop *test;

static inline int test_shop_setup(void **state)
{
	(void)state;
	test = test_shop_open();
	return 0;
}

static inline int test_shop_teardown(void **state)
{
	(void)state;
	test_shop_close(test);
	return 0;
}

#endif

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../support/test_shop.h"
#include "domain/audit.h"
#include "domain/session_list.h"

static struct test_shop *test;

/* ---- one unit each ------------------------------------------------------------------------- */

struct opening {
	uint64_t customer;
	struct session_token token;
	struct instant now;
};

static enum result open_unit(struct unit *unit, void *context)
{
	struct opening *opening = context;
	Record__Customer *customer;
	enum result result = customer_find(unit, opening->customer, &customer);

	return result == OK ? session_open(unit, &opening->token, customer, opening->now) : result;
}

static struct session_token open_session(uint64_t customer)
{
	struct opening opening = { customer, session_token_random(), clock_machine() };

	assert_int_equal(
		store_write(test->shop.store, test->arena, STORE_NOSYNC, open_unit, &opening), OK);
	return opening.token;
}

struct looking {
	const char *token;
	struct instant now;
};

static enum result look_unit(struct unit *unit, void *context)
{
	const struct looking *looking = context;
	struct session session;

	return session_find(unit, looking->token, looking->now, &session);
}

static enum result session_after(const struct session_token *token, int64_t seconds)
{
	struct looking looking = { token->text, { clock_machine().seconds + seconds } };

	return store_read(test->shop.store, test->arena, look_unit, &looking);
}

static enum result touch_unit(struct unit *unit, void *context)
{
	const struct looking *looking = context;

	return session_touch(unit, looking->token, looking->now);
}

struct changing {
	uint64_t customer;
	const char *hash; /* NULL: lock or unlock */
	bool locked, ended;
};

static enum result change_unit(struct unit *unit, void *context)
{
	const struct changing *changing = context;
	Record__Customer *customer;
	enum result result = customer_find(unit, changing->customer, &customer);

	if (result != OK)
		return result;
	if (changing->ended)
		return sessions_end_all(unit, customer);
	if (changing->hash != NULL)
		return customer_set_password(unit, customer, changing->hash);
	return customer_lock(unit, customer, changing->locked);
}

static enum result change(struct changing changing)
{
	return store_write(test->shop.store, test->arena, STORE_SYNC, change_unit, &changing);
}

static enum result sign_in_as(const char *email, const char *password)
{
	struct nonce nonce = { .expires = { clock_machine().seconds + 600 } };
	struct sign_in asked = {
		.email = email, .password = password, .address = "192.0.2.1", .nonce = &nonce
	};

	secret_random(nonce.bytes, sizeof nonce.bytes);
	return sign_in(&test->shop, test->arena, &asked);
}

/* Of the quickest of three refusals. */
static int64_t milliseconds_of(const char *email)
{
	int64_t least = INT64_MAX;

	for (int i = 0; i < 3; i++) {
		struct timespec begun, ended;
		int64_t took;

		clock_gettime(CLOCK_MONOTONIC, &begun);
		assert_int_equal(sign_in_as(email, "not this one"), WRONG);
		clock_gettime(CLOCK_MONOTONIC, &ended);
		took = (int64_t)(ended.tv_sec - begun.tv_sec) * 1000 +
		       (ended.tv_nsec - begun.tv_nsec) / 1000000;
		least = took < least ? took : least;
	}
	return least;
}

/* ---- what a customer's chain ends with, and whether the shop is sound ------------------------ */

struct reading {
	uint64_t customer;
	Record__JournalEntry *last;
};

static enum result read_last(struct unit *unit, void *context)
{
	struct reading *reading = context;
	struct key key = key_number(reading->customer);
	Record__Customer *customer;
	enum result result = customer_find(unit, reading->customer, &customer);

	if (result != OK)
		return result;
	key_add_number(&key, customer->journal_count);
	return journal_entries_find(unit, &key, &reading->last);
}

static const Record__JournalEntry *last_entry(uint64_t customer)
{
	struct reading reading = { .customer = customer };

	assert_int_equal(store_read(test->shop.store, test->arena, read_last, &reading), OK);
	return reading.last;
}

static void print(const char *sentence, void *context)
{
	(void)context;
	print_message("# %s\n", sentence);
}

static void assert_sound(void)
{
	struct audit audit = { .finding = print };

	assert_int_equal(audit_run(&test->shop, &audit), OK);
	assert_int_equal(audit.findings, 0);
}

/* ---- tests ----------------------------------------------------------------------------------- */

/* [7.3.2] */
static void a_session_ends_after_eight_hours_however_busy(void **state)
{
	struct test_customer busy = test_customer(test, "busy@example.com", "essentials");
	struct session_token token = open_session(busy.id);

	(void)state;
	for (int64_t at = 1200; at < 8 * 3600; at += 1200) {
		struct looking looking = { token.text, { clock_machine().seconds + at } };

		assert_int_equal(session_after(&token, at), OK);
		assert_int_equal(store_write(test->shop.store, test->arena, STORE_NOSYNC,
					 touch_unit, &looking),
			OK);
	}
	assert_int_equal(session_after(&token, 8 * 3600 - 60), OK);
	assert_int_equal(session_after(&token, 8 * 3600), NOT_FOUND);
}

/* [7.4.3] */
static void another_password_ends_every_session_of_its_owner_and_nobody_elses(void **state)
{
	struct test_customer ana = test_customer(test, "ana@example.com", "essentials");
	struct test_customer bob = test_customer(test, "bob@example.com", "essentials");
	struct session_token first = open_session(ana.id), second = open_session(ana.id);
	struct session_token other = open_session(bob.id);
	char hash[PASSWORD_HASH_SIZE];

	(void)state;
	assert_int_equal(password_hash(hash, "kq3vX8pZ", site_password_cost(&test->shop.site)), OK);
	assert_int_equal(session_after(&first, 0), OK);
	assert_int_equal(change((struct changing){ ana.id, .hash = hash }), OK);
	assert_int_equal(session_after(&first, 0), NOT_FOUND);
	assert_int_equal(session_after(&second, 0), NOT_FOUND);
	assert_int_equal(session_after(&other, 0), OK);
	assert_non_null(last_entry(ana.id)->password_changed);
	assert_int_equal(last_entry(ana.id)->actor, 0);
	assert_int_equal(sign_in_as("ana@example.com", TEST_PASSWORD), WRONG);
	assert_int_equal(sign_in_as("ana@example.com", "kq3vX8pZ"), OK);
	first = open_session(ana.id);
	assert_int_equal(session_after(&first, 0), OK);
	assert_sound();
}

/* [7.4.2] */
static void a_lock_ends_sessions_and_unlocking_doesnt_revive_them(void **state)
{
	struct test_customer eve = test_customer(test, "eve@example.com", "essentials");
	struct session_token token = open_session(eve.id), later;

	(void)state;
	assert_int_equal(change((struct changing){ eve.id, .locked = true }), OK);
	assert_int_equal(session_after(&token, 0), NOT_FOUND);
	assert_int_equal(sign_in_as("eve@example.com", TEST_PASSWORD), WRONG);
	assert_non_null(last_entry(eve.id)->customer_locked);
	assert_sound();
	assert_int_equal(change((struct changing){ eve.id, .locked = true }), EXISTS);
	assert_int_equal(change((struct changing){ eve.id, .locked = false }), OK);
	assert_non_null(last_entry(eve.id)->customer_unlocked);
	assert_int_equal(change((struct changing){ eve.id, .locked = false }), EXISTS);
	assert_int_equal(session_after(&token, 0), NOT_FOUND);
	assert_int_equal(sign_in_as("eve@example.com", TEST_PASSWORD), OK);
	later = open_session(eve.id);
	assert_int_equal(session_after(&later, 0), OK);
	assert_sound();
}

static void nobody_signs_in_to_an_account_without_a_password(void **state)
{
	struct test_customer made = test_customer(test, "new@example.com", "essentials");

	(void)state;
	test_customer(test, "old@example.com", "essentials");
	assert_int_equal(change((struct changing){ made.id, .hash = "" }), OK);
	assert_int_equal(sign_in_as("new@example.com", ""), WRONG);
	assert_int_equal(sign_in_as("new@example.com", TEST_PASSWORD), WRONG);
	/* Nor does anybody see that there is none: a refusal that hashes nothing takes 1 ms. */
	assert_true(milliseconds_of("new@example.com") > milliseconds_of("old@example.com") / 4);
}

/* ---- lists ----------------------------------------------------------------------------------- */

static size_t walk(uint64_t customer, unit_function *step, struct session_id *last)
{
	struct session_list list = { .customer = customer, .now = clock_machine() };
	size_t count = 0;

	while (!list.ended) {
		assert_int_equal(
			store_write(test->shop.store, test->arena, STORE_SYNC, step, &list), OK);
		count += list.count;
		if (list.count > 0 && last != NULL)
			*last = list.items[list.count - 1].id;
	}
	return count;
}

static enum result end_unit(struct unit *unit, void *id)
{
	return session_end(unit, id);
}

static enum result end_one(struct session_id *id)
{
	return store_write(test->shop.store, test->arena, STORE_SYNC, end_unit, id);
}

/* [7.4.5] */
static void the_operator_sees_and_ends_sessions_of_one_or_of_all(void **state)
{
	struct test_customer many = test_customer(test, "many@example.com", "essentials");
	struct test_customer few = test_customer(test, "few@example.com", "essentials");
	struct session_token token;
	struct session_id id = { "" }, none = { "000000000000" }, text = { "no hex digit" };

	(void)state;
	walk(0, session_list_end, NULL);
	/* More than one slice. */
	for (int i = 0; i < 450; i++)
		open_session(many.id);
	token = open_session(few.id);
	assert_int_equal(walk(0, session_list_read, NULL), 451);
	assert_int_equal(walk(many.id, session_list_read, NULL), 450);
	assert_int_equal(walk(few.id, session_list_read, &id), 1);
	assert_int_equal(strlen(id.text), 12);
	assert_null(strstr(token.text, id.text));
	assert_int_equal(end_one(&none), NOT_FOUND);
	assert_int_equal(end_one(&text), NOT_FOUND);
	assert_int_equal(end_one(&id), OK);
	assert_int_equal(session_after(&token, 0), NOT_FOUND);
	assert_int_equal(end_one(&id), NOT_FOUND);
	token = open_session(few.id);
	assert_int_equal(change((struct changing){ many.id, .ended = true }), OK);
	assert_int_equal(walk(many.id, session_list_read, NULL), 0);
	assert_int_equal(walk(0, session_list_read, NULL), 1);
	assert_int_equal(session_after(&token, 0), OK);
	assert_int_equal(walk(0, session_list_end, NULL), 1);
	assert_int_equal(session_after(&token, 0), NOT_FOUND);
	assert_int_equal(walk(0, session_list_read, NULL), 0);
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
		cmocka_unit_test(a_session_ends_after_eight_hours_however_busy),
		cmocka_unit_test(another_password_ends_every_session_of_its_owner_and_nobody_elses),
		cmocka_unit_test(a_lock_ends_sessions_and_unlocking_doesnt_revive_them),
		cmocka_unit_test(nobody_signs_in_to_an_account_without_a_password),
		cmocka_unit_test(the_operator_sees_and_ends_sessions_of_one_or_of_all),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, open_shop, close_shop);
}

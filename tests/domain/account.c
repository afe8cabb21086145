#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../support/test_shop.h"
#include "domain/hashing.h"
#include "domain/throttle.h"

#include <fcntl.h>
#include <sys/wait.h>

/* A solution of the captcha's that was never used before. */
static struct nonce fresh_nonce(void)
{
	struct nonce nonce = { .expires = { clock_machine().seconds + 600 } };

	secret_random(nonce.bytes, sizeof nonce.bytes);
	return nonce;
}

static struct sign_in attempt_from(const char *email, const char *password, const char *address)
{
	static struct nonce solutions[256];
	static size_t used;
	struct nonce *nonce = &solutions[used++ % 256];

	*nonce = fresh_nonce();
	return (struct sign_in){
		.email = email, .password = password, .address = address, .nonce = nonce
	};
}

static enum result try_from(const char *email, const char *password, const char *address)
{
	struct sign_in asked = attempt_from(email, password, address);

	return sign_in(&test->shop, test->arena, &asked);
}

/* ---- sessions ------------------------------------------------------------------------------- */

struct looking {
	const char *token;
	struct instant now;
	struct session session;
};

static enum result look(struct unit *unit, void *context)
{
	struct looking *looking = context;

	return session_find(unit, looking->token, looking->now, &looking->session);
}

static enum result session_after(const char *token, int64_t seconds, uint64_t *customer)
{
	struct looking looking = { token, { clock_machine().seconds + seconds }, { 0 } };
	enum result result = store_read(test->shop.store, test->arena, look, &looking);

	if (result == OK && customer != NULL)
		*customer = looking.session.customer->id;
	return result;
}

static enum result touch_later(struct unit *unit, void *context)
{
	const struct looking *looking = context;

	return session_touch(unit, looking->token, looking->now);
}

static enum result close_it(struct unit *unit, void *token)
{
	return session_close(unit, token);
}

static enum result lock_it(struct unit *unit, void *id)
{
	struct key key = key_number(*(uint64_t *)id);
	Record__Customer *customer;
	enum result result = customers_find(unit, &key, &customer);

	if (result != OK)
		return result;
	customer->locked = true;
	return customers_change(unit, &key, customer);
}

static enum result read_hash(struct unit *unit, void *context)
{
	const char **hash = context;
	Record__Customer *customer;
	enum result result = customer_find_by_email(unit, *hash, &customer);

	if (result == OK)
		*hash = customer->password;
	return result;
}

struct booking {
	struct throttle throttle;
	struct instant now;
	int64_t wait;
};

static enum result book(struct unit *unit, void *context)
{
	struct booking *booking = context;
	enum result result = throttle_book(unit, &booking->throttle, booking->now);

	if (result == OK)
		result = throttle_check(unit, &booking->throttle, booking->now, &booking->wait);
	return result == THROTTLED ? OK : result;
}

/* The first wait is one second, which a busy machine may let pass: nine more make it 512. */
static void fail_more(enum throttle_kind kind, const char *name)
{
	for (int i = 0; i < 9; i++) {
		struct booking booking = { throttle_of(&test->shop.secrets, kind, name),
			clock_machine(), 0 };

		assert_int_equal(
			store_write(test->shop.store, test->arena, STORE_NOSYNC, book, &booking),
			OK);
	}
}

struct moving {
	struct throttle account, address, narrowed;
	struct instant now;
};

static enum result move_in(struct unit *unit, void *context)
{
	struct moving *moving = context;

	return throttle_make_home(unit, &moving->account, &moving->address, moving->now);
}

static enum result narrow(struct unit *unit, void *context)
{
	struct moving *moving = context;

	return throttle_narrow(unit, &moving->account, &moving->address, &moving->narrowed);
}

/* ---- tests ------------------------------------------------------------------------------------
 */

static void the_right_password_opens_a_session(void **state)
{
	struct test_customer customer = test_customer(test, "In@Example.com", "essentials");
	struct sign_in asked = attempt_from("in@example.COM", TEST_PASSWORD, "192.0.2.1");
	uint64_t found = 0;

	(void)state;
	assert_int_equal(sign_in(&test->shop, test->arena, &asked), OK);
	assert_int_equal(asked.customer, customer.id);
	assert_int_equal(strlen(asked.token.text), 43);
	assert_int_equal(session_after(asked.token.text, 0, &found), OK);
	assert_int_equal(found, customer.id);
	assert_int_equal(session_after("made-up", 0, NULL), NOT_FOUND);
}

/* [7.2.4] */
static void signing_in_ends_the_session_before(void **state)
{
	struct sign_in first = attempt_from("in@example.com", TEST_PASSWORD, "192.0.2.1");
	struct sign_in second = attempt_from("in@example.com", TEST_PASSWORD, "192.0.2.1");

	(void)state;
	assert_int_equal(sign_in(&test->shop, test->arena, &first), OK);
	second.closed = first.token.text;
	assert_int_equal(sign_in(&test->shop, test->arena, &second), OK);
	assert_string_not_equal(first.token.text, second.token.text);
	assert_int_equal(session_after(first.token.text, 0, NULL), NOT_FOUND);
	assert_int_equal(session_after(second.token.text, 0, NULL), OK);
}

/* [7.3.1] */
static void a_session_ends_after_half_an_hour_without_a_request(void **state)
{
	struct sign_in asked = attempt_from("in@example.com", TEST_PASSWORD, "192.0.2.1");
	struct looking seen = { asked.token.text, { clock_machine().seconds + 1700 }, { 0 } };

	(void)state;
	assert_int_equal(sign_in(&test->shop, test->arena, &asked), OK);
	assert_int_equal(session_after(asked.token.text, 1790, NULL), OK);
	assert_int_equal(session_after(asked.token.text, 1800, NULL), NOT_FOUND);
	assert_int_equal(
		store_write(test->shop.store, test->arena, STORE_NOSYNC, touch_later, &seen), OK);
	assert_int_equal(session_after(asked.token.text, 1800, NULL), OK);
	assert_int_equal(session_after(asked.token.text, 1700 + 1801, NULL), NOT_FOUND);
}

/* [7.4.1] */
static void signing_out_ends_the_session_at_once(void **state)
{
	struct sign_in asked = attempt_from("in@example.com", TEST_PASSWORD, "192.0.2.1");

	(void)state;
	assert_int_equal(sign_in(&test->shop, test->arena, &asked), OK);
	assert_int_equal(
		store_write(test->shop.store, test->arena, STORE_SYNC, close_it, asked.token.text),
		OK);
	assert_int_equal(session_after(asked.token.text, 0, NULL), NOT_FOUND);
	assert_int_equal(
		store_write(test->shop.store, test->arena, STORE_SYNC, close_it, asked.token.text),
		OK);
}

/* [6.3.8] */
static void unknown_locked_and_wrong_answer_alike(void **state)
{
	struct test_customer locked = test_customer(test, "locked@example.com", "essentials");
	struct sign_in before = attempt_from("locked@example.com", TEST_PASSWORD, "192.0.2.2");

	(void)state;
	assert_int_equal(sign_in(&test->shop, test->arena, &before), OK);
	assert_int_equal(
		store_write(test->shop.store, test->arena, STORE_SYNC, lock_it, &locked.id), OK);
	assert_int_equal(session_after(before.token.text, 0, NULL), NOT_FOUND);
	assert_int_equal(try_from("locked@example.com", TEST_PASSWORD, "192.0.2.2"), WRONG);
	assert_int_equal(try_from("nobody@example.com", TEST_PASSWORD, "192.0.2.2"), WRONG);
	assert_int_equal(try_from("in@example.com", "autre chose", "192.0.2.2"), WRONG);
	assert_int_equal(try_from("in@example.com", "", "192.0.2.2"), WRONG);
}

static void a_solution_serves_once(void **state)
{
	struct sign_in asked = attempt_from("in@example.com", TEST_PASSWORD, "192.0.2.3");

	(void)state;
	assert_int_equal(sign_in(&test->shop, test->arena, &asked), OK);
	assert_int_equal(sign_in(&test->shop, test->arena, &asked), EXISTS);
}

static void the_sixth_failure_makes_an_account_wait_whoever_asks(void **state)
{
	struct sign_in asked;

	(void)state;
	test_customer(test, "target@example.com", "essentials");
	for (int i = 0; i < 6; i++)
		assert_int_equal(try_from("target@example.com", "faux", "192.0.2.10"), WRONG);
	fail_more(THROTTLE_ACCOUNT, "target@example.com");
	asked = attempt_from("Target@example.com", TEST_PASSWORD, "192.0.2.11");
	assert_int_equal(sign_in(&test->shop, test->arena, &asked), THROTTLED);
	assert_in_range(asked.wait, 1, 512);
	/* Its neighbour at the first address isn't held back. */
	assert_int_equal(try_from("in@example.com", TEST_PASSWORD, "192.0.2.10"), OK);
}

/* Twenty strangers, each at an address of their own, for as long as the door opens to them. */
static void strangers_keep_an_owner_out_only_where_they_never_were(void **state)
{
	struct sign_in asked;
	char address[32];

	(void)state;
	test_customer(test, "home@example.com", "essentials");
	assert_int_equal(try_from("home@example.com", TEST_PASSWORD, "2001:db8:7:7::1"), OK);
	fail_more(THROTTLE_ACCOUNT, "home@example.com");
	for (int i = 0; i < 20; i++) {
		snprintf(address, sizeof address, "198.51.100.%d", i);
		assert_int_equal(try_from("home@example.com", "faux", address), THROTTLED);
	}
	asked = attempt_from("HOME@example.com", TEST_PASSWORD, "2001:db8:7:7:8::2");
	assert_int_equal(sign_in(&test->shop, test->arena, &asked), OK);
	/* Coming home forgives no stranger, and opens no other account there. */
	assert_int_equal(try_from("home@example.com", TEST_PASSWORD, "192.0.2.12"), THROTTLED);
	assert_int_equal(try_from("home@example.com", TEST_PASSWORD, "2001:db8:7:8::1"), THROTTLED);
}

static void whoever_guesses_at_the_owners_address_is_held_back_there(void **state)
{
	enum result result = WRONG;
	int tries = 0;

	(void)state;
	test_customer(test, "shared@example.com", "essentials");
	assert_int_equal(try_from("shared@example.com", TEST_PASSWORD, "192.0.2.13"), OK);
	/* The first waits are a second and two, which a busy machine may let pass. */
	while (result == WRONG && tries++ < 12)
		result = try_from("shared@example.com", "faux", "192.0.2.13");
	assert_int_equal(result, THROTTLED);
	assert_in_range(tries, 7, 12);
	assert_int_equal(try_from("shared@example.com", TEST_PASSWORD, "192.0.2.13"), THROTTLED);
	assert_int_equal(try_from("shared@example.com", TEST_PASSWORD, "192.0.2.14"), OK);
}

static void a_home_is_one_for_ninety_days(void **state)
{
	struct throttle account =
		throttle_of(&test->shop.secrets, THROTTLE_ACCOUNT, "traveller@example.com");
	struct throttle address = throttle_of(&test->shop.secrets, THROTTLE_ADDRESS, "192.0.2.15");
	static const int days[] = { 89, 91 };

	(void)state;
	for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
		struct moving moving = { account, address, { 0 },
			{ clock_machine().seconds - days[i] * INT64_C(86400) } };

		assert_int_equal(
			store_write(test->shop.store, test->arena, STORE_NOSYNC, move_in, &moving),
			OK);
		assert_int_equal(store_read(test->shop.store, test->arena, narrow, &moving), OK);
		if (i == 0)
			assert_memory_not_equal(
				&moving.narrowed.name, &account.name, sizeof account.name);
		else
			assert_memory_equal(
				&moving.narrowed.name, &account.name, sizeof account.name);
		address = throttle_of(&test->shop.secrets, THROTTLE_ADDRESS, "192.0.2.16");
	}
}

static void success_clears_an_accounts_failures(void **state)
{
	(void)state;
	test_customer(test, "clumsy@example.com", "essentials");
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 4; i++)
			assert_int_equal(
				try_from("clumsy@example.com", "faux", "192.0.2.20"), WRONG);
		assert_int_equal(try_from("clumsy@example.com", TEST_PASSWORD, "192.0.2.20"), OK);
	}
}

static void an_office_that_signs_in_rightly_is_never_held_back(void **state)
{
	char email[64];

	(void)state;
	for (int i = 0; i < 60; i++) {
		snprintf(email, sizeof email, "office%d@example.com", i);
		test_customer(test, email, "essentials");
		assert_int_equal(try_from(email, TEST_PASSWORD, "198.51.100.7"), OK);
	}
}

static void an_address_that_fails_everywhere_waits(void **state)
{
	char email[64];
	struct sign_in asked;

	(void)state;
	for (int i = 0; i < 21; i++) {
		snprintf(email, sizeof email, "guess%d@example.com", i);
		assert_int_equal(try_from(email, "faux", "2001:db8:1:2::1"), WRONG);
	}
	fail_more(THROTTLE_ADDRESS, "2001:db8:1:2::1");
	/* IPv6: the whole network of a visitor counts as one. */
	asked = attempt_from("in@example.com", TEST_PASSWORD, "2001:db8:1:2:ffff::9");
	assert_int_equal(sign_in(&test->shop, test->arena, &asked), THROTTLED);
	assert_int_equal(try_from("in@example.com", TEST_PASSWORD, "2001:db8:1:3::1"), OK);
}

static void an_ipv4_address_counts_alone_however_it_is_written(void **state)
{
	const struct secrets *secrets = &test->shop.secrets;
	struct throttle plain = throttle_of(secrets, THROTTLE_ADDRESS, "192.0.2.60");
	struct throttle mapped = throttle_of(secrets, THROTTLE_ADDRESS, "::ffff:192.0.2.60");
	struct throttle other = throttle_of(secrets, THROTTLE_ADDRESS, "::ffff:192.0.2.61");

	(void)state;
	assert_memory_equal(&plain.name, &mapped.name, sizeof plain.name);
	assert_memory_not_equal(&mapped.name, &other.name, sizeof mapped.name);
}

static void the_wait_doubles_up_to_a_quarter_of_an_hour(void **state)
{
	static const int64_t waits[] = { 0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900,
		900 };

	(void)state;
	for (size_t i = 0; i < sizeof waits / sizeof *waits; i++) {
		struct booking booking = { throttle_of(&test->shop.secrets, THROTTLE_ACCOUNT,
						   "patience@example.com"),
			clock_machine(), 0 };

		assert_int_equal(
			store_write(test->shop.store, test->arena, STORE_NOSYNC, book, &booking),
			OK);
		assert_int_equal(booking.wait, waits[i]);
	}
}

/* [11.4.2] */
static void a_cheaper_hash_is_renewed_at_the_next_sign_in(void **state)
{
	const char *before = "renew@example.com", *after = before;

	(void)state;
	test_customer(test, before, "essentials");
	assert_int_equal(store_read(test->shop.store, test->arena, read_hash, &before), OK);
	test->shop.site.password.passes = 4;
	assert_int_equal(try_from("renew@example.com", TEST_PASSWORD, "192.0.2.30"), OK);
	assert_int_equal(store_read(test->shop.store, test->arena, read_hash, &after), OK);
	assert_non_null(strstr(before, "t=3,"));
	assert_non_null(strstr(after, "t=4,"));
	assert_int_equal(try_from("renew@example.com", TEST_PASSWORD, "192.0.2.30"), OK);
	test->shop.site.password.passes = 3;
}

static void an_address_for_mail_belongs_to_one_customer(void **state)
{
	struct test_customer first = test_customer(test, "one@example.com", "essentials");
	struct test_customer second = first, malformed = first;

	(void)state;
	second.customer.email = "ONE@example.com";
	assert_int_equal(test_customer_make(test, &second), EXISTS);
	malformed.customer.email = "one@example.com\r\nBcc: all";
	assert_int_equal(test_customer_make(test, &malformed), INVALID);
}

static void a_name_and_an_address_are_text(void **state)
{
	static const char *const names[] = { "Anna\xff", "Anna\nB", "Anna\x1b[2J" };
	struct test_customer customer = {
		.customer = { .email = "text@example.com", .language = "fr", .currency = EUR }
	};

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		customer.customer.name = names[i];
		customer.customer.address = "";
		assert_int_equal(test_customer_make(test, &customer), INVALID);
		customer.customer.name = "Anna";
		customer.customer.address = i == 1 ? "1 rue\x07" : names[i];
		assert_int_equal(test_customer_make(test, &customer), INVALID);
	}
	customer.customer.address = "1 rue du Test\n69001 Lyon";
	assert_int_equal(test_customer_make(test, &customer), OK);
}

/* Keeps both places for hashing busy, while another process locks the customer. */
static void lock_meanwhile(const char *directory, const char *hashing, int ready)
{
	struct flock both = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 2 };
	int file = open(hashing, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	char program[512], command[1024];
	ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);

	if (file < 0 || fcntl(file, F_OFD_SETLK, &both) != 0 || length < 0)
		_exit(1);
	program[length] = '\0';
	*strstr(program, "/tests/domain/") = '\0';
	snprintf(command, sizeof command, "sleep 0.2; exec %s/tests/support/damage %s lock 2>&-",
		program, directory);
	if (write(ready, "", 1) != 1)
		_exit(1);
	_exit(system(command) == 0 ? 0 : 1);
}

static void an_account_locked_while_its_password_was_checked_opens_nothing(void **state)
{
	struct test_customer second;
	struct sign_in asked;
	int ready[2], status;
	pid_t child;
	char byte;

	(void)state;
	test_customer(test, "first@example.com", "essentials");
	second = test_customer(test, "second@example.com", "essentials");
	assert_int_equal(second.id, 2);
	asked = attempt_from(second.customer.email, TEST_PASSWORD, "192.0.2.50");
	assert_int_equal(pipe(ready), 0);
	child = fork();
	if (child == 0)
		lock_meanwhile(test->directory, test->shop.hashing, ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	assert_int_equal(sign_in(&test->shop, test->arena, &asked), WRONG);
	assert_int_equal(session_after(asked.token.text, 0, NULL), NOT_FOUND);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	close(ready[0]);
	close(ready[1]);
}

static void a_third_hash_waits_and_a_seventh_is_sent_away(void **state)
{
	struct hashing running[2], sent_away;
	int file = open(test->shop.hashing, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	struct flock waiting = {
		.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 2, .l_len = 4
	};

	(void)state;
	test_customer(test, "queue@example.com", "essentials");
	assert_int_equal(hashing_enter(&running[0], test->shop.hashing), OK);
	assert_int_equal(hashing_enter(&running[1], test->shop.hashing), OK);
	assert_int_equal(fcntl(file, F_OFD_SETLK, &waiting), 0);
	assert_int_equal(hashing_enter(&sent_away, test->shop.hashing), BUSY);
	assert_int_equal(try_from("in@example.com", TEST_PASSWORD, "192.0.2.40"), BUSY);
	/* Whom the queue sends away didn't fail: six more times, and the password still counts. */
	for (int i = 0; i < 6; i++)
		assert_int_equal(try_from("queue@example.com", TEST_PASSWORD, "192.0.2.41"), BUSY);
	close(file);
	hashing_leave(&running[0]);
	assert_int_equal(try_from("queue@example.com", TEST_PASSWORD, "192.0.2.41"), OK);
	assert_int_equal(hashing_enter(&running[0], test->shop.hashing), OK);
	hashing_leave(&running[0]);
	hashing_leave(&running[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		/* Before the others: the second customer of all is the one that gets locked. */
		cmocka_unit_test(an_account_locked_while_its_password_was_checked_opens_nothing),
		cmocka_unit_test(the_right_password_opens_a_session),
		cmocka_unit_test(signing_in_ends_the_session_before),
		cmocka_unit_test(a_session_ends_after_half_an_hour_without_a_request),
		cmocka_unit_test(signing_out_ends_the_session_at_once),
		cmocka_unit_test(unknown_locked_and_wrong_answer_alike),
		cmocka_unit_test(a_solution_serves_once),
		cmocka_unit_test(the_sixth_failure_makes_an_account_wait_whoever_asks),
		cmocka_unit_test(strangers_keep_an_owner_out_only_where_they_never_were),
		cmocka_unit_test(whoever_guesses_at_the_owners_address_is_held_back_there),
		cmocka_unit_test(a_home_is_one_for_ninety_days),
		cmocka_unit_test(success_clears_an_accounts_failures),
		cmocka_unit_test(an_office_that_signs_in_rightly_is_never_held_back),
		cmocka_unit_test(an_address_that_fails_everywhere_waits),
		cmocka_unit_test(an_ipv4_address_counts_alone_however_it_is_written),
		cmocka_unit_test(the_wait_doubles_up_to_a_quarter_of_an_hour),
		cmocka_unit_test(a_cheaper_hash_is_renewed_at_the_next_sign_in),
		cmocka_unit_test(an_address_for_mail_belongs_to_one_customer),
		cmocka_unit_test(a_name_and_an_address_are_text),
		cmocka_unit_test(a_third_hash_waits_and_a_seventh_is_sent_away),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, test_shop_setup, test_shop_teardown);
}

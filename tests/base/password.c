/* Passwords and their Argon2id hashes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../support/secrets.h"

#define CHEAP ((struct password_cost){ .passes = 2, .mebibytes = 8 })

/* Made by the reference implementation, libargon2: t=2, m=8192 KiB, p=1, salt 0123456789abcdef. */
#define REFERENCE                                                                                  \
	"$argon2id$v=19$m=8192,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$"                                    \
	"TaSxWwWe4syX1jzBX9DYIlqZ77FdqDMLxHMnMeqOz2E"

static void a_password_is_known_by_its_argon2id_hash(void **state)
{
	(void)state;
	assert_int_equal(password_check(REFERENCE, "palier"), OK);
	assert_int_equal(password_check(REFERENCE, "Palier"), WRONG);
	assert_int_equal(password_check(REFERENCE, ""), WRONG);
	assert_int_equal(password_check(REFERENCE, "palier "), WRONG);
}

static void a_password_is_hashed_anew_each_time(void **state)
{
	char one[PASSWORD_HASH_SIZE], two[PASSWORD_HASH_SIZE];

	(void)state;
	assert_int_equal(password_hash(one, "été 2026", CHEAP), OK);
	assert_int_equal(password_hash(two, "été 2026", CHEAP), OK);
	assert_memory_equal(one, "$argon2id$v=19$m=8192,t=2,p=1$", 30);
	assert_string_not_equal(one, two);
	assert_int_equal(password_check(one, "été 2026"), OK);
	assert_int_equal(password_check(two, "été 2026"), OK);
	assert_int_equal(password_check(two, "ete 2026"), WRONG);
}

static void what_is_no_hash_matches_no_password(void **state)
{
	static const char *const broken[] = { "", "x", "$argon2id$", "palier",
		"$argon2id$v=19$m=8192,t=2,p=1$$", "$1$abc$def" };

	(void)state;
	for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
		assert_int_equal(password_check(broken[i], "palier"), WRONG);
		assert_int_equal(password_check(broken[i], ""), WRONG);
		assert_true(password_is_outdated(broken[i], CHEAP));
	}
}

static void a_hash_of_another_price_is_outdated(void **state)
{
	(void)state;
	assert_false(password_is_outdated(REFERENCE, CHEAP));
	assert_true(password_is_outdated(REFERENCE, (struct password_cost){ 3, 8 }));
	assert_true(password_is_outdated(REFERENCE, (struct password_cost){ 2, 19 }));
}

static void a_hash_that_nobody_can_afford_is_a_breakdown(void **state)
{
	char hash[PASSWORD_HASH_SIZE];

	(void)state;
	assert_int_equal(
		password_hash(hash, "palier", (struct password_cost){ 2, 4000000 }), BROKEN);
	assert_non_null(strstr(files_read("log"), " password not hashed reason=memory\n"));
	assert_null(strstr(files_read("log"), "palier\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_password_is_known_by_its_argon2id_hash),
		cmocka_unit_test(a_password_is_hashed_anew_each_time),
		cmocka_unit_test(what_is_no_hash_matches_no_password),
		cmocka_unit_test(a_hash_of_another_price_is_outdated),
		cmocka_unit_test(a_hash_that_nobody_can_afford_is_a_breakdown),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, secret_setup, files_close);
}

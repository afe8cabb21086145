/* Hashes, signatures and spellings of bytes, against values made by others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../support/child.h"
#include "../support/secrets.h"

/* Digests below were computed by OpenSSL, through node's crypto module, unless they say more. */

/* FIPS 180-4's examples: "", "abc" and a million times "a". */
static void hashes_are_sha_256(void **state)
{
	static char million[1000000];

	(void)state;
	memset(million, 'a', sizeof million);
	assert_digest(secret_hash("", 0),
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	assert_digest(secret_hash("abc", 3),
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_digest(secret_hash(million, sizeof million),
		"cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
	assert_digest(secret_hash_two("a", 1, "bc", 2),
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_digest(secret_hash_two("", 0, "abc", 3),
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_digest(secret_hash_two("abc", 3, NULL, 0),
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

/* The inputs of RFC 6070, over SHA-256; a NUL within, an empty part, and a key over a block. */
static void stretching_is_pbkdf2(void **state)
{
	char long_password[100];

	(void)state;
	memset(long_password, 'p', sizeof long_password);
	assert_digest(secret_stretch("password", 8, "salt", 4, 1),
		"120fb6cffcf8b32c43e7225256c4f837a86548c92ccc35480805987cb70be17b");
	assert_digest(secret_stretch("password", 8, "salt", 4, 2),
		"ae4d0c95af6b46d32d0adff928f06dd02a303f8ef3c251dfd6e2d85a95474c43");
	assert_digest(secret_stretch("password", 8, "salt", 4, 4096),
		"c5e478d59288c841aa530db6845c4c8d962893a001ce4e11a4963873aa98134a");
	assert_digest(secret_stretch("passwordPASSWORDpassword", 24,
			      "saltSALTsaltSALTsaltSALTsaltSALTsalt", 36, 4096),
		"348c89dbcbd32b2f32d814b8116e84cf2b17347ebc1800181c4e2a1fb8dd53e1");
	assert_digest(secret_stretch("pass\0word", 9, "sa\0lt", 5, 4096),
		"89b69d0516f829893c696226650a86878c029ac13ee276509d5ae58b6466a724");
	assert_digest(secret_stretch("", 0, "salt", 4, 3),
		"5ddf839afa2d5fb4be56e1a0f48917617559bef61ec122bfca1c7f75ac8f401d");
	assert_digest(secret_stretch(long_password, sizeof long_password, "", 0, 5),
		"ea8b8fe4c0b51953d8dc0943f3f538793d03ad27d538b749c36e61f7f4a7a756");
}

/*
 * HMAC-SHA256(HMAC-SHA256(secret, "palier " purpose), message).  Were one of these to change,
 * everything signed in existing shops would be void.
 */
static void a_signature_is_what_it_was_in_every_shop(void **state)
{
	static const char *const signatures[SECRET_PURPOSES] = {
		[SECRET_CSRF] = "e27600ac778f9310a377a4ffb9f5bb2c53f464238e732b12cdc61332ba72eae5",
		[SECRET_QUOTE] = "6e60eaedfab544e2d5da0d7a4a65ac594491779596eed4590263fd2597c857e7",
		[SECRET_CAPTCHA] =
			"86ed190eee7b950ceeae6408477bae980a4bbe402153f9ebc953a642eae74746",
		[SECRET_CAPTCHA_KEY] =
			"5d04ee1af0d6d2d20ab9c6da3e52e429f46604b235e358c88c96a71f40616cb4",
		[SECRET_QUESTION] =
			"3c62495e2616e7e2b256b0d780a1b222a6c09b433ca1b5dd0cc97b42dc2549e1",
		[SECRET_THROTTLE] =
			"dd6a7e433aceef245fbcb5c87830be7cbcee77495ffc37137e162c791ab344e9",
		[SECRET_TICKET] =
			"3821ff9101922a2806f056074ea190d6d5c9c24734df6461b5c6f3853718232d",
	};

	(void)state;
	assert_int_equal(read_secret(ONE "\n", 0600), OK);
	assert_int_equal(secrets.count, 1);
	for (int i = 0; i < SECRET_PURPOSES; i++)
		assert_digest(
			secret_sign(&secrets, (enum secret_purpose)i, MESSAGE, 28), signatures[i]);
	assert_digest(secret_sign(&secrets, SECRET_CSRF, "", 0),
		"aaad39f38b7aca6eab5a5ba4e5fab93e29433e2d4bdd83f658c39872b41794f2");
}

static void a_signature_is_good_for_one_message_and_one_purpose(void **state)
{
	struct digest signature;

	(void)state;
	assert_int_equal(read_secret(ONE "\n", 0600), OK);
	signature = secret_sign(&secrets, SECRET_QUOTE, MESSAGE, 28);
	assert_true(secret_check(&secrets, SECRET_QUOTE, MESSAGE, 28, &signature));
	assert_false(secret_check(&secrets, SECRET_QUOTE, MESSAGE, 27, &signature));
	assert_false(secret_check(
		&secrets, SECRET_QUOTE, "What do ya want for nothing?", 28, &signature));
	for (int i = 0; i < SECRET_PURPOSES; i++)
		if (i != SECRET_QUOTE)
			assert_false(secret_check(
				&secrets, (enum secret_purpose)i, MESSAGE, 28, &signature));
	for (size_t bit = 0; bit < sizeof signature * 8; bit++) {
		signature.bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
		assert_false(secret_check(&secrets, SECRET_QUOTE, MESSAGE, 28, &signature));
		signature.bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
	}
}

static void sign_without(void *nothing)
{
	struct secrets none = { .count = 0 };

	(void)nothing;
	secret_sign(&none, SECRET_CSRF, "", 0);
}

static void without_a_secret_nothing_is_signed_or_believed(void **state)
{
	struct secrets none = { .count = 0 };
	struct digest signature = { { 0 } };

	(void)state;
	assert_true(child_aborts(sign_without, NULL));
	assert_false(secret_check(&none, SECRET_CSRF, "", 0, &signature));
}

static void base64_is_written_and_read_in_one_form(void **state)
{
	static const struct {
		const char *bytes, *url, *standard, *padded;
	} cases[] = { { "", "", "", "" }, { "f", "Zg", "Zg", "Zg==" },
		{ "fo", "Zm8", "Zm8", "Zm8=" }, { "foo", "Zm9v", "Zm9v", "Zm9v" },
		{ "foob", "Zm9vYg", "Zm9vYg", "Zm9vYg==" },
		{ "foobar", "Zm9vYmFy", "Zm9vYmFy", "Zm9vYmFy" },
		{ "\xfb\xff", "-_8", "+/8", "+/8=" }, { "\xff\xff\xff", "____", "////", "////" } };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		size_t size = strlen(cases[i].bytes), read = 99;
		char text[20], bytes[20];

		secret_text(text, cases[i].bytes, size);
		assert_string_equal(text, cases[i].url);
		assert_true(strlen(text) + 1 <= SECRET_TEXT_SIZE(size));
		secret_base64(text, cases[i].bytes, size);
		assert_string_equal(text, cases[i].standard);
		assert_true(secret_bytes(bytes, size, cases[i].url));
		assert_memory_equal(bytes, cases[i].bytes, size);
		assert_true(secret_base64_up_to(bytes, sizeof bytes, &read, cases[i].padded));
		assert_int_equal(read, size);
		assert_memory_equal(bytes, cases[i].bytes, size);
	}
}

static void other_spellings_of_base64_are_refused(void **state)
{
	/* Bits left over at the end would let one value have several spellings. */
	static const char *const wrong[] = { "Zh", "Zm9", "Z", "Zg==", "Zg=", "+/8", "Zm8 ", " Zm8",
		"Z m8", "Zm8\n", "Zm8.", "Zm8\x80", "é" };
	static const char *const wrong_standard[] = { "Zg",
		"Zg=", "Zg===", "Zh==", "-_8=", "Zm8=\n", "Zm8=x", "=", "====", "Zg==Zg==" };
	unsigned char bytes[20];
	size_t size;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		if (secret_bytes_up_to(bytes, sizeof bytes, &size, wrong[i]))
			fail_msg("%s was read", wrong[i]);
	for (size_t i = 0; i < sizeof wrong_standard / sizeof wrong_standard[0]; i++)
		if (secret_base64_up_to(bytes, sizeof bytes, &size, wrong_standard[i]))
			fail_msg("%s was read", wrong_standard[i]);
	assert_false(secret_bytes(bytes, 3, "Zm8"));
	assert_false(secret_bytes(bytes, 1, "Zm8"));
	memset(bytes, 'x', sizeof bytes);
	assert_false(secret_bytes_up_to(bytes, 5, &size, "Zm9vYmFy"));
	assert_memory_equal(bytes + 5, "xxxxxxxx", 8);
}

static void hexadecimal_has_its_exact_length(void **state)
{
	static const char *const wrong[] = { "", "0", "00f", "00ff1", "00ff10", "00fg", "00 f",
		"0x0f", "00:ff", "-0ff" };
	unsigned char bytes[3] = "xyz";
	char text[5];

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		if (secret_from_hex(bytes, 2, wrong[i]))
			fail_msg("%s was read", wrong[i]);
	assert_true(secret_from_hex(bytes, 2, "00fF"));
	assert_memory_equal(bytes, "\x00\xffz", 3);
	secret_hex(text, bytes, 2);
	assert_string_equal(text, "00ff");
}

static void chance_stays_within_its_bound_and_reaches_all_of_it(void **state)
{
	int seen[7] = { 0 };
	unsigned char one[16], two[16];

	(void)state;
	for (int i = 0; i < 1000; i++) {
		uint32_t number = secret_random_below(7);

		assert_true(number < 7);
		seen[number]++;
	}
	for (int i = 0; i < 7; i++)
		assert_true(seen[i] > 0);
	assert_int_equal(secret_random_below(1), 0);
	secret_random(one, sizeof one);
	secret_random(two, sizeof two);
	assert_memory_not_equal(one, two, sizeof one);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hashes_are_sha_256),
		cmocka_unit_test(stretching_is_pbkdf2),
		cmocka_unit_test(a_signature_is_what_it_was_in_every_shop),
		cmocka_unit_test(a_signature_is_good_for_one_message_and_one_purpose),
		cmocka_unit_test(without_a_secret_nothing_is_signed_or_believed),
		cmocka_unit_test(base64_is_written_and_read_in_one_form),
		cmocka_unit_test(other_spellings_of_base64_are_refused),
		cmocka_unit_test(hexadecimal_has_its_exact_length),
		cmocka_unit_test(chance_stays_within_its_bound_and_reaches_all_of_it),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, secret_setup, files_close);
}

/* The captcha's server side, against a solution that another implementation made. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "domain/captcha.h"

#include "../support/keys.h"
#include "../support/scratch.h"

#include <stdio.h>
#include <string.h>

/*
 * Made with Node's crypto: createHmac("sha256", key), pbkdf2Sync(nonce || counter, salt, 5000,
 * 32, "sha256") for counter 777, the two keys of `secrets` below, and a clock at NOW.
 */
#define NOW 1800000000
#define KEY "64cf308a82d4d97a2c932d591511c84e940a4215388581471226b9479a2a1ced"
#define KEY_SIGNATURE "ae6e5723fc7b9a975959053d6f01a9a98501ca400eaf829d7fe1579620a94fba"
#define SIGNATURE "6f1fbbbf34457e99eb1850ed499eb19c270f41d16bfc7cbf2d34190b4c1b1123"
#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"

static struct secrets secrets;
static const struct instant now = { NOW };

/* A payload in pieces, so that each can be bent. */
struct parts {
	const char *algorithm, *cost, *data, *expires, *length, *nonce, *key_signature;
	const char *signature; /* NULL: signed like a challenge of ours */
	const char *solution;
};

static struct parts good(void)
{
	return (struct parts){
		.algorithm = "\"PBKDF2/SHA-256\"",
		.cost = "5000",
		.data = "{\"action\":\"login\"}",
		.expires = "1800000600",
		.length = "32",
		.nonce = "000102030405060708090a0b0c0d0e0f",
		.key_signature = KEY_SIGNATURE,
		.signature = SIGNATURE,
		.solution = "{\"counter\":777,\"derivedKey\":\"" KEY "\",\"time\":812.5}",
	};
}

static const char *encode(const char *json)
{
	static char text[8192];
	size_t length;

	secret_base64(text, json, strlen(json));
	length = strlen(text);
	while (length % 4 != 0)
		text[length++] = '=';
	text[length] = '\0';
	return text;
}

static const char *payload(struct parts parts)
{
	char parameters[1024], json[4096], signature[2 * SECRET_SIZE + 1];
	struct digest digest;

	snprintf(parameters, sizeof parameters,
		"{\"algorithm\":%s,\"cost\":%s,\"data\":%s,\"expiresAt\":%s,\"keyLength\":%s,"
		"\"keyPrefix\":\"64cf308a82d4d97a2c932d591511c84e\",\"keySignature\":\"%s\","
		"\"nonce\":\"%s\",\"salt\":\"f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff\"}",
		parts.algorithm, parts.cost, parts.data, parts.expires, parts.length,
		parts.key_signature, parts.nonce);
	digest = secret_sign(&secrets, SECRET_CAPTCHA, parameters, strlen(parameters));
	secret_hex(signature, digest.bytes, sizeof digest.bytes);
	snprintf(json, sizeof json,
		"{\"challenge\":{\"parameters\":%s,\"signature\":\"%s\"},\"solution\":%s}",
		parameters, parts.signature != NULL ? parts.signature : signature, parts.solution);
	return encode(json);
}

static enum result check_at(const char *text, int64_t seconds)
{
	struct instant instant = { seconds };
	struct nonce spent;

	return captcha_check(&secrets, text, "login", CAPTCHA_COST_LEAST, instant, &spent);
}

static enum result check(const char *text)
{
	return check_at(text, NOW);
}

static void a_solution_made_elsewhere_is_accepted(void **state)
{
	static const unsigned char nonce[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
		15 };
	struct nonce spent = { .expires = { 0 } };

	(void)state;
	assert_int_equal(
		captcha_check(&secrets, payload(good()), "login", CAPTCHA_COST_LEAST, now, &spent),
		OK);
	assert_memory_equal(spent.bytes, nonce, sizeof nonce);
	assert_int_equal(spent.expires.seconds, 1800000600);
}

static void spaces_and_order_do_not_matter(void **state)
{
	static const char json[] =
		"{ \"solution\": {\"derivedKey\":\"" KEY "\", \"counter\":777},\n"
		" \"challenge\": {\"signature\":\"" SIGNATURE "\", \"parameters\": {\n"
		"  \"salt\":\"f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff\", \"cost\":5000,"
		"  \"nonce\":\"000102030405060708090a0b0c0d0e0f\", \"keyLength\":32,"
		"  \"keySignature\":\"" KEY_SIGNATURE "\", \"data\": {\"action\": \"login\"},"
		"  \"keyPrefix\":\"64cf308a82d4d97a2c932d591511c84e\","
		"  \"algorithm\":\"PBKDF2\\/SHA-256\", \"expiresAt\": 1800000600 }}}";

	(void)state;
	assert_int_equal(check(encode(json)), OK);
}

static void malformed_payloads_are_refused(void **state)
{
	static char longest[CAPTCHA_PAYLOAD_MOST + 2];
	static const char *const jsons[] = {
		"",
		"{",
		"[]",
		"null",
		"7",
		"{}",
		"{\"challenge\":7}",
		"{\"challenge\":{}}",
		"{\"challenge\":{\"parameters\":[]}}",
		"{\"challenge\":{\"parameters\":{}}}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof jsons / sizeof jsons[0]; i++)
		assert_int_equal(check(encode(jsons[i])), INVALID);
	assert_int_equal(check(""), INVALID);
	assert_int_equal(check("=== not Base64 ==="), INVALID);
	memset(longest, 'A', sizeof longest - 1);
	assert_int_equal(check(longest), INVALID);
}

/* A solved payload behind so many spaces that it is size bytes of Base64; a multiple of 4. */
static const char *padded(size_t size)
{
	static char json[8192];
	char inner[4096];
	size_t length;

	assert_true(secret_base64_up_to(inner, sizeof inner - 1, &length, payload(good())));
	memset(json, ' ', sizeof json);
	memcpy(json + size / 4 * 3 - length, inner, length);
	json[size / 4 * 3] = '\0';
	return encode(json);
}

static void four_kilobytes_are_the_limit(void **state)
{
	(void)state;
	assert_int_equal(strlen(padded(4096)), 4096);
	assert_int_equal(check(padded(4096)), OK);
	assert_int_equal(check(padded(4100)), INVALID);
}

static void repeated_keys_are_refused(void **state)
{
	struct parts parts = good();

	(void)state;
	parts.solution = "{\"counter\":777,\"counter\":777,\"derivedKey\":\"" KEY "\"}";
	assert_int_equal(check(payload(parts)), INVALID);
	parts = good();
	parts.expires = "1800000600,\"expiresAt\":1800000600";
	assert_int_equal(check(payload(parts)), INVALID);
}

static void ten_minutes_are_the_limit(void **state)
{
	struct parts parts = good();

	(void)state;
	assert_int_equal(check_at(payload(parts), 1800000600), OK);
	assert_int_equal(check_at(payload(parts), 1800000601), EXPIRED);
	/* Told before the signature is looked at. */
	parts.signature = ZEROS;
	assert_int_equal(check_at(payload(parts), 1800000601), EXPIRED);
	parts.signature = NULL;
	parts.expires = "\"1800000600\"";
	assert_int_equal(check(payload(parts)), INVALID);
}

static void altered_parameters_are_refused(void **state)
{
	struct parts parts[7];

	(void)state;
	for (int i = 0; i < 7; i++)
		parts[i] = good();
	parts[0].signature = ZEROS;
	parts[1].signature = "6f1f";
	parts[2].cost = "5001";
	parts[3].expires = "1800000601";
	parts[4].data = "{\"action\":\"login\",\"more\":1}";
	parts[5].nonce = "100102030405060708090a0b0c0d0e0f";
	parts[6].key_signature = ZEROS;
	for (int i = 0; i < 7; i++)
		assert_int_equal(check(payload(parts[i])), INVALID);
}

/* Signed by us, as a past or a coming version of the shop might have. */
static void signed_parameters_that_we_do_not_issue_are_refused(void **state)
{
	struct parts parts[9];

	(void)state;
	for (int i = 0; i < 9; i++) {
		parts[i] = good();
		parts[i].signature = NULL;
	}
	parts[0].algorithm = "\"SHA-256\"";
	parts[1].algorithm = "7";
	parts[2].cost = "4999";
	parts[3].cost = "20001";
	parts[4].cost = "5000.0";
	parts[5].length = "16";
	parts[6].data = "{\"action\":\"signup\"}";
	parts[7].data = "{}";
	parts[8].nonce = "0001";
	for (int i = 0; i < 9; i++)
		assert_int_equal(check(payload(parts[i])), INVALID);

	struct parts control = good();

	control.signature = NULL;
	control.cost = "20000";
	assert_int_equal(check(payload(control)), OK);
}

static void a_challenge_cheaper_than_asked_is_refused(void **state)
{
	struct nonce spent;

	(void)state;
	assert_int_equal(
		captcha_check(&secrets, payload(good()), "login", 10000, now, &spent), INVALID);
}

static void a_solution_for_one_form_is_worth_nothing_for_another(void **state)
{
	struct nonce spent;

	(void)state;
	assert_int_equal(
		captcha_check(&secrets, payload(good()), "signup", CAPTCHA_COST_LEAST, now, &spent),
		INVALID);
}

static void wrong_solutions_are_refused(void **state)
{
	static const char *const solutions[] = {
		"{\"counter\":777,\"derivedKey\":\"" ZEROS "\"}",
		"{\"counter\":777,\"derivedKey\":\"64cf308a82d4d97a2c932d591511c84e\"}",
		"{\"counter\":777,\"derivedKey\":7}",
		"{\"counter\":777}",
		"{\"counter\":-1,\"derivedKey\":\"" KEY "\"}",
		"{\"counter\":4294967296,\"derivedKey\":\"" KEY "\"}",
		"{\"counter\":777.5,\"derivedKey\":\"" KEY "\"}",
		"{\"counter\":\"777\",\"derivedKey\":\"" KEY "\"}",
		"{\"derivedKey\":\"" KEY "\"}",
		"null",
	};
	struct parts parts = good();

	(void)state;
	for (size_t i = 0; i < sizeof solutions / sizeof solutions[0]; i++) {
		parts.solution = solutions[i];
		assert_int_equal(check(payload(parts)), WRONG);
	}
}

static void the_secret_before_a_rotation_still_counts(void **state)
{
	struct secrets rotated = { .count = 2 };
	struct nonce spent;
	const char *text = payload(good());

	(void)state;
	memset(rotated.keys[0], 7, sizeof rotated.keys[0]);
	memcpy(rotated.keys[1], secrets.keys[0], sizeof rotated.keys[1]);
	assert_int_equal(
		captcha_check(&rotated, text, "login", CAPTCHA_COST_LEAST, now, &spent), OK);
	rotated.count = 1;
	assert_int_equal(
		captcha_check(&rotated, text, "login", CAPTCHA_COST_LEAST, now, &spent), INVALID);
}

/* What a challenge draws, in hexadecimal. */
struct drawn {
	char prefix[65], key_signature[65], nonce[65], salt[65], signature[65];
};

/* Makes a challenge and takes it apart, where it may have this form alone. */
static struct drawn challenge(void)
{
	static const char head[] =
		"{\"parameters\":{\"algorithm\":\"PBKDF2/SHA-256\","
		"\"cost\":10000,\"data\":{\"action\":\"login\"},\"expiresAt\":1800000600,"
		"\"keyLength\":32,\"keyPrefix\":\"";
	static const size_t start = sizeof "{\"parameters\":" - 1;
	static const size_t after = sizeof ",\"signature\":\"\"}" - 1 + 2 * SECRET_SIZE;
	struct drawn drawn;
	struct digest signature;
	struct buffer out;
	int end = 0;

	buffer_init(&out, 4096);
	captcha_challenge(&out, &secrets, "login", 10000, now);
	assert_memory_equal(out.bytes, head, sizeof head - 1);
	assert_int_equal(sscanf(out.bytes + sizeof head - 1,
				 "%64[0-9a-f]\",\"keySignature\":\"%64[0-9a-f]\",\"nonce\":\""
				 "%64[0-9a-f]\",\"salt\":\"%64[0-9a-f]\"},\"signature\":\""
				 "%64[0-9a-f]\"}%n",
				 drawn.prefix, drawn.key_signature, drawn.nonce, drawn.salt,
				 drawn.signature, &end),
		5);
	assert_int_equal(sizeof head - 1 + (size_t)end, out.length);
	assert_true(secret_from_hex(signature.bytes, SECRET_SIZE, drawn.signature));
	assert_true(secret_check(&secrets, SECRET_CAPTCHA, out.bytes + start,
		out.length - start - after, &signature));
	buffer_free(&out);
	return drawn;
}

static void a_challenge_has_the_form_that_the_protocol_asks(void **state)
{
	struct drawn drawn = challenge();

	(void)state;
	assert_int_equal(strlen(drawn.prefix), 32);
	assert_int_equal(strlen(drawn.key_signature), 64);
	assert_int_equal(strlen(drawn.nonce), 32);
	assert_int_equal(strlen(drawn.salt), 32);
	assert_int_equal(strlen(drawn.signature), 64);
}

static void no_two_challenges_are_alike(void **state)
{
	struct drawn one = challenge(), other = challenge();

	(void)state;
	assert_string_not_equal(one.prefix, other.prefix);
	assert_string_not_equal(one.key_signature, other.key_signature);
	assert_string_not_equal(one.nonce, other.nonce);
	assert_string_not_equal(one.salt, other.salt);
}

static void the_cost_doubles_with_failures_up_to_a_limit(void **state)
{
	(void)state;
	assert_int_equal(captcha_cost(0), 5000);
	assert_int_equal(captcha_cost(1), 10000);
	assert_int_equal(captcha_cost(2), 20000);
	assert_int_equal(captcha_cost(3), 20000);
	assert_int_equal(captcha_cost(UINT32_MAX), 20000);
}

static enum result spend(struct unit *unit, void *context)
{
	return nonce_spend(unit, context);
}

/* ASVS 2.4.1: what makes automation costly can't be paid once and used often. */
static void a_solution_serves_once(void **state)
{
	static const struct table *const tables[] = { &nonces, NULL };
	struct scratch scratch = scratch_open(tables);
	struct nonce spent, other = { .expires = { INT64_MAX / 2 } };

	(void)state;
	assert_int_equal(
		captcha_check(&secrets, payload(good()), "login", CAPTCHA_COST_LEAST, now, &spent),
		OK);
	spent.expires.seconds = clock_machine().seconds + 600; /* which the store goes by */
	assert_int_equal(
		store_write(scratch.store, scratch.arena, STORE_NOSYNC, spend, &spent), OK);
	assert_int_equal(
		store_write(scratch.store, scratch.arena, STORE_NOSYNC, spend, &spent), EXISTS);
	assert_int_equal(
		store_write(scratch.store, scratch.arena, STORE_NOSYNC, spend, &other), OK);
	scratch_close(&scratch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_solution_made_elsewhere_is_accepted),
		cmocka_unit_test(spaces_and_order_do_not_matter),
		cmocka_unit_test(malformed_payloads_are_refused),
		cmocka_unit_test(four_kilobytes_are_the_limit),
		cmocka_unit_test(repeated_keys_are_refused),
		cmocka_unit_test(ten_minutes_are_the_limit),
		cmocka_unit_test(altered_parameters_are_refused),
		cmocka_unit_test(signed_parameters_that_we_do_not_issue_are_refused),
		cmocka_unit_test(a_challenge_cheaper_than_asked_is_refused),
		cmocka_unit_test(a_solution_for_one_form_is_worth_nothing_for_another),
		cmocka_unit_test(wrong_solutions_are_refused),
		cmocka_unit_test(the_secret_before_a_rotation_still_counts),
		cmocka_unit_test(a_challenge_has_the_form_that_the_protocol_asks),
		cmocka_unit_test(no_two_challenges_are_alike),
		cmocka_unit_test(the_cost_doubles_with_failures_up_to_a_limit),
		cmocka_unit_test(a_solution_serves_once),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	secret_init();
	secrets.count = 1;
	secrets.keys[0][SECRET_CAPTCHA] = key_of("0123456789abcdef0123456789abcdef", SECRET_SIZE);
	secrets.keys[0][SECRET_CAPTCHA_KEY] =
		key_of("fedcba9876543210fedcba9876543210", SECRET_SIZE);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

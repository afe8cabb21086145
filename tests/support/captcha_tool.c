/*
 * The captcha, for tests that other programs make: altcha.mjs.
 *
 *     captcha_tool challenge COST             prints a challenge for the form "login"
 *     captcha_tool check LEAST_COST [STORE]   reads a payload, prints how its check ends;
 *                                             with a directory for a store, spends it there
 *
 * Secrets are fixed, and letters, because altcha-lib takes them as text.
 */
#include "domain/captcha.h"

#include "keys.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum result spend(struct unit *unit, void *context)
{
	return nonce_spend(unit, context);
}

static enum result spend_in(const char *directory, struct nonce *nonce)
{
	static const struct table *const tables[] = { &nonces, NULL };
	struct arena *arena = arena_open(1 << 20);
	struct store *store;
	enum result result = store_make(&store, directory, tables);

	assert(result == OK);
	result = store_write(store, arena, STORE_SYNC, spend, nonce);
	store_close(store);
	arena_close(arena);
	return result;
}

static enum result check(const struct secrets *secrets, uint32_t least_cost, const char *directory)
{
	char payload[8192];
	struct nonce nonce;
	enum result result;

	payload[fread(payload, 1, sizeof payload - 1, stdin)] = '\0';
	result = captcha_check(secrets, payload, "login", least_cost, clock_machine(), &nonce);
	return result == OK && directory != NULL ? spend_in(directory, &nonce) : result;
}

int main(int count, char **arguments)
{
	struct secrets secrets = { .count = 1 };

	if (count < 3)
		return 2;
	secret_init();
	secrets.keys[0][SECRET_CAPTCHA] = key_of("0123456789abcdef0123456789abcdef", SECRET_SIZE);
	secrets.keys[0][SECRET_CAPTCHA_KEY] =
		key_of("fedcba9876543210fedcba9876543210", SECRET_SIZE);

	uint32_t cost = (uint32_t)strtoul(arguments[2], NULL, 10);

	if (strcmp(arguments[1], "challenge") == 0) {
		struct buffer out;

		buffer_init(&out, 4096);
		captcha_challenge(&out, &secrets, "login", cost, clock_machine());
		puts(buffer_text(&out));
		buffer_free(&out);
	} else {
		puts(result_name(check(&secrets, cost, count > 3 ? arguments[3] : NULL)));
	}
	return 0;
}

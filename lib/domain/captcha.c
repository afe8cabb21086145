#include "domain/captcha.h"

#include "base/json.h"
#include "base/text.h"

#include <assert.h>
#include <string.h>

#define ALGORITHM "PBKDF2/SHA-256"
#define SALT_SIZE 16
#define PREFIX_SIZE 16 /* so long that only the drawn counter fits */

/* From here the counter is drawn: a client tries COUNTER_FIRST at least, 750 on average. */
#define COUNTER_FIRST 500
#define COUNTER_LAST 1000

uint32_t captcha_cost(unsigned failures)
{
	uint32_t cost = CAPTCHA_COST_LEAST;

	while (failures-- > 0 && cost < CAPTCHA_COST_MOST)
		cost *= 2;
	return cost < CAPTCHA_COST_MOST ? cost : CAPTCHA_COST_MOST;
}

static struct digest derive(const unsigned char nonce[static NONCE_SIZE],
	const unsigned char salt[static SALT_SIZE], uint32_t counter, uint32_t cost)
{
	unsigned char password[NONCE_SIZE + 4];

	memcpy(password, nonce, NONCE_SIZE);
	for (int i = 0; i < 4; i++)
		password[NONCE_SIZE + i] = (unsigned char)(counter >> (24 - 8 * i));
	return secret_stretch(password, sizeof password, salt, SALT_SIZE, cost);
}

/* The signed part of a challenge, for a counter drawn here and forgotten. */
static json_t *draw(
	const struct secrets *secrets, const char *action, uint32_t cost, struct instant expires)
{
	unsigned char nonce[NONCE_SIZE], salt[SALT_SIZE];
	char nonce_hex[2 * NONCE_SIZE + 1], salt_hex[2 * SALT_SIZE + 1];
	char prefix_hex[2 * PREFIX_SIZE + 1], signature_hex[2 * SECRET_SIZE + 1];
	uint32_t counter = COUNTER_FIRST + secret_random_below(COUNTER_LAST - COUNTER_FIRST + 1);

	secret_random(nonce, sizeof nonce);
	secret_random(salt, sizeof salt);
	struct digest key = derive(nonce, salt, counter, cost);
	struct digest signature =
		secret_sign(secrets, SECRET_CAPTCHA_KEY, key.bytes, sizeof key.bytes);

	secret_hex(nonce_hex, nonce, sizeof nonce);
	secret_hex(salt_hex, salt, sizeof salt);
	secret_hex(prefix_hex, key.bytes, PREFIX_SIZE);
	secret_hex(signature_hex, signature.bytes, sizeof signature.bytes);
	return json_pack("{s:s, s:I, s:{s:s}, s:I, s:i, s:s, s:s, s:s, s:s}", "algorithm",
		ALGORITHM, "cost", (json_int_t)cost, "data", "action", action, "expiresAt",
		(json_int_t)expires.seconds, "keyLength", SECRET_SIZE, "keyPrefix", prefix_hex,
		"keySignature", signature_hex, "nonce", nonce_hex, "salt", salt_hex);
}

void captcha_challenge(struct buffer *out, const struct secrets *secrets, const char *action,
	uint32_t cost, struct instant now)
{
	assert(cost >= CAPTCHA_COST_LEAST && cost <= CAPTCHA_COST_MOST);

	struct instant expires = { now.seconds + CAPTCHA_LIFETIME };
	json_t *parameters = draw(secrets, action, cost, expires);
	struct buffer canonical;
	char hex[2 * SECRET_SIZE + 1];

	buffer_init(&canonical, CAPTCHA_PAYLOAD_MOST);
	json_write(&canonical, parameters);
	assert(!canonical.overflow); /* also when there is no memory */
	struct digest signature =
		secret_sign(secrets, SECRET_CAPTCHA, canonical.bytes, canonical.length);
	secret_hex(hex, signature.bytes, sizeof signature.bytes);
	buffer_add_format(
		out, "{\"parameters\":%s,\"signature\":\"%s\"}", buffer_text(&canonical), hex);
	buffer_free(&canonical);
	json_decref(parameters);
}

/* ---- checking ------------------------------------------------------------------------- */

static const char *text_in(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

/* True for a whole number between least and most; 1.0 and "1" are none. */
static bool number_in(const json_t *object, const char *name, int64_t least, int64_t most)
{
	const json_t *value = json_object_get(object, name);

	return json_is_integer(value) && json_integer_value(value) >= least &&
	       json_integer_value(value) <= most;
}

static bool hex_in(const json_t *object, const char *name, void *bytes, size_t size)
{
	const char *text = text_in(object, name);

	return text != NULL && secret_from_hex(bytes, size, text);
}

/* The signature is over the canonical form, however the client spelled it. */
static bool is_signed(const struct secrets *secrets, const json_t *challenge)
{
	struct digest signature;
	struct buffer canonical;
	bool good;

	if (!hex_in(challenge, "signature", signature.bytes, sizeof signature.bytes))
		return false;
	buffer_init(&canonical, 2 * CAPTCHA_PAYLOAD_MOST);
	json_write(&canonical, json_object_get(challenge, "parameters"));
	good = !canonical.overflow &&
	       secret_check(secrets, SECRET_CAPTCHA, canonical.bytes, canonical.length, &signature);
	buffer_free(&canonical);
	return good;
}

/* Whether signed parameters are those that we'd issue for this form today. */
static bool is_ours(const json_t *parameters, const char *action, uint32_t least_cost)
{
	const char *algorithm = text_in(parameters, "algorithm");
	const char *form = text_in(json_object_get(parameters, "data"), "action");

	return algorithm != NULL && text_equal(algorithm, ALGORITHM) &&
	       number_in(parameters, "cost", least_cost, CAPTCHA_COST_MOST) &&
	       number_in(parameters, "keyLength", SECRET_SIZE, SECRET_SIZE) && form != NULL &&
	       text_equal(form, action);
}

/* That the key was derived and not guessed is what its signature says: see the header. */
static bool is_solved(
	const struct secrets *secrets, const json_t *parameters, const json_t *solution)
{
	struct digest key, signature;

	return number_in(solution, "counter", 0, UINT32_MAX) &&
	       hex_in(solution, "derivedKey", key.bytes, sizeof key.bytes) &&
	       hex_in(parameters, "keySignature", signature.bytes, sizeof signature.bytes) &&
	       secret_check(secrets, SECRET_CAPTCHA_KEY, key.bytes, sizeof key.bytes, &signature);
}

static enum result check(const struct secrets *secrets, const json_t *payload, const char *action,
	uint32_t least_cost, struct instant now, struct nonce *spent)
{
	const json_t *challenge = json_object_get(payload, "challenge");
	const json_t *parameters = json_object_get(challenge, "parameters");

	if (!number_in(parameters, "expiresAt", 1, INT64_MAX))
		return INVALID;
	spent->expires.seconds = json_integer_value(json_object_get(parameters, "expiresAt"));
	if (now.seconds > spent->expires.seconds)
		return EXPIRED;
	if (!is_signed(secrets, challenge) || !is_ours(parameters, action, least_cost))
		return INVALID;
	if (!is_solved(secrets, parameters, json_object_get(payload, "solution")))
		return WRONG;
	return hex_in(parameters, "nonce", spent->bytes, sizeof spent->bytes) ? OK : INVALID;
}

enum result captcha_check(const struct secrets *secrets, const char *payload, const char *action,
	uint32_t least_cost, struct instant now, struct nonce *spent)
{
	char bytes[CAPTCHA_PAYLOAD_MOST];
	size_t size;

	if (strnlen(payload, CAPTCHA_PAYLOAD_MOST + 1) > CAPTCHA_PAYLOAD_MOST ||
		!secret_base64_up_to(bytes, sizeof bytes, &size, payload))
		return INVALID;

	json_t *json = json_read(bytes, size);
	enum result result = INVALID;

	if (json != NULL)
		result = check(secrets, json, action, least_cost, now, spent);
	json_decref(json);
	return result;
}

/*
 * captcha.c - the payload of a captcha: Base64 that anybody wrote, or a JSON whose parameters and
 * key are signed here, as if the shop had, which leads behind the signatures.
 *
 * The first byte chooses: 0, what follows is the form's text; else all is the JSON.  The shop's own
 * rounds of PBKDF2 aren't run: checking a payload needs none.
 *
 * Accepted is only what is signed, and the nonce is then the one that the payload names.
 */
#include "domain/captcha.h"
#include "base/json.h"
#include "fuzz.h"

static const struct instant now = { 1778500000 };

static void set_signature(json_t *object, const char *name, enum secret_purpose purpose,
	const void *message, size_t size)
{
	struct digest signature = secret_sign(fuzz_secrets(), purpose, message, size);
	char hex[2 * SECRET_SIZE + 1];

	secret_hex(hex, signature.bytes, sizeof signature.bytes);
	json_object_set_new(object, name, json_string(hex));
}

static void sign(json_t *payload)
{
	static struct buffer canonical = { .ceiling = 65536 };
	json_t *challenge = json_object_get(payload, "challenge");
	json_t *parameters = json_object_get(challenge, "parameters");
	const char *key = json_string_value(
		json_object_get(json_object_get(payload, "solution"), "derivedKey"));
	struct digest bytes;

	if (!json_is_object(parameters))
		return;
	if (key != NULL && secret_from_hex(bytes.bytes, sizeof bytes.bytes, key))
		set_signature(parameters, "keySignature", SECRET_CAPTCHA_KEY, bytes.bytes,
			sizeof bytes.bytes);
	buffer_clear(&canonical);
	json_write(&canonical, parameters);
	set_signature(challenge, "signature", SECRET_CAPTCHA, canonical.bytes, canonical.length);
}

/* The form's text for a JSON, with the padding that browsers write. */
static const char *encode(struct arena *arena, const char *json, size_t size)
{
	char *text = arena_allocate(arena, size * 2 + 8);

	secret_base64(text, json, size);
	while (strlen(text) % 4 != 0)
		text[strlen(text)] = '=';
	return text;
}

static void check_accepted(const json_t *parameters, const struct nonce *spent)
{
	char hex[2 * NONCE_SIZE + 1];

	secret_hex(hex, spent->bytes, sizeof spent->bytes);
	assert(strcasecmp(hex, json_string_value(json_object_get(parameters, "nonce"))) == 0);
	assert(spent->expires.seconds >= now.seconds);
	assert(json_integer_value(json_object_get(parameters, "cost")) >= CAPTCHA_COST_LEAST);
}

static void check_signed(struct arena *arena, const uint8_t *bytes, size_t size)
{
	static struct buffer written = { .ceiling = 65536 };
	json_t *payload = json_read((const char *)bytes, size);
	struct nonce spent;
	const char *text;

	if (payload == NULL)
		return;
	sign(payload);
	buffer_clear(&written);
	json_write(&written, payload);
	text = encode(arena, written.bytes, written.length);
	if (captcha_check(fuzz_secrets(), text, "login", CAPTCHA_COST_LEAST, now, &spent) == OK) {
		check_accepted(json_object_get(json_object_get(payload, "challenge"), "parameters"),
			&spent);
		assert(captcha_check(fuzz_secrets(), text, "register", CAPTCHA_COST_LEAST, now,
			       &spent) == INVALID);
	}
	json_decref(payload);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena = fuzz_arena();
	struct nonce spent;

	if (size == 0)
		return 0;
	if (bytes[0] == 0)
		assert(captcha_check(fuzz_secrets(), arena_copy(arena, bytes + 1, size - 1),
			       "login", CAPTCHA_COST_LEAST, now, &spent) != OK);
	else
		check_signed(arena, bytes, size);
	return 0;
}

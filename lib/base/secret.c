#include "base/secret.h"

#include "base/log.h"
#include "base/secret_file.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <sodium.h>
#include <sys/stat.h>

_Static_assert(SECRET_SIZE == crypto_auth_hmacsha256_BYTES, "one size for all");
_Static_assert(sizeof(struct hash_state) == sizeof(crypto_hash_sha256_state), "no less, no more");
_Static_assert(
	sizeof(struct signing_key) == sizeof(crypto_auth_hmacsha256_state), "no less, no more");
_Static_assert(PASSWORD_HASH_SIZE >= crypto_pwhash_STRBYTES, "a hash fits");

/* What each purpose's key is derived from: never change one, or what it signed is void. */
static const char *const purposes[SECRET_PURPOSES] = {
	[SECRET_CSRF] = "palier csrf",
	[SECRET_QUOTE] = "palier quote",
	[SECRET_CAPTCHA] = "palier captcha",
	[SECRET_CAPTCHA_KEY] = "palier captcha key",
	[SECRET_QUESTION] = "palier question",
	[SECRET_THROTTLE] = "palier throttle",
	[SECRET_TICKET] = "palier ticket",
};

void secret_init(void)
{
	if (sodium_init() < 0)
		abort();
}

static struct signing_key make_key(const struct digest *bytes)
{
	struct signing_key key;

	crypto_auth_hmacsha256_init(
		(crypto_auth_hmacsha256_state *)&key, bytes->bytes, sizeof bytes->bytes);
	return key;
}

static struct digest sign(const struct signing_key *key, const void *message, size_t size)
{
	crypto_auth_hmacsha256_state state = *(const crypto_auth_hmacsha256_state *)key;
	struct digest digest;

	crypto_auth_hmacsha256_update(&state, message, size);
	crypto_auth_hmacsha256_final(&state, digest.bytes);
	return digest;
}

/* Those of what must outlive a rotation of the signing secret. */
static bool is_lasting(enum secret_purpose purpose)
{
	return purpose == SECRET_TICKET || purpose == SECRET_THROTTLE;
}

static struct signing_key derive(const struct signing_key *master, enum secret_purpose purpose)
{
	struct digest bytes = sign(master, purposes[purpose], strlen(purposes[purpose]));

	return make_key(&bytes);
}

static void take(struct secrets *secrets, const struct secret_file *file, bool lasting)
{
	for (unsigned i = 0; i < file->count; i++) {
		struct signing_key master = make_key(&file->masters[i]);

		for (enum secret_purpose purpose = 0; purpose < SECRET_PURPOSES; purpose++)
			if (is_lasting(purpose) == lasting)
				secrets->keys[i][purpose] = derive(&master, purpose);
	}
	*(lasting ? &secrets->lasting_count : &secrets->count) = file->count;
	*(lasting ? &secrets->lasting_until : &secrets->until) = file->until.seconds;
}

/* A folder that was changed a moment ago may be changed again without its time telling. */
static void remember_folder(struct secrets *secrets, const struct stat *folder)
{
	secrets->folder = folder->st_mtim;
	secrets->is_settled = time(NULL) - folder->st_mtim.tv_sec > 1;
}

enum result secrets_read(struct secrets *secrets, const char *shop, char *error, size_t error_size)
{
	struct secret_file signing, lasting;
	struct stat folder = { 0 };
	char path[PATH_MAX];
	enum result result;

	*secrets = (struct secrets){ .count = 0 };
	snprintf(path, sizeof path, "%s/secrets", shop);
	(void)stat(path, &folder);
	result = secret_files_check(shop, error, error_size);
	if (result == OK)
		result = secret_file_read(&signing, shop, SECRET_SIGNING, error, error_size);
	if (result != OK)
		return result;
	result = secret_file_read(&lasting, shop, SECRET_LASTING, error, error_size);
	if (result == BROKEN)
		return result;
	take(secrets, &signing, false);
	take(secrets, result == OK ? &lasting : &signing, true);
	remember_folder(secrets, &folder);
	sodium_memzero(&signing, sizeof signing);
	sodium_memzero(&lasting, sizeof lasting);
	return OK;
}

void secrets_follow(struct secrets *secrets, const char *shop)
{
	struct secrets fresh;
	char path[PATH_MAX], error[512];
	struct stat folder;

	snprintf(path, sizeof path, "%s/secrets", shop);
	if (stat(path, &folder) != 0 ||
		(secrets->is_settled && folder.st_mtim.tv_sec == secrets->folder.tv_sec &&
			folder.st_mtim.tv_nsec == secrets->folder.tv_nsec))
		return;
	if (secrets_read(&fresh, shop, error, sizeof error) == OK)
		*secrets = fresh;
	else
		remember_folder(secrets, &folder);
	sodium_memzero(&fresh, sizeof fresh);
}

/* The lasting one first: a shop that has a signing secret alone is one from before. */
enum result secrets_make(const char *shop)
{
	char path[PATH_MAX];
	enum result result = OK;

	snprintf(path, sizeof path, "%s/secrets/%s", shop, secret_file_name(SECRET_SIGNING));
	if (access(path, F_OK) != 0)
		result = secret_file_make(shop, SECRET_LASTING);
	return result == OK || result == EXISTS ? secret_file_make(shop, SECRET_SIGNING) : result;
}

void secret_random(void *bytes, size_t size)
{
	randombytes_buf(bytes, size);
}

uint32_t secret_random_below(uint32_t bound)
{
	return randombytes_uniform(bound);
}

struct digest secret_hash(const void *bytes, size_t size)
{
	return secret_hash_two(bytes, size, NULL, 0);
}

struct digest secret_hash_two(
	const void *first, size_t first_size, const void *second, size_t second_size)
{
	crypto_hash_sha256_state state;
	struct digest digest;

	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, first, first_size);
	if (second_size > 0)
		crypto_hash_sha256_update(&state, second, second_size);
	crypto_hash_sha256_final(&state, digest.bytes);
	return digest;
}

void secret_hash_begin(struct hash_state *state)
{
	crypto_hash_sha256_init((crypto_hash_sha256_state *)state);
}

void secret_hash_add(struct hash_state *state, const void *bytes, size_t size)
{
	crypto_hash_sha256_update((crypto_hash_sha256_state *)state, bytes, size);
}

struct digest secret_hash_end(struct hash_state *state)
{
	struct digest digest;

	crypto_hash_sha256_final((crypto_hash_sha256_state *)state, digest.bytes);
	return digest;
}

struct digest secret_sign(const struct secrets *secrets, enum secret_purpose purpose,
	const void *message, size_t size)
{
	assert((is_lasting(purpose) ? secrets->lasting_count : secrets->count) > 0);
	return sign(&secrets->keys[0][purpose], message, size);
}

bool secret_check(const struct secrets *secrets, enum secret_purpose purpose, const void *message,
	size_t size, const struct digest *signature)
{
	unsigned count = is_lasting(purpose) ? secrets->lasting_count : secrets->count;
	int64_t until = is_lasting(purpose) ? secrets->lasting_until : secrets->until;
	bool right = false;

	if (count > 1 && until != 0 && until <= clock_machine().seconds)
		count = 1;
	for (unsigned i = 0; i < count; i++) {
		struct digest wanted = sign(&secrets->keys[i][purpose], message, size);

		/* In constant time. */
		right |= sodium_memcmp(wanted.bytes, signature->bytes, sizeof wanted.bytes) == 0;
	}
	return right;
}

struct digest secret_stretch(const void *password, size_t password_size, const void *salt,
	size_t salt_size, uint32_t rounds)
{
	static const unsigned char first_block[4] = { 0, 0, 0, 1 };
	crypto_auth_hmacsha256_state keyed, state;
	struct digest key, round;

	/* Keyed once: the state after the password is the same for every round. */
	crypto_auth_hmacsha256_init(&keyed, password, password_size);
	state = keyed;
	crypto_auth_hmacsha256_update(&state, salt, salt_size);
	crypto_auth_hmacsha256_update(&state, first_block, sizeof first_block);
	crypto_auth_hmacsha256_final(&state, round.bytes);
	key = round;
	for (uint32_t i = 1; i < rounds; i++) {
		state = keyed;
		crypto_auth_hmacsha256_update(&state, round.bytes, sizeof round.bytes);
		crypto_auth_hmacsha256_final(&state, round.bytes);
		for (size_t j = 0; j < sizeof key.bytes; j++)
			key.bytes[j] ^= round.bytes[j];
	}
	return key;
}

void secret_text(char *text, const void *bytes, size_t size)
{
	sodium_bin2base64(text, SECRET_TEXT_SIZE(size), bytes, size,
		sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

void secret_base64(char *text, const void *bytes, size_t size)
{
	sodium_bin2base64(text, SECRET_TEXT_SIZE(size), bytes, size,
		sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
}

/* libsodium 1.0.18 takes every byte from 0x80 on for a 63, so that one value had many spellings. */
static bool base64_read(void *bytes, size_t most, size_t *size, const char *text, int variant)
{
	const char *end;

	for (const char *at = text; *at != '\0'; at++)
		if ((unsigned char)*at >= 0x80)
			return false;
	return sodium_base642bin(bytes, most, text, strlen(text), NULL, size, &end, variant) == 0 &&
	       *end == '\0';
}

bool secret_bytes_up_to(void *bytes, size_t most, size_t *size, const char *text)
{
	return base64_read(bytes, most, size, text, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

bool secret_base64_up_to(void *bytes, size_t most, size_t *size, const char *text)
{
	return base64_read(bytes, most, size, text, sodium_base64_VARIANT_ORIGINAL);
}

bool secret_bytes(void *bytes, size_t size, const char *text)
{
	size_t read;

	return secret_bytes_up_to(bytes, size, &read, text) && read == size;
}

void secret_hex(char *text, const void *bytes, size_t size)
{
	sodium_bin2hex(text, size * 2 + 1, bytes, size);
}

bool secret_from_hex(void *bytes, size_t size, const char *text)
{
	size_t read;

	return strlen(text) == size * 2 &&
	       sodium_hex2bin(bytes, size, text, size * 2, NULL, &read, NULL) == 0 && read == size;
}

enum result password_hash(
	char hash[static PASSWORD_HASH_SIZE], const char *password, struct password_cost cost)
{
	if (crypto_pwhash_str_alg(hash, password, strlen(password), cost.passes,
		    (size_t)cost.mebibytes << 20, crypto_pwhash_ALG_ARGON2ID13) != 0) {
		log_event("password not hashed", "reason=memory");
		return BROKEN;
	}
	return OK;
}

/* libsodium says -1 for a wrong password and for no memory alike: only the latter sets errno. */
enum result password_check(const char *hash, const char *password)
{
	errno = 0;
	if (crypto_pwhash_str_verify(hash, password, strlen(password)) == 0)
		return OK;
	if (errno == ENOMEM) {
		log_event("password not checked", "reason=memory");
		return BROKEN;
	}
	return WRONG;
}

/* Whoever wrote the hash chose its price, which every sign-in pays from then on. */
bool password_is_hash(const char *hash)
{
	uint32_t kibibytes, passes, lanes;

	return strlen(hash) < PASSWORD_HASH_SIZE &&
	       sscanf(hash,
		       crypto_pwhash_argon2id_STRPREFIX "v=19$m=%" SCNu32 ",t=%" SCNu32
							",p=%" SCNu32 "$",
		       &kibibytes, &passes, &lanes) == 3 &&
	       kibibytes <= PASSWORD_MEBIBYTES_MOST * 1024 && passes <= PASSWORD_PASSES_MOST &&
	       lanes <= PASSWORD_LANES_MOST &&
	       crypto_pwhash_argon2id_str_needs_rehash(
		       hash, crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN) >= 0;
}

bool password_is_outdated(const char *hash, struct password_cost cost)
{
	return crypto_pwhash_str_needs_rehash(hash, cost.passes, (size_t)cost.mebibytes << 20) != 0;
}

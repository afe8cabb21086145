/*
 * secret.h - randomness, hashes, signatures, passwords: what libsodium does for the house.
 *
 * A shop has two secrets: one signs what is over within hours, the other what lasts, as links in
 * mails do (secret_file.h says how they lie in secrets/, and how they are changed).  Every purpose
 * gets a key of its own, derived from one of them, so that a signature made for one purpose is
 * worth nothing for another.  Behind a rotation the secret before is believed for a while.
 */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include "base/result.h"

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#define SECRET_SIZE 32

/* A digest, a signature or a derived key. */
struct digest {
	unsigned char bytes[SECRET_SIZE];
};

enum secret_purpose {
	SECRET_CSRF,
	SECRET_QUOTE,
	SECRET_CAPTCHA,     /* signs a challenge's parameters */
	SECRET_CAPTCHA_KEY, /* signs a challenge's key */
	SECRET_QUESTION,
	SECRET_THROTTLE, /* hides the addresses that are counted */
	SECRET_TICKET,   /* opens a stranger's ticket to who has its address */
	SECRET_PURPOSES
};

/* A key that messages are signed with: HMAC-SHA256's state with the key already in it. */
struct signing_key {
	_Alignas(8) unsigned char opaque[208];
};

struct secrets {
	struct signing_key keys[2][SECRET_PURPOSES]; /* [0] signs; both are accepted */
	unsigned count, lasting_count;               /* 1 or 2 */
	int64_t until, lasting_until;                /* until when the second is; 0: for good */
	struct timespec folder;                      /* when secrets/ was changed last */
	bool is_settled;                             /* that was a while before it was read */
};

/* Call once before anything else of this header. */
void secret_init(void);

/*
 * Reads the shop's secrets.  A missing or malformed file, or any file in secrets/ that others may
 * read: BROKEN, with the file and the remedy in the log and in error.
 */
MUST_USE enum result secrets_read(
	struct secrets *secrets, const char *shop, char *error, size_t error_size);
/* Makes both; EXISTS: left as they are. */
MUST_USE enum result secrets_make(const char *shop);
/* Once a request: reads them again where secrets/ was changed.  Where that fails, which was logged,
 * those that were read go on to serve. */
void secrets_follow(struct secrets *secrets, const char *shop);

void secret_random(void *bytes, size_t size);
uint32_t secret_random_below(uint32_t bound);

/* SHA-256. */
struct digest secret_hash(const void *bytes, size_t size);
/* SHA-256 over two pieces, one behind the other. */
struct digest secret_hash_two(
	const void *first, size_t first_size, const void *second, size_t second_size);

/* SHA-256 of what comes piece by piece. */
struct hash_state {
	_Alignas(8) unsigned char opaque[104];
};
void secret_hash_begin(struct hash_state *state);
void secret_hash_add(struct hash_state *state, const void *bytes, size_t size);
struct digest secret_hash_end(struct hash_state *state);

/* HMAC-SHA256 with the purpose's key; check accepts the secret before a rotation too. */
struct digest secret_sign(const struct secrets *secrets, enum secret_purpose purpose,
	const void *message, size_t size);
MUST_USE bool secret_check(const struct secrets *secrets, enum secret_purpose purpose,
	const void *message, size_t size, const struct digest *signature);

/* PBKDF2-HMAC-SHA256 (RFC 8018, 5.2) with a key length of 32 bytes. */
struct digest secret_stretch(const void *password, size_t password_size, const void *salt,
	size_t salt_size, uint32_t rounds);

/* Base64url without padding (RFC 4648, 5), and back.  text holds SECRET_TEXT_SIZE(size). */
#define SECRET_TEXT_SIZE(size) (((size)*4 + 2) / 3 + 1)
void secret_text(char *text, const void *bytes, size_t size);
/* False unless text is exactly size bytes in that form. */
MUST_USE bool secret_bytes(void *bytes, size_t size, const char *text);
/* Any length up to most: false when malformed or longer. */
MUST_USE bool secret_bytes_up_to(void *bytes, size_t most, size_t *size, const char *text);
/* Standard Base64 (RFC 4648, 4): written without padding, read with it. */
void secret_base64(char *text, const void *bytes, size_t size);
MUST_USE bool secret_base64_up_to(void *bytes, size_t most, size_t *size, const char *text);
/* Lower-case hexadecimal; text holds 2 x size + 1. */
void secret_hex(char *text, const void *bytes, size_t size);
MUST_USE bool secret_from_hex(void *bytes, size_t size, const char *text);

/* Argon2id's price: time and memory for one hash. */
struct password_cost {
	uint32_t passes;
	uint32_t mebibytes;
};
#define PASSWORD_HASH_SIZE 128
#define PASSWORD_PASSES_MOST 20
#define PASSWORD_MEBIBYTES_MOST 1024
#define PASSWORD_LANES_MOST 16 /* others write hashes with more than one; they cost no more */
/* BROKEN: not enough memory. */
MUST_USE enum result password_hash(
	char hash[static PASSWORD_HASH_SIZE], const char *password, struct password_cost cost);
/* WRONG: another password. */
MUST_USE enum result password_check(const char *hash, const char *password);
/* Whether it is a hash that password_check can take: Argon2id as libsodium writes it, at no higher
 * price than a shop may set. */
bool password_is_hash(const char *hash);
bool password_is_outdated(const char *hash, struct password_cost cost);

#endif

/*
 * keys.h - signing keys that a test chooses, where secrets_read would draw them.
 */
#ifndef SUPPORT_KEYS_H
#define SUPPORT_KEYS_H

#include "base/secret.h"

#include <sodium.h>

static inline struct signing_key key_of(const void *bytes, size_t size)
{
	struct signing_key key;

	crypto_auth_hmacsha256_init((crypto_auth_hmacsha256_state *)&key, bytes, size);
	return key;
}

#endif

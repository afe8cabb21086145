#include "store/key.h"

#include <assert.h>
#include <string.h>

struct key key_empty(void)
{
	/* Only the size counts: the bytes beyond it are never looked at, so they stay as they
	 * are, which saves clearing 320 of them for every key. */
	struct key key;

	key.size = 0;
	return key;
}

struct key key_number(uint64_t number)
{
	struct key key = key_empty();

	key_add_number(&key, number);
	return key;
}

struct key key_text(const char *text)
{
	struct key key = key_empty();

	key_add_text(&key, text);
	return key;
}

struct key key_bytes(const void *bytes, size_t size)
{
	struct key key = key_empty();

	key_add_bytes(&key, bytes, size);
	return key;
}

void key_add_number(struct key *key, uint64_t number)
{
	unsigned char bytes[8];

	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (unsigned char)(number >> (56 - 8 * i));
	key_add_bytes(key, bytes, sizeof bytes);
}

void key_add_text(struct key *key, const char *text)
{
	key_add_bytes(key, text, strlen(text) + 1);
}

void key_add_bytes(struct key *key, const void *bytes, size_t size)
{
	assert(size <= KEY_MOST - key->size);
	memcpy(key->bytes + key->size, bytes, size);
	key->size += size;
}

uint64_t key_number_at(const struct key *key, size_t offset)
{
	uint64_t number = 0;

	assert(key->size >= 8 && offset <= key->size - 8);
	for (size_t i = 0; i < 8; i++)
		number = number << 8 | key->bytes[offset + i];
	return number;
}

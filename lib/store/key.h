/*
 * key.h - keys whose bytes sort as their parts do: numbers big-endian, texts ended by a NUL.
 */
#ifndef STORE_KEY_H
#define STORE_KEY_H

#include <stddef.h>
#include <stdint.h>

#define KEY_MOST 320

struct key {
	size_t size;
	unsigned char bytes[KEY_MOST];
};

/* The empty key: the prefix of every other. */
struct key key_empty(void);
struct key key_number(uint64_t number);
struct key key_text(const char *text);
struct key key_bytes(const void *bytes, size_t size); /* no part may follow it */

void key_add_number(struct key *key, uint64_t number);
void key_add_text(struct key *key, const char *text);
void key_add_bytes(struct key *key, const void *bytes, size_t size);

/* The number that stands at an offset in bytes, for reading a key back. */
uint64_t key_number_at(const struct key *key, size_t offset);

#endif

/*
 * fuzz.h - what a fuzz target is, and what the targets share.
 *
 * A target is tests/fuzz/NAME.c: a function that takes any bytes and asserts what must hold of
 * them.  `make fuzz NAME=…` has libFuzzer invent bytes; `make check` feeds it the kept ones, the
 * files of tests/fuzz/corpus/NAME/, through tests/support/replay.c.
 */
#ifndef SUPPORT_FUZZ_H
#define SUPPORT_FUZZ_H

#include "base/arena.h"
#include "base/secret.h"

#include "keys.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* The name that libFuzzer calls; 0, always. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Empty at every call, so that a million inputs need no more memory than one. */
static inline struct arena *fuzz_arena(void)
{
	static struct arena *arena;

	if (arena == NULL)
		arena = arena_open((size_t)64 << 20);
	arena_reset(arena);
	return arena;
}

/* The same in every run: kept inputs hold signatures made with them. */
static inline const struct secrets *fuzz_secrets(void)
{
	static struct secrets secrets;

	if (secrets.count == 0) {
		secret_init();
		for (unsigned char purpose = 0; purpose < SECRET_PURPOSES; purpose++)
			secrets.keys[0][purpose] =
				key_of(secret_hash(&purpose, 1).bytes, SECRET_SIZE);
		secrets.count = 1;
	}
	return &secrets;
}

/* Well-formed UTF-8 without NUL, told another way than text_is_utf8 does: by decoding. */
static inline bool fuzz_is_text(const void *bytes, size_t size)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const uint8_t *at = bytes, *end = at + size;

	while (at < end) {
		int length = *at < 0x80 ? 1 : *at < 0xc0 ? 0 : *at < 0xe0 ? 2 : *at < 0xf0 ? 3 : 4;
		uint32_t point = length == 1 ? *at : *at & (0x7fU >> length);

		if (*at == 0 || *at >= 0xf8 || length == 0 || length > end - at)
			return false;
		for (int i = 1; i < length; i++) {
			if ((at[i] & 0xc0) != 0x80)
				return false;
			point = point << 6 | (at[i] & 0x3f);
		}
		if (point < least[length] || point > 0x10ffff || point >> 11 == 0x1b)
			return false;
		at += length;
	}
	return true;
}

/* The path of a file with these bytes, until the next call. */
static inline const char *fuzz_file(const void *bytes, size_t size)
{
	static char path[32];
	static int file = -1;

	if (file < 0)
		file = memfd_create("input", MFD_CLOEXEC);
	assert(file >= 0 && ftruncate(file, 0) == 0);
	assert(pwrite(file, bytes, size, 0) == (ssize_t)size);
	snprintf(path, sizeof path, "/proc/self/fd/%d", file);
	return path;
}

#endif

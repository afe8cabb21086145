/*
 * pair.h - walking over application/x-www-form-urlencoded bytes
 * (https://url.spec.whatwg.org/#urlencoded-parsing).
 *
 * Pairs are parted by '&', empty ones are skipped, a '+' is a space, %XX is a byte, and a
 * percent sign without two hexadecimal digits stands for itself.  Whether the bytes are
 * text, the caller asks.
 */
#ifndef HTTP_PAIR_H
#define HTTP_PAIR_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

struct pair {
	const char *name;
	size_t name_size;
	const char *value; /* "" when there is no '=' */
	size_t value_size;
};

/* Decodes the pair at *at, before end, and moves *at behind it; false: there is none. */
bool pair_next(struct pair *pair, const char **at, const char *end, struct arena *arena);

#endif

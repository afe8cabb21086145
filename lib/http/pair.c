#include "http/pair.h"

#include "http/path.h"

#include <string.h>

/* The decoded bytes of a part, with a NUL behind them. */
static const char *decode(const char *text, size_t size, struct arena *arena, size_t *length)
{
	char *bytes = arena_allocate(arena, size + 1);

	*length = 0;
	for (size_t i = 0; i < size; i++) {
		char byte = text[i] == '+' ? ' ' : text[i];

		if (byte == '%' && size - i >= 3 && path_hex(text[i + 1]) >= 0 &&
			path_hex(text[i + 2]) >= 0) {
			byte = (char)(path_hex(text[i + 1]) * 16 + path_hex(text[i + 2]));
			i += 2;
		}
		bytes[(*length)++] = byte;
	}
	bytes[*length] = '\0';
	return bytes;
}

bool pair_next(struct pair *pair, const char **at, const char *end, struct arena *arena)
{
	const char *start = *at;
	const char *stop, *equals;

	while (start < end && *start == '&')
		start++;
	if (start == end)
		return false;
	stop = memchr(start, '&', (size_t)(end - start));
	if (!stop)
		stop = end;
	*at = stop;
	equals = memchr(start, '=', (size_t)(stop - start));
	if (equals) {
		pair->value =
			decode(equals + 1, (size_t)(stop - equals - 1), arena, &pair->value_size);
	} else {
		equals = stop;
		pair->value = "";
		pair->value_size = 0;
	}
	pair->name = decode(start, (size_t)(equals - start), arena, &pair->name_size);
	return true;
}

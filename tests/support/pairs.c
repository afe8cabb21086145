/*
 * pairs.c - decodes forms for a test in another language.
 *
 * A line of standard input is a form's bytes in hexadecimal; the line it answers is a list of
 * "NAME=VALUE" in hexadecimal, parted by spaces.
 */
#include "base/arena.h"
#include "http/pair.h"
#include "http/path.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print_hex(const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		printf("%02x", (unsigned)(unsigned char)bytes[i]);
}

static void print_pairs(const char *bytes, size_t size, struct arena *arena)
{
	const char *end = bytes + size;
	struct pair pair;

	for (const char *separator = ""; pair_next(&pair, &bytes, end, arena); separator = " ") {
		fputs(separator, stdout);
		print_hex(pair.name, pair.name_size);
		putchar('=');
		print_hex(pair.value, pair.value_size);
	}
	putchar('\n');
}

int main(void)
{
	struct arena *arena = arena_open(1 << 20);
	char *line = NULL;
	size_t size = 0;

	while (getline(&line, &size, stdin) > 0) {
		size_t length = strcspn(line, "\n") / 2;
		char *bytes = arena_allocate(arena, length);

		for (size_t i = 0; i < length; i++)
			bytes[i] = (char)(path_hex(line[2 * i]) * 16 + path_hex(line[2 * i + 1]));
		print_pairs(bytes, length, arena);
		arena_reset(arena);
	}
	free(line);
	arena_close(arena);
	return 0;
}

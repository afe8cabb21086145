/*
 * parts.c - takes multipart/form-data apart for a test in another language.
 *
 * A line of standard input is a content type and a body, both in hexadecimal, parted by a space;
 * the line it answers is a list of "NAME=VALUE", for files "NAME:FILENAME=VALUE", in hexadecimal,
 * parted by spaces, or the name of a problem with a question mark before it.
 */
#include "base/arena.h"
#include "http/multipart.h"
#include "http/path.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *separator;

static void print_hex(const void *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		printf("%02x", ((const unsigned char *)bytes)[i]);
}

static enum result begin(void *context, const struct part *part)
{
	(void)context;
	fputs(separator, stdout);
	separator = " ";
	print_hex(part->name, strlen(part->name));
	if (part->filename != NULL) {
		putchar(':');
		print_hex(part->filename, strlen(part->filename));
	}
	putchar('=');
	return OK;
}

static enum result add(void *context, const void *bytes, size_t size)
{
	(void)context;
	print_hex(bytes, size);
	return OK;
}

static enum result end(void *context)
{
	(void)context;
	return OK;
}

static char *from_hex(const char *text, size_t digits, struct arena *arena)
{
	char *bytes = arena_allocate(arena, digits / 2 + 1);

	for (size_t i = 0; i < digits / 2; i++)
		bytes[i] = (char)(path_hex(text[2 * i]) * 16 + path_hex(text[2 * i + 1]));
	return bytes;
}

static void read_line(const char *line, struct arena *arena)
{
	size_t digits = strcspn(line, " "), size = strcspn(line + digits + 1, "\n");
	struct part_taker taker = { begin, add, end, NULL };
	struct multipart *multipart = multipart_open(from_hex(line, digits, arena), taker, arena);
	enum result result = INVALID;

	separator = "";
	if (multipart != NULL)
		result = multipart_feed(
			multipart, from_hex(line + digits + 1, size, arena), size / 2);
	if (result == OK)
		result = multipart_finish(multipart);
	if (result != OK)
		printf("%s?%s", separator,
			problem_name(multipart == NULL ? PROBLEM_CONTENT_TYPE
						       : multipart_problem(multipart)));
	putchar('\n');
}

int main(void)
{
	struct arena *arena = arena_open(4 << 20);
	char *line = NULL;
	size_t size = 0;

	while (getline(&line, &size, stdin) > 0) {
		read_line(line, arena);
		arena_reset(arena);
	}
	free(line);
	arena_close(arena);
	return 0;
}

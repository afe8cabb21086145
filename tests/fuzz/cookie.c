/*
 * cookie.c - a Cookie header, in which somebody may have planted cookies of his own.
 *
 * The header is taken apart a second time here, plainly; both must find the same.  What was found
 * can be set again, and a second one beside it makes none of both.
 */
#include "fuzz.h"
#include "http/cookie.h"

#include <ctype.h>

static bool is_token(const char *text)
{
	size_t length = strlen(text);

	for (; *text != '\0'; text++)
		if (!isalnum((unsigned char)*text) && strchr("-_.", *text) == NULL)
			return false;
	return length > 0 && length <= COOKIE_VALUE_MOST;
}

/* The one value of a name; NULL for none, or several. */
static const char *expected(struct arena *arena, const char *header, const char *name)
{
	char *rest = arena_text(arena, header), *pair;
	const char *found = NULL;

	while ((pair = strsep(&rest, ";")) != NULL) {
		pair += strspn(pair, " ");
		if (strncmp(pair, name, strlen(name)) != 0 || pair[strlen(name)] != '=')
			continue;
		if (found != NULL)
			return NULL;
		found = pair + strlen(name) + 1;
	}
	return found != NULL && is_token(found) ? found : NULL;
}

static void check_set_again(struct arena *arena, const char *value, bool secure)
{
	static struct buffer line = { .ceiling = 8192 };
	const struct cookie cookie = { .name = "session", .value = value };
	const char *pair;

	buffer_clear(&line);
	cookie_write(&line, &cookie, secure);
	assert(strncmp(line.bytes, "Set-Cookie: ", 12) == 0);
	assert(strchr(line.bytes, '\n') == line.bytes + line.length - 1);
	pair = cookie_find(line.bytes + 12, "session", secure, arena);
	assert(pair != NULL && strcmp(pair, value) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const char *const names[] = { "session", "__Host-session" };
	struct arena *arena = fuzz_arena();
	const char *header = arena_copy(arena, bytes, size);

	for (int secure = 0; secure < 2; secure++) {
		const char *wanted = expected(arena, header, names[secure]);
		const char *found = cookie_find(header, "session", secure, arena);

		assert((wanted == NULL) == (found == NULL));
		if (found == NULL)
			continue;
		assert(strcmp(wanted, found) == 0);
		check_set_again(arena, found, secure);
		header = arena_format(arena, "%s; %s=x", header, names[secure]);
		assert(cookie_find(header, "session", secure, arena) == NULL);
	}
	return 0;
}

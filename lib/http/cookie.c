#include "http/cookie.h"

#include <assert.h>
#include <string.h>

#define TOKEN "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."

static const char *prefix(bool secure)
{
	return secure ? "__Host-" : "";
}

static bool is_token(const char *text)
{
	size_t length = strspn(text, TOKEN);

	return length > 0 && length <= COOKIE_VALUE_MOST && text[length] == '\0';
}

/* The value's bytes, when a pair of a header has this name; NULL otherwise. */
static const char *value_of(const char *pair, size_t size, const char *name, bool secure)
{
	size_t before = strlen(prefix(secure));
	size_t length = strlen(name);

	if (size <= before + length || pair[before + length] != '=')
		return NULL;
	if (memcmp(pair, prefix(secure), before) != 0 || memcmp(pair + before, name, length) != 0)
		return NULL;
	return pair + before + length + 1;
}

const char *cookie_find(const char *header, const char *name, bool secure, struct arena *arena)
{
	const char *found = NULL;
	size_t found_size = 0;
	const char *text;

	for (;;) {
		const char *value;
		size_t size;

		header += strspn(header, "; ");
		if (*header == '\0')
			break;
		size = strcspn(header, ";");
		value = value_of(header, size, name, secure);
		if (value && found)
			return NULL;
		if (value) {
			found = value;
			found_size = (size_t)(header + size - value);
		}
		header += size;
	}
	if (!found)
		return NULL;
	text = arena_copy(arena, found, found_size);
	return is_token(text) ? text : NULL;
}

void cookie_write(struct buffer *buffer, const struct cookie *cookie, bool secure)
{
	assert(is_token(cookie->name));
	assert(!cookie->value || is_token(cookie->value));
	buffer_add_format(buffer, "Set-Cookie: %s%s=%s; Path=/; HttpOnly; SameSite=Lax",
		prefix(secure), cookie->name, cookie->value ? cookie->value : "");
	if (secure)
		buffer_add_text(buffer, "; Secure");
	if (!cookie->value)
		buffer_add_text(buffer, "; Max-Age=0");
	else if (cookie->seconds > 0)
		buffer_add_format(buffer, "; Max-Age=%lld", (long long)cookie->seconds);
	buffer_add_text(buffer, "\r\n");
}

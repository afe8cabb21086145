/*
 * print.c - a text, printed at every place that a template has for one.
 *
 * Nothing that is printed can begin a tag or end an attribute's value; what is escaped or encoded
 * says, read back, what it said.
 */
#include "page/print.h"
#include "fuzz.h"
#include "http/path.h"

#include <strings.h>

static struct buffer out = { .ceiling = (size_t)1 << 20 };
static struct print print = { &out, FRENCH };

static void check_harmless(void)
{
	assert(strpbrk(buffer_text(&out), "<>\"'") == NULL);
}

/* As a browser reads it. */
static void check_escaped(const char *text)
{
	static const struct {
		const char *entity;
		char byte;
	} entities[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' }, { "&#34;", '"' },
		{ "&#39;", '\'' } };
	const char *at = buffer_text(&out);

	for (; *text != '\0'; text++) {
		size_t length = 1;
		char byte = *at;

		for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
			if (strncmp(at, entities[i].entity, strlen(entities[i].entity)) == 0) {
				byte = entities[i].byte;
				length = strlen(entities[i].entity);
			}
		assert(*at != '&' || length > 1);
		assert(byte == *text);
		at += length;
	}
	assert(*at == '\0');
}

static void check_encoded(const char *text)
{
	const char *at = buffer_text(&out);

	for (; *text != '\0'; text++, at++) {
		if (*at != '%') {
			assert(*at == *text);
			continue;
		}
		assert((char)(path_hex(at[1]) * 16 + path_hex(at[2])) == *text);
		at += 2;
	}
	assert(*at == '\0');
	assert(strpbrk(buffer_text(&out), "&=+#?/:; ") == NULL);
}

/* Nowhere but to a page, a host over http or https, or a mailbox. */
static void check_address(void)
{
	const char *at = buffer_text(&out), *colon = strchr(at, ':');

	for (const char *byte = at; *byte != '\0'; byte++)
		assert(*byte > ' ' && *byte < 0x7f && *byte != '\\');
	assert(strncmp(at, "//", 2) != 0);
	if (colon != NULL && strcspn(at, "/?#") > (size_t)(colon - at))
		assert(strncasecmp(at, "http:", 5) == 0 || strncasecmp(at, "https:", 6) == 0 ||
			strncasecmp(at, "mailto:", 7) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const char *text = arena_copy(fuzz_arena(), bytes, size);

	buffer_clear(&out);
	print_text(&print, text);
	check_harmless();
	check_escaped(text);
	buffer_clear(&out);
	print_attribute(&print, text);
	check_harmless();
	check_escaped(text);
	buffer_clear(&out);
	print_url_part(&print, text);
	check_harmless();
	check_encoded(text);
	buffer_clear(&out);
	print_url(&print, text);
	check_harmless();
	check_address();
	buffer_clear(&out);
	if (strchr(text, '{') == NULL)
		assert(print_piece(&print, &text, (const char *const[]){ NULL }) == -1);
	check_harmless();
	return 0;
}

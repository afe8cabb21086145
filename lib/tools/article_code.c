#include "base/buffer.h"
#include "tools/article.h"

#include <assert.h>
#include <string.h>

#define CODE_MOST ((size_t)2 << 20)
#define WHOLE_MOST 20 /* letters in a line, on the narrowest screen */

/* As it stands, and no brace that the template compiler would take for its own. */
static void add_escaped(struct buffer *escaped, const char *bytes, size_t size)
{
	for (const char *at = bytes; at < bytes + size; at++) {
		char byte[2] = { *at, '\0' };

		buffer_add_text(escaped, *at == '<'   ? "&lt;"
					 : *at == '>' ? "&gt;"
					 : *at == '&' ? "&amp;"
					 : *at == '{' ? "&#123;"
					 : *at == '}' ? "&#125;"
						      : byte);
	}
}

/* Browsers break a line behind a hyphen, and "--" at a line's end reads like an option of its own.
 * What is too long for a narrow screen may break. */
static void add_code_word(struct buffer *escaped, const char *word, size_t size)
{
	bool whole = size <= WHOLE_MOST && memchr(word, '-', size) != NULL;

	if (whole)
		buffer_add_text(escaped, "<span class=\"whole\">");
	add_escaped(escaped, word, size);
	if (whole)
		buffer_add_text(escaped, "</span>");
}

static void add_code(struct buffer *escaped, const char *code)
{
	while (*code != '\0') {
		size_t spaces = strspn(code, " \n"), word = strcspn(code + spaces, " \n");

		add_escaped(escaped, code, spaces);
		add_code_word(escaped, code + spaces, word);
		code += spaces + word;
	}
}

const char *article_code(struct arena *arena, const char *code, bool block)
{
	struct buffer escaped;
	const char *html;

	buffer_init(&escaped, CODE_MOST);
	buffer_add_text(&escaped, block ? "<pre class=\"lines\"><code>" : "<code>");
	add_code(&escaped, code);
	buffer_add_text(&escaped, block ? "</code></pre>\n" : "</code>");
	assert(!escaped.overflow);
	html = arena_text(arena, buffer_text(&escaped));
	buffer_free(&escaped);
	return html;
}

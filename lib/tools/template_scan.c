#include "tools/template.h"

#include <ctype.h>
#include <string.h>

struct span span_trim(struct span span)
{
	while (span.at < span.end && isspace((unsigned char)*span.at))
		span.at++;
	while (span.end > span.at && isspace((unsigned char)span.end[-1]))
		span.end--;
	return span;
}

bool span_is_empty(struct span span)
{
	return span.at == span.end;
}

static bool in_name(char byte)
{
	return isalnum((unsigned char)byte) || byte == '_';
}

const char *scan_name(struct span span)
{
	const char *at = span.at;

	if (at < span.end && isdigit((unsigned char)*at))
		return at;
	while (at < span.end && in_name(*at))
		at++;
	return at;
}

bool scan_word(struct span *span, const char *word)
{
	const char *end = scan_name(*span);
	size_t length = strlen(word);

	if ((size_t)(end - span->at) != length || strncmp(span->at, word, length) != 0)
		return false;
	*span = span_trim((struct span){ end, span->end });
	return true;
}

const char *scan_token(const struct template *template, const char *at)
{
	char quote = *at;

	if (quote == '"' || quote == '\'') {
		for (at++; *at != quote; at++) {
			if (*at == '\\' && at[1])
				at++;
			if (*at == '\0' || *at == '\n')
				template_fail(template, "a quote (%c) is never closed", quote);
		}
		return at + 1;
	}
	if (!in_name(*at))
		return at + 1;
	while (in_name(*at))
		at++;
	return at;
}

const char *scan_until(const struct template *template, struct span span, const char *stops)
{
	int depth = 0;

	for (const char *at = span.at; at < span.end; at = scan_token(template, at)) {
		if (depth == 0 && strchr(stops, *at))
			return at;
		if (strchr("([{", *at))
			depth++;
		else if (strchr(")]}", *at))
			depth--;
	}
	return span.end;
}

/* The brackets of a directive that wait for their ends. */
struct brackets {
	char begins[TEMPLATE_DEPTH];
	int depth;
};

/* An expression stands between brackets in C: its own must not reach beyond it. */
static void follow_brackets(
	const struct template *template, struct brackets *brackets, const char *at)
{
	static const char begins[] = "([{", ends[] = ")]}";
	const char *end = strchr(ends, *at);

	if (strchr(begins, *at) != NULL) {
		if (brackets->depth == TEMPLATE_DEPTH)
			template_fail(template, "brackets are nested too deep");
		brackets->begins[brackets->depth++] = *at;
	} else if (end != NULL) {
		if (brackets->depth == 0 ||
			brackets->begins[--brackets->depth] != begins[end - ends])
			template_fail(template, "the bracket %c closes nothing", *at);
	}
}

/* What would end an expression early, or swallow what is written behind it. */
static void refuse_foreign(const struct template *template, const char *at)
{
	if (strncmp(at, "//", 2) == 0 || strncmp(at, "/*", 2) == 0)
		template_fail(template, "a comment is written {{ # like this }}");
	if (strchr(";#\\", *at) != NULL)
		template_fail(template, "%c stands nowhere in a directive but in quotes", *at);
}

const char *scan_close(const struct template *template, const char *at)
{
	/* A comment is prose, where an apostrophe opens nothing. */
	bool comment = at[strspn(at, " \t\n")] == '#';
	struct brackets brackets = { .depth = 0 };

	while (*at && strncmp(at, "}}", 2) != 0 && strncmp(at, "{{", 2) != 0) {
		if (!comment) {
			refuse_foreign(template, at);
			follow_brackets(template, &brackets, at);
		}
		at = comment ? at + 1 : scan_token(template, at);
	}
	if (*at != '}')
		template_fail(template, "{{ is never closed");
	if (brackets.depth > 0)
		template_fail(template, "the bracket %c is never closed",
			brackets.begins[brackets.depth - 1]);
	return at;
}

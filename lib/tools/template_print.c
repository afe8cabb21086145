#include "tools/template.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

void template_string_close(struct template *template)
{
	if (template->quoted)
		printf("\");\n");
	template->quoted = false;
}

static void string_add(struct template *template, char byte)
{
	if (!template->quoted)
		printf("\tprint_literal(&visit->print, \"");
	template->quoted = true;
	if (byte == '\n')
		printf("\\n\"\n\t\t\"");
	else if (byte == '\t')
		printf("\\t");
	else if (strchr("\"\\?", byte)) /* ?? begins a trigraph */
		printf("\\%c", byte);
	else
		putchar(byte);
}

/*
 * White space with a line feed in it becomes one line feed, or none when what was printed
 * before ended with one: the templates' indentation is for their readers only.
 */
static const char *text_space(struct template *template, struct span text)
{
	const char *at = text.at;
	bool lines = false, keep;

	template_check(template, place_follow(&template->place, *at));
	keep = place_keeps_space(&template->place);
	for (lines = *at++ == '\n'; at < text.end && isspace((unsigned char)*at); at++) {
		template->at = at;
		template_check(template, place_follow(&template->place, *at));
		lines = lines || *at == '\n';
	}
	if (!keep && lines) {
		if (!template->place.line)
			string_add(template, '\n');
		template->place.line = true;
	} else {
		for (const char *byte = text.at; byte < at; byte++)
			string_add(template, *byte);
		template->place.line = false;
	}
	return at;
}

void template_text(struct template *template, struct span text)
{
	while (text.at < text.end) {
		template->at = text.at;
		if (isspace((unsigned char)*text.at)) {
			if (template->depth > 0 && !template->header)
				text.at = text_space(template, text);
			else
				text.at++;
			continue;
		}
		if (template->depth == 0 && !template->header)
			template_fail(template, "text stands outside of any page");
		if (!template->header) {
			template_check(template, place_follow(&template->place, *text.at));
			string_add(template, *text.at);
			template->place.line = false;
		}
		text.at++;
	}
}

/* ---- expressions --------------------------------------------------------------------------- */

void template_origin(struct template *template, const char *at)
{
	int line = 1;

	template_string_close(template);
	for (const char *byte = template->source; byte < at; byte++)
		line += *byte == '\n';
	printf("#line %d \"%s\"\n", line, template->file);
}

void template_expression(struct template *template, struct span expression)
{
	const char *at = expression.at;

	while (at < expression.end) {
		struct span rest = { at, expression.end };
		const char *next = scan_token(template, at);

		if (scan_word(&rest, "say") && !span_is_empty(rest) && *rest.at == '"') {
			at = template_say_value(template, rest);
			continue;
		}
		fwrite(at, 1, (size_t)(next - at), stdout);
		at = next;
	}
}

void template_value(struct template *template, struct span span)
{
	const char *complaint = NULL, *printer = place_printer(&template->place, &complaint);
	struct span rest = span_trim((struct span){ scan_name(span), span.end });

	template_check(template, complaint);
	if (span_is_empty(span))
		template_fail(template, "nothing stands between {{ and }}");
	/* Two words side by side are no expression. */
	if (rest.at > span.at && isspace((unsigned char)rest.at[-1]) && !span_is_empty(rest) &&
		(isalnum((unsigned char)*rest.at) || strchr("_\"", *rest.at)) &&
		!scan_word(&span, "sizeof"))
		template_fail(template, "unknown directive %.*s", (int)(scan_name(span) - span.at),
			span.at);
	template_origin(template, span.at);
	printf("\t%s(&visit->print, ", printer);
	template_expression(template, span);
	printf(");\n");
}

/* What prints whole elements must not stand in the middle of one. */
static void in_text(struct template *template, const char *directive)
{
	if (template->place.kind != PLACE_TEXT)
		template_fail(template, "%s may stand in text only", directive);
	template->place.line = false;
}

void template_raw(struct template *template, struct span span)
{
	in_text(template, "raw");
	template_origin(template, span.at);
	printf("\tprint_trusted_html(&visit->print, ");
	template_expression(template, span);
	printf(");\n");
}

void template_call(struct template *template, struct span span)
{
	in_text(template, "call");
	if (span_is_empty(span))
		template_fail(template, "call wants a call");
	template_origin(template, span.at);
	printf("\t");
	template_expression(template, span);
	printf(";\n");
}

void template_body(struct template *template, struct span span)
{
	in_text(template, "body");
	if (!span_is_empty(span))
		template_fail(template, "body stands alone");
	template_origin(template, span.at);
	printf("\tbody(visit, context);\n");
}

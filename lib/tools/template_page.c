#include "tools/template.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static void write_span(struct span span)
{
	fwrite(span.at, 1, (size_t)(span.end - span.at), stdout);
}

struct page {
	struct span name, parameters;
	struct span layout, arguments; /* empty without a layout */
};

/* "name(inside)"; span becomes what follows. */
static void page_parentheses(
	struct template *template, struct span *span, struct span *name, struct span *inside)
{
	struct span rest;

	*name = (struct span){ span->at, scan_name(*span) };
	*span = span_trim((struct span){ name->end, span->end });
	if (span_is_empty(*name) || span_is_empty(*span) || *span->at != '(')
		template_fail(
			template, "page wants NAME(PARAMETERS), perhaps in LAYOUT(ARGUMENTS)");
	inside->at = span->at + 1;
	/* It is there: scan_close matched the directive's brackets. */
	inside->end = scan_until(template, (struct span){ inside->at, span->end }, ")");
	*span = span_trim((struct span){ inside->end + 1, span->end });
	*inside = span_trim(*inside);
	rest = *inside;
	if (scan_word(&rest, "void") && span_is_empty(rest))
		*inside = rest;
}

static struct page page_read(struct template *template, struct span span)
{
	struct page page = { .layout = { span.end, span.end } };

	page_parentheses(template, &span, &page.name, &page.parameters);
	if (scan_word(&span, "in"))
		page_parentheses(template, &span, &page.layout, &page.arguments);
	if (!span_is_empty(span))
		template_fail(
			template, "page wants NAME(PARAMETERS), perhaps in LAYOUT(ARGUMENTS)");
	return page;
}

static void page_signature(const struct page *page)
{
	printf("void ");
	write_span(page->name);
	printf("_page(struct visit *visit%s", span_is_empty(page->parameters) ? "" : ", ");
	write_span(page->parameters);
	printf(")");
}

/* Takes the first parameter off the list; false when there is none. */
static bool page_parameter(
	struct template *template, struct span *list, struct span *parameter, struct span *name)
{
	const char *comma = scan_until(template, *list, ",");

	if (span_is_empty(*list))
		return false;
	*parameter = span_trim((struct span){ list->at, comma });
	list->at = comma < list->end ? comma + 1 : comma;
	*name = (struct span){ parameter->end, parameter->end };
	while (name->at > parameter->at &&
		(isalnum((unsigned char)name->at[-1]) || name->at[-1] == '_'))
		name->at--;
	if (span_is_empty(*name) || name->at == parameter->at)
		template_fail(template, "write a parameter as a type and a name");
	return true;
}

/* The context that takes the parameters through the layout, and the call of the layout. */
static void page_context(struct template *template, const struct page *page)
{
	struct span list = page->parameters, parameter, name;

	printf("struct ");
	write_span(page->name);
	printf("_context { char unused_;");
	while (page_parameter(template, &list, &parameter, &name)) {
		printf(" ");
		write_span(parameter);
		printf(";");
	}
	printf(" };\nstatic print_body ");
	write_span(page->name);
	printf("_body;\n");
	page_signature(page);
	printf("\n{\n\tconst struct ");
	write_span(page->name);
	printf("_context context_ = { .unused_ = 0");
	for (list = page->parameters; page_parameter(template, &list, &parameter, &name);) {
		printf(", .");
		write_span(name);
		printf(" = ");
		write_span(name);
	}
	printf(" };\n\n\t");
	write_span(page->layout);
	printf("_page(visit, ");
	template_expression(template, page->arguments);
	printf("%s", span_is_empty(page->arguments) ? "" : ", ");
	write_span(page->name);
	printf("_body, &context_);\n}\n");
}

static void page_body(struct template *template, const struct page *page)
{
	struct span list = page->parameters, parameter, name;

	printf("static void ");
	write_span(page->name);
	printf("_body(struct visit *visit, const void *bytes_)\n{\n\tconst struct ");
	write_span(page->name);
	printf("_context *const context_ = bytes_;\n\t(void)visit; (void)context_;\n");
	while (page_parameter(template, &list, &parameter, &name)) {
		printf("\t__typeof__(context_->");
		write_span(name);
		printf(") ");
		write_span(name);
		printf(" = context_->");
		write_span(name);
		printf("; (void)");
		write_span(name);
		printf(";\n");
	}
}

static void page_begin(struct template *template, struct span span)
{
	struct page page = page_read(template, span);

	if (template->header) {
		page_signature(&page);
		printf(";\n");
		return;
	}
	template->place = (struct place){ .line = true };
	template_begin(template, BLOCK_PAGE);
	template_origin(template, span.at);
	if (!span_is_empty(page.layout)) {
		page_context(template, &page);
		template_origin(template, span.at);
		page_body(template, &page);
	} else {
		page_signature(&page);
		printf("\n{\n\t(void)visit;\n");
	}
}

static void include(struct template *template, struct span span)
{
	if (span_is_empty(span) || !strchr("\"<", *span.at))
		template_fail(template, "include wants a header's name in quotes");
	printf("#include ");
	write_span(span);
	printf("\n");
}

enum directive_where { INSIDE, OUTSIDE, ANYWHERE };

static const struct {
	const char *name;
	void (*write)(struct template *, struct span);
	enum directive_where where; /* a page's inside, or outside of any */
} directives[] = {
	{ "include", include, OUTSIDE },
	{ "page", page_begin, OUTSIDE },
	{ "end", template_end, ANYWHERE },
	{ "if", template_if, INSIDE },
	{ "else", template_else, ANYWHERE },
	{ "each", template_each, INSIDE },
	{ "say", template_say, INSIDE },
	{ "raw", template_raw, INSIDE },
	{ "call", template_call, INSIDE },
	{ "body", template_body, INSIDE },
	{ NULL, template_value, INSIDE },
};

void template_directive(struct template *template, struct span directive)
{
	size_t n = 0;

	template->at = directive.at;
	directive = span_trim(directive);
	if (!span_is_empty(directive) && *directive.at == '#')
		return;
	for (; directives[n].name; n++) {
		struct span rest = directive;

		if (!scan_word(&rest, directives[n].name))
			continue;
		/* "page->title" is a value. */
		if (span_is_empty(rest) || isspace((unsigned char)rest.at[-1]) ||
			strchr("(\"", *rest.at)) {
			directive = rest;
			break;
		}
	}
	/* For a header, only what stands outside matters, and nobody knows what is inside. */
	if (template->header && directives[n].where != OUTSIDE)
		return;
	if (!template->header && template->depth == 0 && directives[n].where == INSIDE)
		template_fail(template, "only include, page and comments stand outside of pages");
	if (template->depth > 0 && directives[n].where == OUTSIDE)
		template_fail(template, "%s stands outside of pages only", directives[n].name);
	directives[n].write(template, directive);
}

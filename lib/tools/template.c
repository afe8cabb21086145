/*
 * template - turns HTML with {{ }} into C functions that print it.
 *
 * The syntax is told by `template --help`; how values are escaped, by page/print.h.
 */
#include "tools/template.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
	"template NAME.html                writes the C of its pages\n"
	"template --header NAME.html...    writes a header with their prototypes\n"
	"\n"
	"  {{ include \"domain/upgrade.h\" }}     before the pages\n"
	"  {{ page NAME(PARAMETERS) }} ... {{ end }}\n"
	"        void NAME_page(struct visit *visit, PARAMETERS)\n"
	"  {{ page NAME(PARAMETERS) in LAYOUT(ARGUMENTS) }} ... {{ end }}\n"
	"        the same, printed where LAYOUT says {{ body }}\n"
	"  {{ page LAYOUT(PARAMETERS, print_body *body, const void *context) }} ... {{ end }}\n"
	"  {{ call other_page(visit, ARGUMENTS) }}\n"
	"  {{ if EXPRESSION }} {{ else if EXPRESSION }} {{ else }} {{ end }}\n"
	"  {{ each ITEM in LIST }} ... {{ end }}   LIST points to a struct with count and items;\n"
	"        ITEM points to one of them, ITEM_index tells which\n"
	"  {{ each ITEM in ARRAY[COUNT] }} ... {{ end }}   ITEM is one of them\n"
	"  {{ EXPRESSION }}                 printed, escaped for its place and its type\n"
	"  {{ raw EXPRESSION }}             HTML that is trusted, printed as it is\n"
	"  {{ say \"English text\" }}         translated; stands in expressions too\n"
	"  {{ say \"Pay {amount} on {day}\" amount = EXPRESSION, day = EXPRESSION }}\n"
	"  {{ say count EXPRESSION \"{n} day\" \"{n} days\" }}   names after a comma, as above\n"
	"  {{ # a comment }}\n";

void template_fail(const struct template *template, const char *format, ...)
{
	va_list arguments;
	int line = 1;

	for (const char *byte = template->source; byte < template->at; byte++)
		line += *byte == '\n';
	fflush(stdout);
	fprintf(stderr, "%s:%d: ", template->file, line);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fprintf(stderr, ".\n");
	exit(EXIT_FAILURE);
}

void template_check(const struct template *template, const char *complaint)
{
	if (complaint)
		template_fail(template, "%s", complaint);
}

static char *source_read(const char *file)
{
	FILE *input = fopen(file, "r");
	size_t size = 1 << 16, length = 0;
	char *source = malloc(size);

	if (!input || !source) {
		perror(file);
		exit(EXIT_FAILURE);
	}
	while ((length += fread(source + length, 1, size - length, input)) == size) {
		source = realloc(source, size *= 2);
		if (!source)
			abort();
	}
	if (ferror(input)) {
		perror(file);
		exit(EXIT_FAILURE);
	}
	fclose(input);
	source[length] = '\0';
	if (strlen(source) < length) {
		fprintf(stderr, "%s: holds a NUL byte.\n", file);
		exit(EXIT_FAILURE);
	}
	return source;
}

static void template_read(const char *file, bool header)
{
	char *source = source_read(file);
	struct template template = { .file = file, .source = source, .header = header };
	const char *at = source, *open;

	while ((open = strstr(at, "{{"))) {
		const char *close;

		template_text(&template, (struct span){ at, open });
		template.at = open;
		close = scan_close(&template, open + 2);
		template_directive(&template, (struct span){ open + 2, close });
		at = close + 2;
	}
	template_text(&template, (struct span){ at, at + strlen(at) });
	if (template.depth > 0) {
		template.at = template.blocks[template.depth - 1].at;
		template_fail(&template, "what begins here has no end");
	}
	free(source);
}

int main(int count, char **arguments)
{
	bool header = count > 1 && strcmp(arguments[1], "--header") == 0;

	if (count == 2 && strcmp(arguments[1], "--help") == 0)
		return fputs(help, stdout) == EOF;
	if (!header && (count != 2 || arguments[1][0] == '-')) {
		fputs(help, stderr);
		return 2;
	}
	if (header) {
		printf("/* The pages' prototypes, made from the templates. */\n"
		       "#ifndef PAGE_TEMPLATES_H\n#define PAGE_TEMPLATES_H\n\n"
		       "#include \"page/print.h\"\n\nstruct visit;\n\n");
		for (int n = 2; n < count; n++)
			template_read(arguments[n], true);
		printf("\n#endif\n");
	} else {
		printf("/* Made from %s. */\n#include \"page/templates.h\"\n"
		       "#include \"page/visit.h\"\n\n",
			arguments[1]);
		template_read(arguments[1], false);
	}
	return fflush(stdout) || ferror(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}

/*
 * template.c - a template, given to the compiler.
 *
 * It writes the same C for the same template, with brackets that match; or it says what is wrong in
 * a sentence, with a line that the template has.
 */
#include "fuzz.h"
#include "tool.h"

#define NAME "fuzz.html"

static int compile(void *header)
{
	static char tool[] = "template", option[] = "--header", name[] = NAME;
	char *arguments[] = { tool, header ? option : name, name, NULL };

	return template_main(header ? 3 : 2, arguments);
}

static void check_complaint(const char *text, const uint8_t *bytes, size_t size)
{
	long lines = 1, line;
	char *end;

	for (size_t i = 0; i < size; i++)
		lines += bytes[i] == '\n';
	assert(strncmp(text, NAME ":", sizeof NAME) == 0);
	if (memchr(bytes, '\0', size) == NULL) {
		line = strtol(text + sizeof NAME, &end, 10);
		assert(line >= 1 && line <= lines && *end == ':');
	}
	assert(strcmp(text + strlen(text) - 2, ".\n") == 0);
}

/* Behind the literal or comment that begins here. */
static const char *skip(const char *at)
{
	const char quote = *at;

	if (strncmp(at, "/*", 2) == 0)
		return strstr(at + 2, "*/") + 2;
	for (at++; *at != quote; at++) {
		at += *at == '\\';
		assert(*at != '\0' && *at != '\n');
	}
	return at + 1;
}

/* Lines that begin with # are the compiler's own, and name the template. */
static void check_brackets(const char *at)
{
	char open[256];
	size_t depth = 0;

	while (*at != '\0') {
		if (*at == '"' || *at == '\'' || strncmp(at, "/*", 2) == 0) {
			at = skip(at);
			continue;
		}
		if (strchr("([{", *at)) {
			assert(depth < sizeof open);
			open[depth++] = *at;
		} else if (strchr(")]}", *at)) {
			assert(depth > 0);
			depth--;
			assert(open[depth] == (*at == ')' ? '(' : *at == ']' ? '[' : '{'));
		}
		at++;
	}
	assert(depth == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena = fuzz_arena();
	struct tool_call *call;
	const char *written;

	tool_file(NAME, bytes, size);
	call = tool_call(compile, NULL);
	if (call->status != 0) {
		check_complaint(call->complaint, bytes, size);
		return 0;
	}
	assert(call->complaint_size == 0);
	written = arena_text(arena, call->output);
	check_brackets(written);
	call = tool_call(compile, NULL);
	assert(call->status == 0 && strcmp(written, call->output) == 0);
	call = tool_call(compile, call);
	assert(call->status == 0);
	check_brackets(call->output);
	return 0;
}

/*
 * article.c - a help article, given to the compiler.
 *
 * Whatever it makes of one, the template compiler takes; or it says what is wrong in a sentence,
 * with a line that the article has.
 */
#include "tools/article.h"
#include "fuzz.h"
#include "tool.h"

#define NAME "fuzz.en.md"

static struct article_label label[] = { { "Sign in", "Se connecter" },
	{ "Say \"yes\" \\ no", "Dire « oui »" } };
static const struct article_labels labels = { sizeof label / sizeof *label, label };

static int compile(void *context)
{
	struct article_source *article = context;

	article_read(article);
	article_words(article);
	article_write_template(article);
	return EXIT_SUCCESS;
}

static int compile_template(void *context)
{
	static char tool[] = "template", name[] = NAME;
	char *arguments[] = { tool, name, NULL };

	(void)context;
	return template_main(2, arguments);
}

static void check_complaint(const char *text, const uint8_t *bytes, size_t size)
{
	long lines = 1, line;
	char *end;

	for (size_t i = 0; i < size; i++)
		lines += bytes[i] == '\n';
	assert(strncmp(text, NAME ":", sizeof NAME) == 0);
	line = strtol(text + sizeof NAME, &end, 10);
	assert(line >= 1 && line <= lines && *end == ':');
	assert(strcmp(text + strlen(text) - 2, ".\n") == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena = fuzz_arena();
	struct article_source article = {
		.file = NAME, .labels = &labels, .pictures = "pictures", .arena = arena
	};
	struct tool_call *call;
	const char *written;

	tool_file(NAME, bytes, size);
	call = tool_call(compile, &article);
	if (article.body != NULL)
		cmark_node_free(article.body);
	if (call->status != 0) {
		check_complaint(call->complaint, bytes, size);
		return 0;
	}
	written = arena_text(arena, call->output);
	tool_file(NAME, written, strlen(written));
	call = tool_call(compile_template, NULL);
	assert(call->status == 0);
	return 0;
}

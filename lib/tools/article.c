/* article - turns help articles into templates, and lists them for the programs that show them. */

#include "tools/article.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define ARTICLES_MEMORY ((size_t)64 << 20)

static const char help[] =
	"article CATALOGUE PICTURES ID.LANGUAGE.md             writes the article as a template\n"
	"article --table CATALOGUE PICTURES ID.LANGUAGE.md...  writes the table of all articles\n"
	"\n"
	"CATALOGUE is the French one, lib/page/language/fr.po, PICTURES the folder\n"
	"htdocs/pictures. An article begins with the lines\n"
	"\n"
	"  title: How do I move to a higher edition?\n"
	"  updated: 2026-11-25\n"
	"  for: customer                     or operator\n"
	"  summary: What it is about, in one line.\n"
	"\n"
	"and an empty one. CommonMark follows, with headings from ## on and these places:\n"
	"\n"
	"  {label Sign in}   a text of the pages, by its English words\n"
	"  {shop} {support} {days}   the shop's name, its address for mail, the days to pay in\n"
	"  {editions} {ways} {transfer} {do upgrade}   each a paragraph of its own: the prices,\n"
	"                    what leads where, how to pay, the button \"Do it now\"\n"
	"  ![what it shows](name)   a paragraph of its own: the picture NAME-LANGUAGE.webp\n";

void article_fail(const struct article_source *article, int line, const char *format, ...)
{
	va_list arguments;

	fflush(stdout);
	fprintf(stderr, "%s:%d: ", article->file, line);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fprintf(stderr, ".\n");
	exit(EXIT_FAILURE);
}

int article_line(const struct article_source *article, cmark_node *node)
{
	while (cmark_node_get_start_line(node) == 0 && cmark_node_parent(node) != NULL)
		node = cmark_node_parent(node);
	return article->head + cmark_node_get_start_line(node);
}

int main(int count, char **arguments)
{
	bool table = count > 1 && text_equal(arguments[1], "--table");
	int first = table ? 4 : 3;
	struct arena *arena = arena_open(ARTICLES_MEMORY);
	struct article_labels labels;
	struct article_source *articles;
	size_t found = 0;

	if (count == 2 && text_equal(arguments[1], "--help"))
		return fputs(help, stdout) == EOF;
	if (count <= first || (!table && count != first + 1)) {
		fputs(help, stderr);
		return 2;
	}
	labels = article_labels_read(arena, arguments[first - 2]);
	articles = arena_allocate(arena, (size_t)(count - first) * sizeof *articles);
	for (int n = first; n < count; n++) {
		struct article_source *article = &articles[found++];

		*article = (struct article_source){ .file = arguments[n],
			.labels = &labels,
			.pictures = arguments[first - 1],
			.arena = arena };
		article_read(article);
	}
	if (table)
		article_write_table(articles, found);
	else
		article_write_template(articles);
	for (size_t i = 0; i < found; i++)
		cmark_node_free(articles[i].body);
	arena_close(arena);
	return fflush(stdout) || ferror(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}

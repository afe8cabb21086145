#include "tools/article.h"

#include "base/text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARTICLE_MOST ((size_t)64 << 10)

static const char *text_of(const struct article_source *article)
{
	FILE *file = fopen(article->file, "re");
	char *text = arena_allocate(article->arena, ARTICLE_MOST + 1);
	size_t length;

	if (file == NULL) {
		perror(article->file);
		exit(EXIT_FAILURE);
	}
	length = fread(text, 1, ARTICLE_MOST, file);
	if (ferror(file)) {
		perror(article->file);
		exit(EXIT_FAILURE);
	}
	fclose(file);
	if (length == ARTICLE_MOST)
		article_fail(article, 1, "an article has less than 64 KB; make two of it");
	if (!text_is_utf8(text, length) || !text_is_clean(text, true))
		article_fail(article, 1, "an article is UTF-8 without tabs and control bytes");
	return text;
}

/* "lib/page/articles/sign-in.fr.md" */
static void read_name(struct article_source *article)
{
	const char *slash = strrchr(article->file, '/');
	char *name = arena_text(article->arena, slash == NULL ? article->file : slash + 1);
	char *dot = strchr(name, '.');

	if (dot == NULL || dot == name || strlen(dot) != sizeof ".fr.md" - 1 ||
		!text_equal(dot + 3, ".md"))
		article_fail(article, 1, "name the file ID.LANGUAGE.md, as upgrade.fr.md");
	dot[0] = dot[3] = '\0';
	for (const char *at = name; *at != '\0'; at++)
		if (!islower((unsigned char)*at) && *at != '-')
			article_fail(article, 1, "an id has small letters and dashes alone");
	if (!language_of(dot + 1, &article->language))
		article_fail(article, 1, "the shop doesn't speak \"%s\"; languages are fr and en",
			dot + 1);
	article->id = name;
}

/* Takes "name: value" off the text. */
static const char *head_line(
	struct article_source *article, const char **text, const char *name, const char *example)
{
	size_t length = strlen(name), end = strcspn(*text, "\n");
	const char *value = *text + length + 2;

	article->head++;
	if (!text_starts(*text, name) || strncmp(*text + length, ": ", 2) != 0 ||
		end <= length + 2 || (*text)[end] == '\0')
		article_fail(article, article->head,
			"here stands the head's line \"%s: …\"; write, for example, \"%s: %s\"",
			name, name, example);
	value = arena_copy(article->arena, value, end - length - 2);
	*text += end + 1;
	return value;
}

static void read_head(struct article_source *article, const char **text)
{
	const char *word;

	article->title = head_line(article, text, "title", "How do I pay an invoice?");
	word = head_line(article, text, "updated", "2026-11-25");
	if (!day_read(word, &article->updated))
		article_fail(
			article, article->head, "\"%s\" is no date; write it as 2026-11-25", word);
	word = head_line(article, text, "for", "customer");
	article->for_operator = text_equal(word, "operator");
	if (!article->for_operator && !text_equal(word, "customer"))
		article_fail(article, article->head,
			"an article is for a customer or an operator, not for \"%s\"", word);
	article->summary = head_line(article, text, "summary", "By bank transfer: the account.");
	article->head++;
	if (**text != '\n')
		article_fail(article, article->head, "an empty line ends the head");
	++*text;
}

void article_read(struct article_source *article)
{
	const char *text;

	read_name(article);
	text = text_of(article);
	read_head(article, &text);
	article->body = cmark_parse_document(text, strlen(text), CMARK_OPT_DEFAULT);
	if (cmark_node_first_child(article->body) == NULL)
		article_fail(article, article->head, "the article has no text");
	cmark_consolidate_text_nodes(article->body);
}

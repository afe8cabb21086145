#include "tools/article.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Its function's name has no dashes. */
static const char *name_of(const struct article_source *article)
{
	char *name = arena_format(
		article->arena, "article_%s_%s", article->id, language_code(article->language));

	for (char *at = name; *at != '\0'; at++)
		if (*at == '-')
			*at = '_';
	return name;
}

/* Everything that cmark writes is escaped, so that an <ol> is a list of the article's. */
void article_write_template(const struct article_source *article)
{
	static const char list[] = "<ol>";
	const char *at, *found;
	char *html;

	article_replace(article);
	at = html = cmark_render_html(article->body, CMARK_OPT_DEFAULT);
	printf("{{ # Made from %s. }}\n{{ include \"page/article.h\" }}\n", article->file);
	printf("{{ page %s(const struct article_view *view) }}\n", name_of(article));
	while ((found = strstr(at, list)) != NULL) {
		printf("%.*s<ol class=\"steps\">", (int)(found - at), at);
		at = found + sizeof list - 1;
	}
	printf("%s{{ end }}\n", at);
	free(html);
}

static void write_member(const char *name, const char *text)
{
	printf(",\n\t\t.%s = \"", name);
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			putchar('\\');
		putchar(*text == '\n' ? ' ' : *text);
	}
	putchar('"');
}

/* Every article is there in every language, for the same people. */
static void check_languages(const struct article_source *articles, size_t count, size_t which)
{
	const struct article_source *article = &articles[which];

	for (int language = 0; language < LANGUAGES; language++) {
		const struct article_source *found = NULL;

		for (size_t i = 0; i < count; i++)
			if ((int)articles[i].language == language &&
				text_equal(articles[i].id, article->id))
				found = &articles[i];
		if (found == NULL)
			article_fail(article, 1,
				"the article isn't there in \"%s\"; write %s.%s.md",
				language_code((enum language)language), article->id,
				language_code((enum language)language));
		if (found->for_operator != article->for_operator)
			article_fail(article, 3, "%s is for somebody else; make them agree",
				found->file);
	}
}

void article_write_table(const struct article_source *articles, size_t count)
{
	printf("/* Made from the help articles. */\n#include \"page/article.h\"\n"
	       "#include \"page/templates.h\"\n\nconst struct article articles[] = {\n");
	for (size_t i = 0; i < count; i++) {
		const struct article_source *article = &articles[i];

		check_languages(articles, count, i);
		printf("\t{ .id = \"%s\",\n\t\t.language = %s,\n\t\t.for_operator = %s,\n"
		       "\t\t.updated = { %d },\n\t\t.body = %s_page",
			article->id, article->language == FRENCH ? "FRENCH" : "ENGLISH",
			article->for_operator ? "true" : "false", (int)article->updated.number,
			name_of(article));
		write_member("title", article->title);
		write_member("summary", article->summary);
		write_member("text", article_words(article));
		printf(" },\n");
	}
	printf("};\nconst size_t articles_count = sizeof articles / sizeof *articles;\n");
}

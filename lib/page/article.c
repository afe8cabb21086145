#include "page/article.h"

#include "base/text.h"

struct article_list articles_for(struct arena *arena, enum language language, bool for_operator)
{
	struct article_list list = { .items = arena_allocate(
					     arena, articles_count * sizeof *list.items) };

	for (size_t i = 0; i < articles_count; i++)
		if (articles[i].language == language && articles[i].for_operator == for_operator)
			list.items[list.count++] = &articles[i];
	return list;
}

const struct article *article_find(const char *id, enum language language, bool is_operator)
{
	for (size_t i = 0; i < articles_count; i++)
		if (articles[i].language == language && text_equal(articles[i].id, id))
			return articles[i].for_operator && !is_operator ? NULL : &articles[i];
	return NULL;
}

const char *article_title(const char *id, enum language language)
{
	const struct article *article = article_find(id, language, true);

	return article == NULL ? id : article->title;
}

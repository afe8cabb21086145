/* admin_articles.c - for the operator: which articles helped, and what was missing in them. */

#include "page/page.h"
#include "page/templates.h"
#include "page/view.h"

/* Even of reasons that are nothing but quotes, escaped, a page of them stays below its limit. */
#define REASONS_OF_EACH 3
#define REASONS_OF_ONE 50

enum { ARTICLE, FIELDS_OF_ARTICLES };
static const struct field fields[FIELDS_OF_ARTICLES] = {
	[ARTICLE] = { .name = "article", .type = FIELD_WORD },
};

static enum result read_votes(struct unit *unit, void *context)
{
	struct votes_view *view = context;

	return vote_list(unit, view->article, view->most, &view->list);
}

static enum result show(struct visit *visit)
{
	const struct value *article = &visit->values[ARTICLE];
	struct votes_view view = { .most = article->present ? REASONS_OF_ONE : REASONS_OF_EACH,
		.article = article->present ? article->text : NULL };
	enum result result = store_read(visit->shop->store, visit->arena, read_votes, &view);

	if (result != OK)
		return result;
	admin_articles_page(visit, &view);
	return OK;
}

static const struct page page = {
	.path = "/admin/articles",
	.access = ACCESS_OPERATOR,
	.fields = FIELDS(fields),
	.get = show,
};

int main(void)
{
	return page_main(&page);
}

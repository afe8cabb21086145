/* article.c - one help article, with the catalogue's prices, the visitor's own subscription, and
 * what its readers think of it. */

#include "page/page.h"
#include "page/templates.h"
#include "page/view.h"
#include "page/way.h"

struct reading {
	struct visit *visit;
	struct article_view *view;
};

static enum result read_catalogue(struct unit *unit, void *context)
{
	struct reading *reading = context;
	const struct visit *visit = reading->visit;
	struct article_view *view = reading->view;
	struct subscriptions owned;
	enum result result = catalogue_cached(&visit->shop->catalogue, unit, &view->catalogue);

	if (result != OK || visit->customer == NULL)
		return result;
	result = subscription_list(unit, visit->customer->id, &owned);
	if (result == OK)
		view->upgrade = way_first(visit->arena, view->catalogue, &owned);
	return result;
}

static enum result show(struct visit *visit)
{
	struct article_view view = { .article = article_find(visit->pieces[0],
					     visit->print.language, visit_is_operator(visit)) };
	struct reading reading = { visit, &view };
	enum result result;

	if (view.article == NULL)
		return NOT_FOUND;
	result = store_read(visit->shop->store, visit->arena, read_catalogue, &reading);
	if (result == OK)
		result = feedback_read(visit, view.article->id, &view.feedback);
	if (result != OK)
		return result;
	article_page(visit, &view);
	return OK;
}

static const struct page page = {
	.path = "/help/{article}",
	.access = ACCESS_ANYBODY,
	.get = show,
};

int main(void)
{
	return page_main(&page);
}

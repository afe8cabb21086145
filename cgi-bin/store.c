/* store.c - step 1.1: the visitor opens the store and compares the editions. */

#include "page/page.h"
#include "page/templates.h"
#include "page/view.h"

struct reading {
	struct visit *visit;
	struct store_view *view;
};

static enum result read_catalogue(struct unit *unit, void *context)
{
	const struct reading *reading = context;

	return catalogue_cached(&reading->visit->shop->catalogue, unit, &reading->view->catalogue);
}

static enum result show(struct visit *visit)
{
	struct store_view view = { 0 };
	struct reading reading = { visit, &view };
	enum result result = store_read(visit->shop->store, visit->arena, read_catalogue, &reading);

	if (result != OK)
		return result;
	view.currency = visit->customer != NULL ? (enum currency)visit->customer->currency
						: (enum currency)visit->shop->site.currency;
	store_page(visit, &view);
	return OK;
}

static const struct page page = {
	.path = "/",
	.access = ACCESS_ANYBODY,
	.get = show,
};

int main(void)
{
	return page_main(&page);
}

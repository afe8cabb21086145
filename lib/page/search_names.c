#include "page/search_names.h"

#include "domain/name.h"

/* They print the editions of the catalogue. */
static const char *const about_editions[] = { "upgrade", "prices" };
#define ABOUT_EDITIONS (sizeof about_editions / sizeof *about_editions)

struct reading {
	const struct visit *visit;
	const Record__Catalogue *catalogue;
};

static enum result read_catalogue(struct unit *unit, void *context)
{
	struct reading *reading = context;

	return catalogue_cached(&reading->visit->shop->catalogue, unit, &reading->catalogue);
}

static void add_once(struct article_list *list, const struct article *article)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i] == article)
			return;
	list->items[list->count++] = article;
}

enum result search_visit(struct visit *visit, const char *query, struct article_list *results)
{
	struct reading reading = { .visit = visit };
	enum language language = visit->print.language;
	struct article_list found;
	enum result result = store_read(visit->shop->store, visit->arena, read_catalogue, &reading);

	if (result == OK)
		result = search_articles(
			visit->arena, language, visit_is_operator(visit), query, &found);
	if (result != OK)
		return result;
	*results = (struct article_list){ .items = arena_allocate(
						  visit->arena, (found.count + ABOUT_EDITIONS) *
									sizeof *results->items) };
	if (name_in(visit->arena, reading.catalogue, query))
		for (size_t i = 0; i < ABOUT_EDITIONS; i++)
			add_once(results, article_find(about_editions[i], language, false));
	for (size_t i = 0; i < found.count; i++)
		add_once(results, found.items[i]);
	return OK;
}

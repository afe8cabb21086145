#include "page/search_names.h"

#include "base/text.h"

#include <ctype.h>
#include <string.h>

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

static bool ends_a_word(char byte)
{
	return (unsigned char)byte < 0x80 && !isalnum((unsigned char)byte);
}

static bool is_named(struct arena *arena, const char *query, const char *name)
{
	char *small = arena_text(arena, name);
	size_t length = strlen(name);
	const char *at = query;

	text_lower(small);
	while (length > 0 && (at = strstr(at, small)) != NULL) {
		if ((at == query || ends_a_word(at[-1])) && ends_a_word(at[length]))
			return true;
		at++;
	}
	return false;
}

bool names_in(struct arena *arena, const Record__Catalogue *catalogue, const char *query)
{
	char *small = arena_text(arena, query);

	text_lower(small);
	for (size_t i = 0; i < catalogue->n_products; i++) {
		const Record__Product *product = catalogue->products[i];

		if (is_named(arena, small, product->name))
			return true;
		for (size_t j = 0; j < product->n_editions; j++)
			if (is_named(arena, small, product->editions[j]->name))
				return true;
	}
	return false;
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
	if (names_in(visit->arena, reading.catalogue, query))
		for (size_t i = 0; i < ABOUT_EDITIONS; i++)
			add_once(results, article_find(about_editions[i], language, false));
	for (size_t i = 0; i < found.count; i++)
		add_once(results, found.items[i]);
	return OK;
}

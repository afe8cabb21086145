/* help.c - « Aide »: the help articles, and a search among them. */

#include "page/page.h"
#include "page/search_names.h"
#include "page/templates.h"
#include "page/view.h"

enum { QUERY, FIELDS_OF_HELP };
static const struct field fields[FIELDS_OF_HELP] = {
	[QUERY] = { "q", FIELD_TEXT },
};

static enum result show(struct visit *visit)
{
	enum language language = visit->print.language;
	bool is_operator = visit_is_operator(visit);
	struct help_view view = { .query = visit->values[QUERY].text };

	if (visit->values[QUERY].present) {
		enum result result = search_visit(visit, view.query, &view.found);

		if (result != OK)
			return result;
		view.searched = true;
	}
	view.customers = articles_for(visit->arena, language, false);
	if (is_operator)
		view.operators = articles_for(visit->arena, language, true);
	help_page(visit, &view);
	return OK;
}

static const struct page page = {
	.path = "/help",
	.access = ACCESS_ANYBODY,
	.fields = FIELDS(fields),
	.get = show,
};

int main(void)
{
	return page_main(&page);
}

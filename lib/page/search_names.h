/*
 * search_names.h - the search of a visit, which knows what is sold.
 *
 * Names of products and editions come from the catalogue when a page is shown, and so stand in no
 * article's words (search.h).  Whoever asks for one is led to the articles that show them all: how
 * to upgrade, and what it costs.
 */
#ifndef PAGE_SEARCH_NAMES_H
#define PAGE_SEARCH_NAMES_H

#include "page/search.h"
#include "page/visit.h"

/* search_articles, and before what it finds the articles about editions, where one is named. */
MUST_USE enum result search_visit(
	struct visit *visit, const char *query, struct article_list *results);

#endif

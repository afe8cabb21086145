/*
 * search.h - which help articles answer a question, the best first.
 *
 * SQLite's full-text search, in memory: filled from the table of articles when a process is
 * first asked.  Accents and capitals don't count, and a word matches those that begin with it.
 * Articles with all the words come first of all; only where none has them, those with any.
 */
#ifndef PAGE_SEARCH_H
#define PAGE_SEARCH_H

#include "base/result.h"
#include "page/article.h"

/* Operators' articles are found for operators alone.  Any text may be asked; one without words
 * finds nothing.  What is behind the first 200 bytes isn't looked at. */
MUST_USE enum result search_articles(struct arena *arena, enum language language, bool is_operator,
	const char *query, struct article_list *results);

#endif

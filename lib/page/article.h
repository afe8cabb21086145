/*
 * article.h - which help articles there are.
 */
#ifndef PAGE_ARTICLE_H
#define PAGE_ARTICLE_H

#include <stdbool.h>

/* Is there an article of that id, for everybody? */
bool article_is_public(const char *id);

#endif

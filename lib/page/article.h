/*
 * article.h - the help articles, which the article compiler has made parts of the programs.
 *
 * An article is two entries of one table, one per language.  Its body is a compiled template.
 */
#ifndef PAGE_ARTICLE_H
#define PAGE_ARTICLE_H

#include "base/clock.h"
#include "domain/catalogue.h"
#include "page/feedback.h"
#include "page/language.h"

struct visit;
struct article_view;

typedef void article_print(struct visit *visit, const struct article_view *view);

struct article {
	const char *id; /* "sign-in", in the address */
	enum language language;
	bool for_operator; /* for everybody else it doesn't exist */
	const char *title;
	struct day updated;
	const char *summary;
	const char *text; /* the body's words, without what they are marked up with */
	article_print *body;
};
/* In the order of the list, each language of an article behind the other. */
extern const struct article articles[];
extern const size_t articles_count;

/* What the page of an article, and the places in its text, need. */
struct article_view {
	const struct article *article;
	const Record__Catalogue *catalogue;
	uint64_t upgrade; /* the visitor's subscription that can move up; 0: none, or nobody's */
	struct feedback feedback;
};

/* Part of the table, as a list of its own. */
struct article_list {
	size_t count;
	const struct article **items;
};
struct article_list articles_for(struct arena *arena, enum language language, bool for_operator);

/* Its title, or its id when it is no more. */
const char *article_title(const char *id, enum language language);

/* NULL: there is none, or it is not for this visitor. */
const struct article *article_find(const char *id, enum language language, bool is_operator);

#endif

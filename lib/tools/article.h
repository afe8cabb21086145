/*
 * article.h - what the parts of the article compiler share.
 *
 * An article is a file ID.LANGUAGE.md: a head of lines, an empty one, then CommonMark with
 * places, {name}.  cmark reads it, once, when the shop is built: `article_read.c` knows files and
 * heads, `article_place.c` puts the template compiler's directives where places were,
 * `article_code.c` writes code, `article_picture.c` figures where images were, `article_write.c`
 * writes the template and the table of all articles; `article_label.c` reads the catalogues of
 * texts.  Whatever is wrong ends the program with the file, the line and a sentence.
 */
#ifndef TOOLS_ARTICLE_H
#define TOOLS_ARTICLE_H

#include "base/arena.h"
#include "base/clock.h"
#include "page/language.h"

#include <cmark.h>
#include <stdbool.h>

struct article_label {
	const char *english, *text; /* text: in the catalogue's language; "" where it has none */
};

struct article_labels {
	size_t count;
	struct article_label *items;
};

struct article_source {
	const char *file;
	const char *id; /* "sign-in" */
	enum language language;
	const char *title, *summary;
	struct day updated;
	bool for_operator;
	int head;         /* how many lines stand before the body */
	cmark_node *body; /* as cmark read it */
	const struct article_labels *labels;
	const char *pictures; /* the folder where they lie */
	struct arena *arena;
};

__attribute__((noreturn, format(printf, 3, 4))) void article_fail(
	const struct article_source *article, int line, const char *format, ...);
/* The same, at a piece of the body. */
#define article_refuse(article, node, ...)                                                         \
	article_fail((article), article_line((article), (node)), __VA_ARGS__)
int article_line(const struct article_source *article, cmark_node *node);

/* article_label.c */

struct article_labels article_labels_read(struct arena *arena, const char *catalogue);
/* NULL: no page says so. */
const struct article_label *article_label_find(
	const struct article_labels *labels, const char *english);

/* article_read.c: file, labels, pictures and arena are given; the rest is read. */

void article_read(struct article_source *article);

/* article_place.c */

/* The body's words, for the search; asked before anything in it is replaced. */
const char *article_words(const struct article_source *article);
/* Checks everything that the body says, and makes of it what cmark can write as a template. */
void article_replace(const struct article_source *article);

/* article_code.c */

/* A piece or a block of code, as a template's HTML. */
const char *article_code(struct arena *arena, const char *code, bool block);

/* article_picture.c */

/* Puts a figure in the place of a paragraph that is nothing but an image. */
void article_picture(const struct article_source *article, cmark_node *paragraph);

/* article_write.c */

void article_write_template(const struct article_source *article);
void article_write_table(const struct article_source *articles, size_t count);

#endif

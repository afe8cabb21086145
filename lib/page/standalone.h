/*
 * standalone.h - pages without a shop, in both languages at once: for the answers that Apache
 * gives itself, made at build time, and for a shop that can't be opened.
 */
#ifndef PAGE_STANDALONE_H
#define PAGE_STANDALONE_H

#include "page/language.h"

#include <stdbool.h>
#include <stddef.h>

struct standalone_view {
	const char *scene; /* the drawing */
	bool offers_retry;
	const char *incident; /* the request's id; NULL: Apache's own pages know of none */
	const char *titles[LANGUAGES], *sentences[LANGUAGES];
};

/* The sentences for a status; those of 503 where a status has none of its own. */
void standalone_view_of(struct standalone_view *view, int code);

/* The code of a row; 0 behind the last. */
int standalone_code(size_t row);

#endif

/*
 * source.h - what the readers of conf/catalog.cfg share: ids, and texts in both languages.
 *
 * A check that refuses fills the source's error with file, line, sentence and remedy, and
 * gives INVALID.
 */
#ifndef DOMAIN_SOURCE_H
#define DOMAIN_SOURCE_H

#include "base/arena.h"
#include "base/config.h"
#include "domain/schema.pb-c.h"

struct source {
	const char *path;
	struct arena *arena;
	struct config_error *error;
};

/* A text in both languages; line is 0 where an optional one is missing. */
struct source_words {
	const char *fr, *en;
	int line;
};
extern const struct config_key source_words_keys[];

/* Small letters, digits and hyphens: ids stand in addresses, pages and keys. */
MUST_USE enum result source_check_id(const struct source *source, int line, const char *id);

/* One line that says something; name is the key it stands under. */
MUST_USE enum result source_check_text(
	const struct source *source, int line, const char *name, const char *text);
MUST_USE enum result source_check_words(
	const struct source *source, const struct source_words *words);

Record__Words *source_words_record(const struct source *source, const struct source_words *words);

#endif

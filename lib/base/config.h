/*
 * config.h - configuration files, read against a table into a struct.
 *
 * A file is libconfig's format.  A table says which keys there are, of which type, and where
 * in the struct they go; an unknown key, a missing one, a wrong type or a number out of range
 * is refused with the file, the line and a sentence.  Nothing has a value that isn't written
 * in the table or in the file.
 */
#ifndef BASE_CONFIG_H
#define BASE_CONFIG_H

#include "base/arena.h"
#include "base/result.h"

#include <stddef.h>
#include <stdint.h>

enum config_type {
	CONFIG_TEXT,   /* const char * */
	CONFIG_NUMBER, /* int64_t, from least to most */
	CONFIG_FLAG,   /* bool */
	CONFIG_WORD,   /* int: the place of the value in words */
	CONFIG_TEXTS,  /* struct config_list of const char * */
	CONFIG_GROUP,  /* a struct within the struct, by its own keys */
	CONFIG_LIST,   /* struct config_list of structs of `size` bytes, by their own keys */
	CONFIG_LINE,   /* no key: int, the line where the group begins, for later complaints */
};

struct config_list {
	size_t count;
	void *items;
};

struct config_key {
	const char *name;
	enum config_type type;
	size_t offset;
	bool optional;            /* missing leaves zero, or fallback */
	const char *fallback;     /* CONFIG_TEXT */
	int64_t least, most;      /* CONFIG_NUMBER; for lists: how many items, most 0 for any */
	int64_t fallback_number;  /* CONFIG_NUMBER, CONFIG_WORD, CONFIG_FLAG */
	const char *const *words; /* CONFIG_WORD: ends with NULL */
	const struct config_key *keys; /* CONFIG_GROUP, CONFIG_LIST: ends with a NULL name */
	size_t size;                   /* CONFIG_LIST: of an item */
};

/* A complaint: "conf/site.cfg:12: ...", whole, UTF-8 and ready to print. */
struct config_error {
	char text[512];
};

/*
 * Reads a file into `into`, whose shape keys describes; texts live in the arena.
 * INVALID: error says why.
 */
MUST_USE enum result config_file_read(const char *path, const struct config_key *keys, void *into,
	struct arena *arena, struct config_error *error);

/* Fills error with "path:line: ", or "path: " for line 0, and the formatted sentence; gives
 * INVALID, to be returned. */
enum result config_complain(struct config_error *error, const char *path, int line,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif

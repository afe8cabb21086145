/*
 * palierctl_conf.h - files of conf/, read and rewritten as texts.
 */
#ifndef TOOLS_PALIERCTL_CONF_H
#define TOOLS_PALIERCTL_CONF_H

#include "base/arena.h"

#include <stdbool.h>

/* The whole file, in the arena; NULL: errno says why. */
const char *conf_read(struct arena *arena, const char *path);

/* The text with the value of `key = "…";` replaced, in the arena; NULL: no such line. */
const char *conf_set(struct arena *arena, const char *text, const char *key, const char *value);

/* Puts text in place of the file at once, with the same mode and owner; a new file gets 0600. */
bool conf_replace(struct arena *arena, const char *path, const char *text);

#endif

/*
 * config_source.h - the text of a configuration file, without what libconfig misreads in silence.
 *
 * libconfig 1.5 keeps the lower 32 bits of a number without an L: 4294967297 becomes 1.  Once
 * parsed, nothing tells such a number from an honest one, so the text itself is looked at.
 * It also ends the process at a directory, stops at a NUL, and takes @include from wherever
 * the program happens to stand; so the file is read here, and must be complete in itself.
 */
#ifndef BASE_CONFIG_SOURCE_H
#define BASE_CONFIG_SOURCE_H

#include "base/config.h"

/* Said of such a number where the text shows one, and of a key whose number may become one. */
#define CONFIG_NEEDS_L " must end with an L, as in 2000L. Without it large numbers are misread."

/* INVALID: error says why. */
MUST_USE enum result config_source_read(
	const char *path, struct arena *arena, const char **text, struct config_error *error);

#endif

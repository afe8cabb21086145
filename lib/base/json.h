/*
 * json.h - jansson, with the settings the house keeps: strict reading, canonical writing.
 *
 * The library's header is included here only.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/buffer.h"

#include <jansson.h>
#include <stddef.h>

/* A JSON object, refusing repeated keys; NULL when malformed.  Give it back with json_decref. */
json_t *json_read(const char *bytes, size_t size);

/* Appends the canonical form: keys sorted, no spaces. */
void json_write(struct buffer *buffer, const json_t *json);

#endif

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

#define JSON_FAULT_SIZE 128

/* A JSON object, refusing repeated keys; NULL when malformed.  Give it back with json_decref. */
json_t *json_read(const char *bytes, size_t size);

/* The same; with NULL, fault says what is wrong, to go on behind "it". */
json_t *json_read_or_say(const char *bytes, size_t size, char fault[static JSON_FAULT_SIZE]);

/* Appends the canonical form: keys sorted, no spaces. */
void json_write(struct buffer *buffer, const json_t *json);

#endif

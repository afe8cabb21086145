/*
 * form.h - a form's content, decoded as the URL standard says and checked field by field.
 *
 * A POST brings its form in the body, a GET in the query string.  Two tables say which
 * fields there may be: the program's own, and those that all pages have in common (csrf,
 * lang).  The query string of a POST is held against the common table alone.
 *
 * A form that takes files says where their bytes go; it may then come as multipart/form-data, and
 * is read part by part: files are never held in memory.
 *
 * An honest browser sends what the page's form has, once, in UTF-8.  Anything else refuses
 * the whole request: unknown or repeated names, over FORM_FIELDS_MOST fields, NUL in either
 * form, bad UTF-8, a value over its field's limit.
 */
#ifndef HTTP_FORM_H
#define HTTP_FORM_H

#include "base/arena.h"
#include "base/result.h"
#include "http/field.h"
#include "http/request.h"

#include <stddef.h>

#define FORM_FIELDS_MOST 100

struct fields {
	const struct field *table;
	size_t count;
};

/* The fields of an array. */
#define FIELDS(array) ((struct fields){ (array), sizeof(array) / sizeof((array)[0]) })

/* The files that a form brings under one name, and where they go.  A function that gives anything
 * but OK ends the reading, with that result. */
struct form_files {
	const char *field;
	size_t body_most; /* bytes of the whole form */
	/* A file comes; name is what its sender calls it: valid UTF-8, and nothing more is known.
	 * An input that was left empty is none. */
	enum result (*begin)(void *context, const char *name);
	enum result (*add)(void *context, const void *bytes, size_t size);
	enum result (*end)(void *context);
	void *context;
};

struct form {
	struct fields own, common;      /* set by the caller; no name may stand in both */
	const struct form_files *files; /* NULL: none are taken */
	struct value *values;           /* indexed as own is; all there, also after a refusal */
	struct value *common_values;
};

/*
 * Reads the form of a request that request_read accepted, into arrays in the arena.  INVALID, or
 * TOO_LARGE: request->problem says why (PROBLEM_CONTENT_TYPE: a POST of another type than the form
 * sends).  Other results come from the functions of files.  The values' own errors are not a
 * refusal; on a GET, a required field that is missing is one of those too, and the page may not
 * care.
 */
MUST_USE enum result form_read(struct form *form, struct request *request, struct arena *arena);

#endif

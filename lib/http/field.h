/*
 * field.h - the table of a form's fields, and the checks that run before a handler does.
 *
 * A program declares what it accepts, indexed by names of its own:
 *
 *     enum { EMAIL, PASSWORD, NEXT, FIELDS_OF_LOGIN };
 *     static const struct field fields[] = {
 *             [EMAIL] = { .name = "email", .type = FIELD_EMAIL, .required = true },
 *             [PASSWORD] = { .name = "password", .type = FIELD_PASSWORD, .required = true },
 *             [NEXT] = { .name = "next", .type = FIELD_PATH },
 *     };
 *
 * and finds values[EMAIL] filled in by form_read.  What no honest browser sends is refused
 * with the whole request (form.h); what a person may well type is an error beside the value.
 */
#ifndef HTTP_FIELD_H
#define HTTP_FIELD_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum field_type {       /* what suits it                                  most bytes by itself */
	FIELD_TEXT,     /* one line without control characters                            200 */
	FIELD_LINES,    /* several; line ends become LF, tabs become spaces              8000 */
	FIELD_EMAIL,    /* text_is_email                                                  254 */
	FIELD_PASSWORD, /* any text                                                       128 */
	FIELD_NUMBER,   /* a whole number from least to most                               20 */
	FIELD_TOKEN,    /* A-Z a-z 0-9 - _ .                                             8000 */
	FIELD_WORD,     /* a-z 0-9 -                                                      100 */
	FIELD_FLAG,     /* a checkbox: "on" "1" "yes" "true", else "off" "0" "no" "false"   8 */
	FIELD_PATH,     /* path_is_local; anything else counts as not sent               2000 */
	FIELD_BASE64,   /* RFC 4648, 4, with padding                                     8000 */
	FIELD_TYPES
};

struct field {
	const char *name;
	enum field_type type;
	bool required; /* of a flag: must be on */
	int64_t least; /* FIELD_NUMBER: the range; of other types: how many bytes, */
	int64_t most;  /* where 0 stands for the type's own limit */
};

enum field_error {
	FIELD_FINE,
	FIELD_MISSING,   /* required, and not sent or empty */
	FIELD_MALFORMED, /* doesn't suit its type */
	FIELD_TOO_SHORT, /* fewer than least bytes */
	FIELD_OUT_OF_RANGE,
};

struct value {
	const char *text; /* as typed, also beside an error; "" when not sent */
	size_t length;
	int64_t number; /* FIELD_NUMBER; of a flag 1 when on */
	bool present;   /* sent and not empty, nor blank where people read it; of a flag: on */
	enum field_error error;
};

/* The most bytes that a value of this field may have. */
size_t field_most(const struct field *field);

/* Checks value->text, valid UTF-8 of value->length bytes, and fills in the rest. */
void field_check(const struct field *field, struct value *value, struct arena *arena);

#endif

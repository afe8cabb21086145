/*
 * text.h - small questions about text, asked everywhere.
 *
 * Text is UTF-8, NUL-terminated, and was checked when it came in.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool text_equal(const char *a, const char *b);
bool text_starts(const char *text, const char *start);
bool text_is_empty(const char *text); /* NULL counts as empty */

/* Well-formed UTF-8 without NUL: no overlong forms, no surrogates, nothing over U+10FFFF. */
bool text_is_utf8(const char *bytes, size_t size);

/* Leaves out, in place, what isn't UTF-8: what a cut at a number of bytes left of a character. */
void text_mend(char *text);

/* No control characters (C0, DEL, C1) but, where lines is set, line feeds. */
bool text_is_clean(const char *text, bool lines);

/*
 * A whole decimal number between least and most: digits with at most a minus before them,
 * no spaces, no plus, no leading zeros.  False leaves *number alone.
 */
bool text_number(const char *text, int64_t least, int64_t most, int64_t *number);

/* An address for mail: one @, a dot behind it, no spaces, brackets or control bytes, at
 * most 254 bytes (RFC 5321, 4.5.3.1).  ASCII only. */
bool text_is_email(const char *text);

/* A to Z become a to z, in place; the rest stays as it is. */
void text_lower(char *text);

#endif

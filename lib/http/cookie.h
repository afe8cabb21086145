/*
 * cookie.h - finding a cookie and setting one.
 *
 * Over https a cookie is called __Host-NAME, which a browser takes from this very host only,
 * over https, for all paths; over http on the loopback address it is called NAME.  Callers
 * say NAME and whether the shop's configured address is secure.  Values are tokens: A-Z a-z
 * 0-9 - _ . and nothing else.
 */
#ifndef HTTP_COOKIE_H
#define HTTP_COOKIE_H

#include "base/arena.h"
#include "base/buffer.h"

#include <stdbool.h>
#include <stdint.h>

#define COOKIE_VALUE_MOST 4096

/*
 * The value in a request's Cookie header; NULL when there is none.  None, too, when the name
 * comes twice, even with equal values: somebody has planted a second one (from a neighbouring
 * host or a deeper path), and which of them is the visitor's own nobody can tell.  A value
 * that isn't a token, or is quoted or too long, is none.
 */
const char *cookie_find(const char *header, const char *name, bool secure, struct arena *arena);

struct cookie {
	const char *name;
	const char *value; /* a token; NULL removes the cookie */
	int64_t seconds;   /* how long it lives; 0: until the browser is closed */
};

/* Appends a whole Set-Cookie line, HttpOnly, SameSite=Lax, for every path.  Asserts that the
 * name and the value are tokens, so that no header can be split. */
void cookie_write(struct buffer *buffer, const struct cookie *cookie, bool secure);

#endif

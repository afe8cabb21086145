/*
 * path.h - the addresses of this shop: the one that was asked for, and those to send on to.
 */
#ifndef HTTP_PATH_H
#define HTTP_PATH_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/* The value of a hexadecimal digit; -1 for anything else. */
int path_hex(char digit);

enum path_flaw {
	PATH_FINE,
	PATH_MALFORMED,
	PATH_NUL,
	PATH_ENCODING, /* not UTF-8 */
};

/*
 * Decodes the path of a request's target, once.  Malformed: it doesn't start with '/', a
 * percent sign without two digits, an encoded '/' (two addresses must not look like one), a
 * backslash or control byte in either form, an empty segment before the last, or one that is
 * "." or "..".
 */
enum path_flaw path_read(const char *target, size_t size, struct arena *arena, const char **path);

/*
 * The other way: a decoded path as an address has it, everything percent-encoded but '/' and
 * what needs no encoding anywhere (RFC 3986, 2.3).  Of what path_read gave, path_is_local holds.
 */
const char *path_write(const char *path, struct arena *arena);

/*
 * Whether a browser that is sent there stays in this shop: printable ASCII, one '/' at the
 * start, and nowhere "//", a backslash or a control byte, not even percent-encoded.
 */
bool path_is_local(const char *path);

#endif

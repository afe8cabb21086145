/*
 * multipart.h - taking multipart/form-data apart while it comes in (RFC 7578, as the HTML standard
 * has browsers write it: https://html.spec.whatwg.org/#multipart-form-data).
 *
 * The body is fed in pieces of any size, and its parts come out through three functions; what is
 * held in memory is one window, however long the body is.  In names %22, %0D and %0A are the
 * characters that browsers write so, and a backslash is itself.
 *
 * Read strictly: nothing before the first boundary or behind the last but one line end, no header
 * that is cut by a lone CR or LF, and in Content-Disposition a name, perhaps a filename, and
 * nothing else.  Other headers are skipped: what they claim is not believed anyway.
 */
#ifndef HTTP_MULTIPART_H
#define HTTP_MULTIPART_H

#include "base/result.h"
#include "http/request.h"

#include <stdbool.h>
#include <stddef.h>

#define MULTIPART_HEADERS_MOST 8192 /* bytes, of one part */
#define MULTIPART_PARTS_MOST 100
#define MULTIPART_BOUNDARY_MOST 70 /* RFC 2046, 5.1.1 */

/* A part as its headers announce it: valid UTF-8 without NUL, until begin returns. */
struct part {
	const char *name;
	const char *filename; /* NULL: a field, not a file */
};

/* What becomes of the parts.  A function that gives anything but OK ends the reading. */
struct part_taker {
	enum result (*begin)(void *context, const struct part *part);
	enum result (*add)(void *context, const void *bytes, size_t size);
	enum result (*end)(void *context);
	void *context;
};

struct multipart;

/* NULL: content_type isn't multipart/form-data with a boundary. */
struct multipart *multipart_open(
	const char *content_type, struct part_taker taker, struct arena *arena);

/*
 * The next bytes of the body; finish when it has ended.  INVALID: multipart_problem says why
 * (PROBLEM_NONE: the taker knows).  After anything but OK there is nothing more to feed.
 */
MUST_USE enum result multipart_feed(struct multipart *multipart, const void *bytes, size_t size);
MUST_USE enum result multipart_finish(struct multipart *multipart);

enum problem multipart_problem(const struct multipart *multipart);

#endif

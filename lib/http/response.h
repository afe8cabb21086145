/*
 * response.h - the answer, whole in memory until response_send, the one function that replies.  A
 * file is answered from its descriptor, piece by piece.
 *
 * A handler fills in the struct and appends to body.  Headers come from tables and from
 * members that are asserted to be what they claim, so that none can be split; every answer
 * carries every security header.  Nothing leaves before the handler is done: a failure half-way
 * clears the response and becomes another answer.
 */
#ifndef HTTP_RESPONSE_H
#define HTTP_RESPONSE_H

#include "base/buffer.h"
#include "base/result.h"
#include "http/cookie.h"
#include "http/gateway.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RESPONSE_BODY_MOST (1024 * 1024)
#define RESPONSE_COOKIES_MOST 4

enum status {
	STATUS_OK,
	STATUS_NO_CONTENT,
	STATUS_SEE_OTHER,
	STATUS_BAD_REQUEST,
	STATUS_UNAUTHORIZED,
	STATUS_FORBIDDEN,
	STATUS_NOT_FOUND,
	STATUS_METHOD_NOT_ALLOWED,
	STATUS_CONFLICT,
	STATUS_LENGTH_REQUIRED,
	STATUS_TOO_LARGE,
	STATUS_UNSUPPORTED_TYPE,
	STATUS_UNPROCESSABLE,
	STATUS_TOO_MANY_REQUESTS,
	STATUS_INTERNAL_ERROR,
	STATUS_UNAVAILABLE,
	STATUSES
};

int status_code(enum status status); /* 404 */

enum media {
	MEDIA_HTML, /* these in UTF-8 */
	MEDIA_JSON,
	MEDIA_TEXT,
	MEDIA_PNG, /* and what a file may be */
	MEDIA_JPEG,
	MEDIA_GIF,
	MEDIA_WEBP,
	MEDIA_PDF,
	MEDIAS
};

/* The media of a file's type ("image/png"); false: none that is sent as a file. */
bool media_of(const char *type, enum media *media);

struct response {
	enum status status;
	enum media media;
	struct buffer body;
	const char *location;    /* with STATUS_SEE_OTHER: a path that path_is_local */
	const char *allow;       /* with STATUS_METHOD_NOT_ALLOWED: "GET, HEAD" */
	int64_t retry_after;     /* seconds; 0 for none */
	bool private;            /* for this visitor alone: never stored by anybody */
	bool secure;             /* the configured address is https */
	const char *form_action; /* "https://pay.example": a POST may redirect there too */
	struct cookie cookies[RESPONSE_COOKIES_MOST];
	size_t cookie_count;
	struct {
		const char *name; /* NULL: no file */
		int descriptor;
		size_t size;
	} file;
};

/* 200, HTML, empty.  Clear keeps the body's memory and `secure`, for the next request, and closes
 * the file. */
void response_init(struct response *response, bool secure);
void response_clear(struct response *response);
void response_free(struct response *response);

/* The name and the value live as long as the response; a second cookie of a name replaces the
 * first.  Setting a cookie makes the response private. */
void response_set_cookie(struct response *response, struct cookie cookie);

/* Empties the body and sends the visitor on, with a GET, to a local path. */
void response_redirect(struct response *response, const char *location);

/*
 * Answers with a file of somebody's, to be saved and not shown: size bytes of the descriptor, which
 * the response closes.  The name is UTF-8 without control characters, and lives as long as the
 * response; the browser runs nothing of what it gets.
 */
void response_file(
	struct response *response, enum media media, const char *name, int descriptor, size_t size);

/*
 * Sends everything; head_only leaves out the body (HEAD) but tells its length.  BROKEN: the
 * body passed RESPONSE_BODY_MOST, nothing was sent, and another answer still can be.  A
 * visitor who has gone is no failure.
 */
MUST_USE enum result response_send(
	const struct response *response, struct gateway *gateway, bool head_only);

#endif

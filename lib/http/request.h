/*
 * request.h - what the visitor asks, read and checked before anybody looks at it.
 *
 * Every text is valid UTF-8 without control bytes, lives in the arena (so it outlasts the
 * answer) and is never NULL: "" stands for what wasn't sent.  A header that is malformed, or
 * over REQUEST_HEADER_MOST, counts as not sent.
 */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include "base/arena.h"
#include "base/result.h"
#include "http/gateway.h"

#include <stdbool.h>
#include <stddef.h>

#define REQUEST_BODY_MOST 65536
#define REQUEST_TARGET_MOST 8190 /* path and query, as sent; Apache's own default limit */
#define REQUEST_HEADER_MOST 8190
#define REQUEST_ADDRESS_SIZE 46 /* the longest IPv6 address and a NUL */
#define REQUEST_ID_SIZE 33

enum method { METHOD_GET, METHOD_HEAD, METHOD_POST, METHOD_OTHER };

/* Why a request is malformed; the page room has a sentence for each. */
enum problem {
	PROBLEM_NONE,
	PROBLEM_PATH,            /* no address that this shop could have made */
	PROBLEM_ENCODING,        /* not UTF-8 */
	PROBLEM_NUL,             /* a NUL byte, plain or encoded */
	PROBLEM_LENGTH,          /* Content-Length missing or not a number */
	PROBLEM_TRUNCATED,       /* the body ended before it */
	PROBLEM_TOO_LARGE,       /* body or target: 413 */
	PROBLEM_CONTENT_TYPE,    /* not what a form sends: 415 */
	PROBLEM_UNKNOWN_FIELD,   /* a name that the page doesn't have */
	PROBLEM_REPEATED_FIELD,  /* a name twice */
	PROBLEM_TOO_MANY_FIELDS, /* over FORM_FIELDS_MOST */
	PROBLEM_FIELD_TOO_LONG,  /* a value over its field's limit */
	PROBLEM_PART,            /* multipart/form-data that no browser writes */
	PROBLEMS
};

/* "unknown-field", for logs and tests. */
const char *problem_name(enum problem problem);

struct request {
	enum method method;
	const char *path;  /* of REQUEST_URI, decoded once: see path.h */
	const char *query; /* what follows its '?', not decoded */
	const char *host;
	const char *cookies; /* for cookie_find */
	const char *accept_language;
	const char *fetch_site; /* Sec-Fetch-Site */
	const char *origin;
	const char *referrer;
	const char *user_agent;
	const char *forwarded; /* X-Forwarded-For: anybody may have written it */
	const char *content_type;
	size_t content_length;  /* of the body, which is read for METHOD_POST only */
	const char *body;       /* any bytes, and a NUL behind them */
	struct gateway *coming; /* where a multipart body still is; NULL: all was read */
	char address[REQUEST_ADDRESS_SIZE]; /* the visitor's: see request_trust */
	bool https;               /* as the web server says; the configured address rules */
	char id[REQUEST_ID_SIZE]; /* for the log: see request_name */
	enum problem problem;
};

/*
 * Reads the request that the gateway accepted.  INVALID and TOO_LARGE (413; the body isn't
 * read): `problem` says why.  The other members are filled in all the same, as far as they
 * are well-formed.  The body of multipart/form-data is left for form_read, which takes it in
 * pieces, if at all.
 */
MUST_USE enum result request_read(
	struct request *request, struct gateway *gateway, struct arena *arena);

/*
 * Believes X-Forwarded-For when the request came from one of these addresses: the visitor is
 * then the rightmost entry that isn't one of them.  A malformed entry ends the search at the
 * last address that was well-formed.
 */
void request_trust(struct request *request, const char *const *proxies, size_t count);

/* Gives a request its id, as request_read does too: Apache's own where mod_unique_id makes one, so
 * that its log and ours can be laid side by side, else 16 random hex digits. */
void request_name(struct request *request, const struct gateway *gateway);

#endif

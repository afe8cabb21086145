/*
 * session_list.h - the sessions that are open, for the operator to see and to end.
 *
 * They stand under the hashes of their tokens, so whoever looks for one customer's reads all of
 * them, a slice at a time.
 */
#ifndef DOMAIN_SESSION_LIST_H
#define DOMAIN_SESSION_LIST_H

#include "domain/session.h"

/* The beginning of the hash, in hexadecimal: it tells sessions apart, and opens none. */
#define SESSION_ID_SIZE 6
struct session_id {
	char text[2 * SESSION_ID_SIZE + 1];
};

struct listed_session {
	struct session_id id;
	const Record__Session *session;
	const Record__Customer *customer;
};

struct session_list {
	/* given */
	uint64_t customer; /* this one's alone; 0: everybody's */
	struct instant now;
	/* where the next slice begins */
	struct key after;
	bool begun, ended;
	/* found */
	size_t count;
	struct listed_session *items;
};

/* Unit functions: the next slice, by hash; the second one ends what it finds, in a SYNC unit. */
MUST_USE enum result session_list_read(struct unit *unit, void *list);
MUST_USE enum result session_list_end(struct unit *unit, void *list);

/* Ends one.  NOT_FOUND: no session has this id. */
MUST_USE enum result session_end(struct unit *unit, const struct session_id *id);

#endif

/*
 * vote.h - did a help article help?  One vote per voter and article, and what was missing.
 *
 * A voter is the customer who is signed in, else the visitor's token, which is kept as a hash.  A
 * vote may change; the tally of its article, which counts voters, moves in the same unit.
 *
 * Who votes before signing in and again afterwards counts as two.  Moving the first vote would
 * write down which stranger a customer had been, without being asked to, and would protect
 * nothing: a stranger gets a second vote with a fresh cookie.  What holds floods back is the
 * throttle: whatever changes something counts against the address of the network; the same vote
 * or the same reason again changes nothing and doesn't count.
 */
#ifndef DOMAIN_VOTE_H
#define DOMAIN_VOTE_H

#include "domain/tables.h"
#include "domain/throttle.h"

#define VOTE_REASON_MOST 2000 /* bytes */

struct voter {
	uint64_t customer; /* 0: nobody who is signed in */
	struct digest hash;
};
/* customer: 0 for a stranger, whom the token tells from others. */
struct voter voter_of(uint64_t customer, const char *token);

struct ballot {
	/* given */
	const char *article; /* of one that exists */
	struct voter voter;
	const char *language;     /* "fr", "en": in which the article was read */
	struct throttle throttle; /* THROTTLE_VOTES, of the network's address */
	/* found */
	int64_t wait; /* with THROTTLED: seconds */
};

/* Inside a writing unit.  Another vote than before takes the reason away.  THROTTLED. */
MUST_USE enum result vote_cast(struct unit *unit, struct ballot *ballot, bool helpful);

/*
 * Stores what was missing, or replaces it.  ILLEGAL: the voter hasn't said No.  INVALID: nothing
 * to read, over VOTE_REASON_MOST, or not UTF-8 without control characters.  THROTTLED.
 */
MUST_USE enum result vote_explain(struct unit *unit, struct ballot *ballot, const char *reason);

struct votes_of_article {
	uint64_t helpful, votes;
	const Record__Vote *own; /* NULL: not voted yet */
};
MUST_USE enum result vote_of(struct unit *unit, const char *article, const struct voter *voter,
	struct votes_of_article *found);

/* What the operator sees: every article that was voted on, with its newest reasons. */
struct vote_summary {
	const char *article;
	uint64_t helpful, votes;
	size_t reason_count;
	const Record__Vote **reasons; /* the newest first */
};
struct vote_list {
	size_t count;
	struct vote_summary *items; /* by article id */
};
/* At most `most` reasons each; article: of this one alone, or NULL. */
MUST_USE enum result vote_list(
	struct unit *unit, const char *article, size_t most, struct vote_list *list);

#endif

/*
 * feedback.h - below a help article: did it help, what was missing, and where else to ask.
 *
 * An article's program calls feedback_read and its template feedback_page; votes go to the program
 * vote, which comes back to the article.  What is said after a vote is what the stored vote says,
 * so that the address stays the article's own.
 */
#ifndef PAGE_FEEDBACK_H
#define PAGE_FEEDBACK_H

#include "base/text.h"
#include "domain/vote.h"
#include "page/visit.h"

struct feedback {
	const char *article; /* its id */
	struct votes_of_article votes;
	/* what wasn't stored: */
	const char *error; /* a sentence; NULL: none */
	int64_t wait;      /* seconds until the next try; 0: none is held back */
	const char *typed; /* the reason; NULL: none */
};

/* Reads an article's votes and the visitor's own, and makes sure that a vote will be theirs. */
MUST_USE enum result feedback_read(
	struct visit *visit, const char *article, struct feedback *feedback);

/* Where customers meet beside Discord: as many as site.community.links has. */
const struct site_link *feedback_links(const struct visit *visit);

/* What a visitor sent: an answer, a reason, or both. */
struct opinion {
	bool votes, helpful;
	const char *reason; /* "" for none; with Yes it is left out */
};

/* Stores it.  ILLEGAL: a reason of somebody who hasn't said No.  THROTTLED: *wait seconds. */
MUST_USE enum result feedback_send(
	struct visit *visit, const char *article, const struct opinion *opinion, int64_t *wait);

/* Prints the block again, as a page of its own, with what was typed and the reason why it wasn't
 * stored: the sentence of error, or how long to wait. */
MUST_USE enum result feedback_show_again(struct visit *visit, const char *article,
	const char *typed, const char *error, int64_t wait);

#endif

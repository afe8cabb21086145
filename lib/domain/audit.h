/*
 * audit.h - does the shop hold what its journal says?  What `palierctl verify` runs.
 *
 * Customer by customer, each in a unit of its own: the chain's hashes and its head, every
 * subscription and every invoice rebuilt from the entries and compared with the tables, and the
 * ways that lead to them.  Then the whole: every table read to its end, the entries counted
 * against the store's count and the mark, the counters against what was numbered, invoice numbers
 * without gaps or repetitions, the files of tickets, and the tallies of votes.  Customers may go
 * on meanwhile: what they change while it runs is no finding.
 */
#ifndef DOMAIN_AUDIT_H
#define DOMAIN_AUDIT_H

#include "domain/shop.h"

/* Called with a sentence for each thing that is wrong. */
typedef void audit_finding(const char *sentence, void *context);
typedef void audit_progress(uint64_t done, uint64_t all, void *context);

struct audit {
	/* given; findings and progress may be NULL */
	audit_finding *finding;
	audit_progress *progress;
	void *context;
	/* found */
	uint64_t customers, subscriptions, invoices, entries, findings;
	uint64_t outbox; /* mails not yet delivered */
	uint64_t mails;  /* those, and what left in the last 90 days */
	uint64_t promises, mark;
	bool lost_end; /* the first counts less than the second: one of the findings */
};

/* OK means that the audit ran to its end: whether the shop is sound, findings says. */
MUST_USE enum result audit_run(struct shop *shop, struct audit *audit);

/* What its parts call: counts a finding and says it. */
void audit_find(struct audit *audit, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif

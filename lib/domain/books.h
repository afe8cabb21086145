/*
 * books.h - one customer's books: what the tables hold, and what the journal says they should.
 */
#ifndef DOMAIN_BOOKS_H
#define DOMAIN_BOOKS_H

#include "base/secret.h"
#include "domain/invoice.h"
#include "domain/subscription.h"
#include "domain/tables.h"

struct books {
	uint64_t id; /* the number that the customer's record stands under */
	const Record__Customer *customer;
	struct subscriptions subscriptions;
	struct invoices invoices;
	size_t entry_count;
	Record__JournalEntry **entries;
	bool email_lost; /* the address for mail doesn't lead here */
	uint64_t lost;   /* a subscription whose number doesn't lead here; 0: none */
};

/* Of the customer behind `after`, all in one snapshot.  NOT_FOUND: that was the last one. */
MUST_USE enum result books_read(struct unit *unit, uint64_t after, struct books *books);

/* What follows from the entries alone. */
struct replay {
	struct digest head;
	uint64_t linked; /* entries from the first on that continue the chain */
	struct subscriptions subscriptions;
	size_t invoice_count;
	const Record__IssuedInvoice **invoices;
	uint64_t misfit; /* the number of an entry that changes what wasn't so; 0 for none */
	bool locked;
};

struct replay books_replay(struct arena *arena, const struct books *books);

/* NULL: the journal knows nothing of it. */
const Record__Subscription *replay_subscription(const struct replay *replay, uint64_t id);
const Record__IssuedInvoice *replay_invoice(const struct replay *replay, const char *number);

#endif

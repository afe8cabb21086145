/*
 * subscription.h - one customer's right to one edition, for a number of seats.
 *
 * Its price is that of the day it was last changed, whatever the catalogue says since.  Its
 * period is computed from the anchor and today, never stored.
 */
#ifndef DOMAIN_SUBSCRIPTION_H
#define DOMAIN_SUBSCRIPTION_H

#include "domain/invoice.h"
#include "domain/period.h"
#include "domain/shop.h"
#include "domain/tables.h"

struct new_subscription {
	const char *product, *edition;
	uint32_t seats;
	Record__Cycle cycle;
	struct day anchor;
	struct day ended; /* the day after the last one; 0: it hasn't */
	/* From another system, which has billed it to the end of the present period: no invoice. */
	bool imported;
	const struct money *price; /* per cycle and seat; NULL: the catalogue's */
	uint64_t actor;            /* who does it: a customer's id, 0 for the operator's command */
	const char *reason;        /* an operator's; NULL for none */
};

/*
 * Adds a subscription at the catalogue's price, with the invoices of the periods begun up to
 * today or to its end, inside a SYNC unit.  INVALID: no such product or edition, not sold in this
 * cycle and the customer's currency, or an end that is still to come.  An imported one is added
 * without an invoice: the entry in the journal tells up to which day it was billed elsewhere, and
 * from there on it is billed here.
 */
MUST_USE enum result subscription_add(struct unit *unit, const struct site *site,
	const Record__Catalogue *catalogue, Record__Customer *customer,
	const struct new_subscription *added, Record__Subscription **subscription);

/* One of a customer's own.  NOT_FOUND: there is none, or it is somebody else's. */
MUST_USE enum result subscription_find(
	struct unit *unit, uint64_t customer, uint64_t id, Record__Subscription **subscription);

struct subscriptions {
	size_t count;
	Record__Subscription **items;
};
/* A customer's, the oldest first. */
MUST_USE enum result subscription_list(
	struct unit *unit, uint64_t customer, struct subscriptions *list);

/* The day of the next charge, of subscription_amount.  False: it has ended, or will before. */
bool subscription_next_charge(
	const Record__Subscription *subscription, struct day today, struct day *day);

struct period subscription_period(const Record__Subscription *subscription, struct day today);
struct money subscription_price(const Record__Subscription *subscription);  /* of one seat */
struct money subscription_amount(const Record__Subscription *subscription); /* of all, a cycle */

#endif

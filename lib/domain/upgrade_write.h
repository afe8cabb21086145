/*
 * upgrade_write.h - an upgrade as the store keeps it: the subscription, the invoice, the journal's
 * entry.
 *
 * All in the unit it is given, so all of it or nothing.  What the customer gets besides, the
 * confirmation and the mail, is the caller's.
 */
#ifndef DOMAIN_UPGRADE_WRITE_H
#define DOMAIN_UPGRADE_WRITE_H

#include "domain/quote.h"
#include "domain/tables.h"

struct upgrade_author {
	uint64_t actor;     /* the customer, or an operator */
	const char *reason; /* the operator's; NULL for none */
};

/* The subscription of the basis moves to the offer's edition, on the day of the basis. */
MUST_USE enum result upgrade_write(struct unit *unit, const struct quote_basis *basis,
	const Record__QuoteOffer *offer, Record__Customer *customer, struct upgrade_author author,
	Record__Invoice **invoice);

#endif

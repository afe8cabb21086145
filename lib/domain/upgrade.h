/*
 * upgrade.h - moving up to a higher edition: the offer, and its confirmation.
 *
 * upgrade_confirm is one transaction: the quote's id as idempotency key, the version check, the
 * change, the invoice with its number, the journal, the promise, the mail.  The same quote for the
 * same edition again finds the confirmation of the first time and does nothing.
 */
#ifndef DOMAIN_UPGRADE_H
#define DOMAIN_UPGRADE_H

#include "domain/quote.h"
#include "domain/shop.h"

/* What the popup shows. */
struct upgrade_choice {
	const Record__Edition *edition;
	const Record__QuoteOffer *offer;
	struct editions adds; /* the editions from the next one up to this: what they add */
	struct money price, total, renewal; /* a seat and cycle; due now; a whole cycle */
};

struct upgrade_offer {
	struct quote_basis basis;
	Record__Quote *quote;
	const char *signed_quote;
	struct money price; /* of one seat now */
	size_t count;
	struct upgrade_choice *items;
};

/* NOT_FOUND: no such subscription of this customer's.  ILLEGAL: as quote_basis_of. */
MUST_USE enum result upgrade_offer(struct shop *shop, struct arena *arena, uint64_t customer,
	uint64_t subscription, struct upgrade_offer *offer);

/* Why a quote is no longer good, for the sentence that goes with the new one. */
enum staleness {
	STALE_NOT,
	STALE_EXPIRED,      /* the 15 minutes are over */
	STALE_DAY,          /* a new day began: there is one day less to pay for */
	STALE_PRICES,       /* a new catalogue was published */
	STALE_SUBSCRIPTION, /* it was changed meanwhile, perhaps in another tab */
	STALE_USED,         /* this quote has served, for another edition */
};

struct upgrade {
	/* given */
	uint64_t customer, subscription;
	const char *edition, *signed_quote;
	uint64_t actor;     /* who does it: the customer, or an operator */
	const char *reason; /* the operator's; NULL for none */
	/* found */
	const Record__Quote *quote; /* what the customer was shown; NULL with INVALID */
	const char *confirmation;   /* the quote's id in hexadecimal: confirmation_find's name */
	bool repeated;              /* it had been confirmed before */
	enum staleness staleness;   /* with STALE */
};

/*
 * NOT_FOUND: as above.  INVALID: no quote of ours, or for somebody or something else.  ILLEGAL: a
 * quote that doesn't offer this edition.  STALE: the quote is no longer good; nothing was
 * changed.  FORBIDDEN: the actor is neither the customer nor an operator.
 */
MUST_USE enum result upgrade_confirm(
	struct shop *shop, struct arena *arena, struct upgrade *upgrade);

/* What was confirmed under a name of upgrade_confirm's.  NOT_FOUND: nothing, or by another. */
MUST_USE enum result confirmation_find(struct unit *unit, uint64_t customer, const char *name,
	Record__Confirmation **confirmation);

#endif

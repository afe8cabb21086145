/*
 * quote.h - the price of a change not yet made: computed, signed, carried by the form.
 *
 * One quote covers every edition offered.  It is bound to its customer, the subscription's
 * version, the catalogue's version, the shop's day and the lines of every offer, and is good
 * for 15 minutes.  Its random id is the idempotency key of the change.  Nothing of it is
 * stored: what is confirmed is recomputed and must be the same, or nothing happens.
 */
#ifndef DOMAIN_QUOTE_H
#define DOMAIN_QUOTE_H

#include "domain/invoice.h"
#include "domain/shop.h"
#include "domain/subscription.h"

#define QUOTE_LIFETIME (15 * 60)

/* What a quote is computed from: read in one unit. */
struct quote_basis {
	const struct site *site;
	const Record__Catalogue *catalogue;
	const Record__Subscription *subscription;
	const Record__Product *product;
	const Record__Edition *edition; /* the present one */
	struct day today;
	struct period period;
};

/* ILLEGAL: the product or the edition is no longer in the catalogue; ask the operator. */
MUST_USE enum result quote_basis_of(struct quote_basis *basis, const struct site *site,
	const Record__Catalogue *catalogue, const Record__Subscription *subscription,
	struct day today);

/*
 * A fresh quote: an offer for each edition that the policy lets the subscription move up to
 * at once, rank rising; none for the highest.  Without id and expiry, which quote_sign gives.
 */
Record__Quote *quote_of(struct arena *arena, const struct quote_basis *basis);

/* Gives the quote its id and its expiry, and the text that the form carries. */
const char *quote_sign(struct arena *arena, const struct secrets *secrets, Record__Quote *quote);

/* INVALID: not a quote that this shop signed. */
MUST_USE enum result quote_read(struct arena *arena, const struct secrets *secrets,
	const char *text, Record__Quote **quote);

/* The same lines and bindings; ids and expiries may differ. */
bool quote_equal(struct arena *arena, const Record__Quote *a, const Record__Quote *b);

/* NULL: the quote doesn't offer it. */
const Record__QuoteOffer *quote_offer(const Record__Quote *quote, const char *edition);

#endif

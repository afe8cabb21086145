/*
 * invoice.h - invoices: lines with their net, VAT and gross, a number without gaps.
 *
 * Prices contain VAT, so a line's gross is what the quote said; of it the VAT is
 * gross x rate / (100 % + rate), rounded half up, and the net is the rest.  Totals are sums of
 * printed lines.  An invoice never changes once it has its number.
 */
#ifndef DOMAIN_INVOICE_H
#define DOMAIN_INVOICE_H

#include "domain/period.h"
#include "domain/shop.h"
#include "domain/tables.h"

/* A line for part of a period (days_left of it) at a price per seat. */
struct line_terms {
	Record__InvoiceLine__Kind kind;
	const Record__Product *product;
	const Record__Edition *edition;
	uint32_t seats;
	Record__Cycle cycle;
	int64_t price;
	struct period period;
	struct day from; /* the line is for [from, period.to) */
	struct money gross;
};
Record__InvoiceLine *invoice_line(
	struct arena *arena, const struct site *site, const struct line_terms *terms);

/*
 * Makes and numbers an invoice inside a unit: due in the configured number of days, with the
 * seller and the buyer as they are today.  The journal is the caller's: invoice_for_journal
 * is what it writes there.
 */
MUST_USE enum result invoice_issue(struct unit *unit, const struct site *site,
	const Record__Customer *customer, const Record__Subscription *subscription,
	Record__InvoiceLine **lines, size_t count, struct day day, Record__Invoice **invoice);

/* The invoice without its persons. */
Record__IssuedInvoice *invoice_for_journal(struct arena *arena, const Record__Invoice *invoice);

/* One of a customer's own.  NOT_FOUND: there is none, or it is somebody else's. */
MUST_USE enum result invoice_find(
	struct unit *unit, uint64_t customer, const char *number, Record__Invoice **invoice);

struct invoices {
	size_t count;
	Record__Invoice **items;
};
/* A customer's invoices, the newest first, at most `most`. */
MUST_USE enum result invoice_list(
	struct unit *unit, uint64_t customer, size_t most, struct invoices *list);

#endif

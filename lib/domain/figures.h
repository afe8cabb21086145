/*
 * figures.h - what the shop comes to: counted over whole tables, a slice in a unit.
 *
 * Monthly recurring revenue is what the active subscriptions bring in a month, VAT included: the
 * price of all seats of those by the month, and a twelfth of those by the year.  The years are
 * summed first and divided once, half up, so that it is never more than half a cent off.
 */
#ifndef DOMAIN_FIGURES_H
#define DOMAIN_FIGURES_H

#include "base/money.h"
#include "domain/shop.h"
#include "domain/tables.h"

/* Subscriptions that are alike. */
struct figures_kind {
	const char *product, *edition;
	Record__Cycle cycle;
	Record__Status status;
	uint64_t count, seats;
};

/* Of one currency. */
struct figures_money {
	struct money by_month, by_year; /* a whole cycle of all active subscriptions */
	struct money recurring;         /* a month of both */
	uint64_t invoices;              /* issued this month */
	struct money net, vat, gross;   /* theirs */
};

struct figures {
	uint64_t customers, operators;
	size_t kind_count;
	struct figures_kind *kinds;  /* by product, edition, cycle, status */
	struct day month, month_end; /* [first day, first of the next), by the shop's clock */
	struct figures_money money[CURRENCIES];
	uint64_t tickets_open;
	uint64_t mails_waiting, mails_given_up; /* the latter in the last 90 days */
};

/* The kinds live in the arena. */
MUST_USE enum result figures_read(struct shop *shop, struct arena *arena, struct figures *figures);

#endif

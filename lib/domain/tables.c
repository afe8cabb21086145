#include "domain/tables.h"

const struct table *const domain_tables[] = {
	&customers,
	&emails,
	&sessions,
	&throttles,
	&nonces,
	&catalogues,
	&counters,
	&subscriptions,
	&owners,
	&invoices,
	&confirmations,
	&journal_entries,
	&outbox_entries,
	NULL,
};

#include "domain/tables.h"

const struct table *const domain_tables[] = {
	&customers,
	&emails,
	&imports,
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
	&recent_entries,
	&outbox_entries,
	&deliveries,
	&votes,
	&reasons_of_articles,
	&tallies,
	&tickets,
	&ticket_messages,
	&tickets_of_customers,
	&tickets_in_states,
	&postings,
	NULL,
};

_Static_assert(sizeof domain_tables / sizeof *domain_tables <= TABLES_MOST, "a place for each");

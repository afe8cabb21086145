/*
 * outbox.h - mails promised inside a transaction, delivered after it.
 *
 * An entry names what happened and to whom, by ids; it is rendered when it is delivered.
 */
#ifndef DOMAIN_OUTBOX_H
#define DOMAIN_OUTBOX_H

#include "domain/tables.h"

/* Inside the unit that does what the mail will tell. */
MUST_USE enum result outbox_add(struct unit *unit, const char *kind,
	const Record__Customer *customer, uint64_t subscription, const char *invoice);

#endif

/*
 * outbox.h - mails promised inside a transaction, delivered after it.
 *
 * An entry names what happened and to whom, by ids; it is rendered when it is delivered.  Kinds
 * are a closed list:
 *
 *     upgraded         to the customer: a subscription moved up, and its invoice
 *     ticket-opened    to a ticket's author: we have it
 *     ticket-new       to the operator
 *     ticket-answered  to a ticket's author
 *     ticket-reply     to the operator
 */
#ifndef DOMAIN_OUTBOX_H
#define DOMAIN_OUTBOX_H

#include "domain/tables.h"

/* Inside the unit that does what the mail will tell. */
MUST_USE enum result outbox_add(struct unit *unit, const char *kind,
	const Record__Customer *customer, uint64_t subscription, const char *invoice);

/* About one message of a ticket, which is counted from 1; in the language of who will read it. */
MUST_USE enum result outbox_add_ticket(struct unit *unit, const char *kind,
	const Record__Ticket *ticket, uint32_t message, const char *language);

/* Has this process put anything in since it was asked last?  Units that failed count too. */
bool outbox_take_added(void);

/* A mail should have left an hour ago, or was tried in vain three times. */
MUST_USE enum result outbox_is_stuck(struct unit *unit, bool *stuck);

bool outbox_kind_is_known(const char *kind);

/*
 * Makes an entry due at once; what was given up goes back into the outbox first.  NOT_FOUND: there
 * is none with this number.  ILLEGAL: its mail was sent.
 */
MUST_USE enum result outbox_retry(struct unit *unit, uint64_t id);

#endif

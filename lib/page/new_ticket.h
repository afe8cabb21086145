/*
 * new_ticket.h - the form that opens a ticket: what it shows, and what becomes of it.
 *
 * First the subject alone is asked, so that the articles which may answer it can be shown before
 * anything is written; then the rest.  Who comes from an article that didn't help has said the
 * subject already, and perhaps what was missing.
 */
#ifndef PAGE_NEW_TICKET_H
#define PAGE_NEW_TICKET_H

#include "page/ticket.h"

/* What came with the request. */
struct new_ticket_form {
	const struct value *subject, *text, *name, *email, *subscription;
	const char *article, *number;
	bool ticked; /* « I'm not a robot » */
	struct robot_proof proof;
};

MUST_USE enum result new_ticket_ask(struct visit *visit, const struct new_ticket_form *form);
MUST_USE enum result new_ticket_send(struct visit *visit, const struct new_ticket_form *form);

#endif

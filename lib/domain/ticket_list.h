/*
 * ticket_list.h - tickets as they are read: one with its messages, a customer's, those in a state.
 */
#ifndef DOMAIN_TICKET_LIST_H
#define DOMAIN_TICKET_LIST_H

#include "domain/tables.h"

struct ticket_thread {
	const Record__Ticket *ticket;
	const Record__Customer *customer; /* NULL: a stranger's */
	size_t count;
	Record__TicketMessage **messages; /* the oldest first */
};
/* The last of its messages before a number, 0 for the very last: at most so many. */
MUST_USE enum result ticket_thread(
	struct unit *unit, uint64_t id, uint32_t before, size_t most, struct ticket_thread *thread);

/* One attachment, by the name of our making.  NOT_FOUND: not of this ticket. */
MUST_USE enum result ticket_attachment(
	struct unit *unit, uint64_t id, const char *file, const Record__Attachment **attachment);

struct tickets {
	size_t count;
	const Record__Ticket **items; /* the newest first */
	bool more;                    /* there are older ones */
};
/* Those opened before an id, 0 for all: at most so many. */
MUST_USE enum result tickets_of(
	struct unit *unit, uint64_t customer, uint64_t before, size_t most, struct tickets *list);
MUST_USE enum result tickets_in(struct unit *unit, Record__TicketState state, uint64_t before,
	size_t most, struct tickets *list);

#endif

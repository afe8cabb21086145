/*
 * delivery.h - mails leave the outbox: over the configured server, or into files.
 *
 * One process delivers at a time.  What is due is rendered and sent outside any unit, the oldest
 * first; then, in a unit of its own, it moves to the table of deliveries, or stays with the time
 * of its next try: after 15 and 30 minutes, 2 and 12 hours, 1 day, by the shop's clock, then it
 * is given up.  A refusal for good gives it up at once.  A process may end at any instant: nothing
 * is lost, and what the server had taken without our hearing of it goes out again under the same
 * Message-ID.
 */
#ifndef DOMAIN_DELIVERY_H
#define DOMAIN_DELIVERY_H

#include "domain/shop.h"
#include "domain/tables.h"

/* A mail as it goes out. */
struct letter {
	const char *to;
	const char *bytes; /* headers and all, CRLF at the ends of its lines */
	size_t size;
};

/* Gives the letter of an entry, in the arena.  NOT_FOUND: what it tells of is no more. */
typedef enum result delivery_render(struct shop *shop, struct arena *arena,
	const Record__OutboxEntry *entry, struct letter *letter);

struct delivery {
	delivery_render *render;
	void (*progress)(uint64_t done, uint64_t all, void *context); /* or NULL */
	void *context;
	/* found */
	uint64_t sent, put_off, given_up;
	char trouble[200]; /* why it broke off; "" if it didn't */
};

/* BUSY: another process is at it.  INVALID: the mail server can't be talked to as configured;
 * trouble says why, and nothing was tried. */
MUST_USE enum result delivery_run(struct shop *shop, struct delivery *delivery);

/* ---- looking, and trying again --------------------------------------------------------------- */

struct delivery_list {
	size_t count;
	Record__OutboxEntry **waiting; /* of the outbox */
	Record__Delivery **gone;       /* of the deliveries */
};
/* So many of those behind an id, by id: waiting ones, or those that are gone. */
MUST_USE enum result delivery_waiting(
	struct unit *unit, uint64_t after, size_t most, struct delivery_list *list);
MUST_USE enum result delivery_gone(
	struct unit *unit, uint64_t after, size_t most, struct delivery_list *list);

/* Due at once, with all its tries before it: what waits, and what was given up.  NOT_FOUND: there
 * is no such mail.  ILLEGAL: it was sent. */
MUST_USE enum result delivery_retry(struct unit *unit, uint64_t id);

#endif

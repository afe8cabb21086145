/*
 * delivery.h - mails leave the outbox: rendered, sent outside any unit, then crossed off.
 *
 * Whoever delivers hands in two functions: one makes a mail of an entry, one sends it.  A process
 * that is killed at any point loses nothing: the entry is still there and is sent again, under the
 * same Message-ID.  What fails is tried again 15 minutes, 30 minutes, 2 hours, 12 hours and a day
 * later, by the shop's clock, and then given up; what is refused for good, at once.  What left
 * stays in the table deliveries for 90 days.
 *
 * One process delivers at a time: data/delivery is locked meanwhile.
 */
#ifndef DOMAIN_DELIVERY_H
#define DOMAIN_DELIVERY_H

#include "domain/shop.h"
#include "domain/tables.h"

#define MAIL_ANSWER_SIZE 256

struct mail {
	const char *from, *to; /* addresses alone, as mail servers hear them */
	const char *bytes;     /* header and body, each line ended by CR LF */
	size_t size;
};

/* Reads what it needs by itself, in the arena.  NOT_FOUND: what the entry is about is gone.
 * INVALID: no mail can be sent to its address. */
typedef enum result delivery_render(struct shop *shop, struct arena *arena,
	const Record__OutboxEntry *entry, struct mail *mail);

/* OK: it was taken.  UNAVAILABLE: not this time.  INVALID: never.  answer is what the other side
 * said, one line of UTF-8, and never empty but with OK. */
typedef enum result delivery_send(void *context, const Record__OutboxEntry *entry,
	const struct mail *mail, char answer[static MAIL_ANSWER_SIZE]);

struct delivery {
	/* given */
	delivery_render *render;
	delivery_send *send;
	void (*tell)(uint64_t done, uint64_t all, void *context); /* NULL: nobody looks on */
	void *context;                                            /* of both */
	/* found */
	uint64_t due; /* as it began */
	uint64_t sent, postponed, given_up;
};

/* Delivers what is due, the oldest first.  BUSY: another process does so, and will find all that
 * is there by now.  UNAVAILABLE: besides the store's reasons, data/delivery can't be opened, which
 * was logged. */
MUST_USE enum result delivery_run(struct shop *shop, struct delivery *delivery);

#endif

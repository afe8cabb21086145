/*
 * ticket.h - support tickets: a thread between a customer, or a stranger, and the operator.
 *
 * A ticket is open while it is the operator's turn, answered while it is its author's, and closed
 * for good: what comes later is another ticket.  Each message is written once, with what its form
 * brought (posting): the same form again gives what it made the first time.  Everything that is
 * written counts against its author's throttle; the operator has none.
 */
#ifndef DOMAIN_TICKET_H
#define DOMAIN_TICKET_H

#include "domain/shop.h"
#include "domain/tables.h"
#include "domain/throttle.h"

#define TICKET_TEXT_MOST 8000 /* bytes, of a message */
#define TICKET_SUBJECT_MOST 300
#define TICKET_MESSAGES_MOST 500

/* A form's own number, with the token of the visitor it was made for. */
struct posting {
	struct digest digest;
};
struct posting posting_of(const char *number, const char *token);

/* What somebody writes.  The text is UTF-8 without control characters but line feeds. */
struct ticket_words {
	const char *text;
	size_t attachment_count;
	Record__Attachment **attachments; /* kept already: attachment.h */
	struct posting posting;
	const struct throttle *throttle; /* NULL: the operator's */
	/* found */
	uint64_t ticket;
	bool repeated; /* this form was carried out before */
	int64_t wait;  /* with THROTTLED: seconds */
};

struct new_ticket {
	const Record__Customer *customer; /* NULL: a stranger, who has */
	const char *name, *email;
	const struct nonce *nonce; /* of the captcha's solution, to be spent; NULL: none is asked */
	const char *language;      /* "fr", "en": the page's */
	const char *subject;       /* one line */
	uint64_t subscription;     /* it is about, the customer's own; 0: none */
	const char *article;       /* that didn't help; "": none */
	struct ticket_words *words;
};

/*
 * Inside a SYNC unit.  INVALID: a text that its field wouldn't have let through, or somebody
 * else's subscription.  EXISTS: the captcha's solution had served.  THROTTLED.
 */
MUST_USE enum result ticket_open(
	struct unit *unit, const struct site *site, const struct new_ticket *opened);

/* By whom a ticket is written to; 0 and false: a stranger, or the operator's command. */
struct ticket_hand {
	uint64_t customer;
	bool is_operator;
};

/* Inside a SYNC unit.  NOT_FOUND.  ILLEGAL: it is closed, or has too many messages.  INVALID,
 * THROTTLED: as above. */
MUST_USE enum result ticket_reply(struct unit *unit, const struct site *site, uint64_t id,
	struct ticket_hand hand, struct ticket_words *words);

/* Inside a SYNC unit.  Closing twice is no failure. */
MUST_USE enum result ticket_close(struct unit *unit, uint64_t id);

/* "open", "answered", "closed", and back. */
const char *ticket_state_word(Record__TicketState state);
bool ticket_state_of(const char *word, Record__TicketState *state);

MUST_USE enum result ticket_find(struct unit *unit, uint64_t id, Record__Ticket **ticket);

#endif

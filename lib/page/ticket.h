/*
 * ticket.h - what the pages of tickets share: the form with its files, and the thread.
 *
 * A form of tickets carries a number of its own, by which a second click is recognised.  What is
 * to be corrected stands in the view; the files must be chosen again then, and the page says so.
 */
#ifndef PAGE_TICKET_H
#define PAGE_TICKET_H

#include "domain/attachment.h"
#include "domain/robot.h"
#include "domain/ticket.h"
#include "domain/ticket_list.h"
#include "page/article.h"
#include "page/view.h"

#define TICKET_FILES_MOST 5
#define TICKET_FILE_BYTES (UINT64_C(5) << 20)
#define TICKET_FORM_BYTES (UINT64_C(20) << 20)
#define TICKET_UPLOADS                                                                             \
	{                                                                                          \
		.field = "files", .most = TICKET_FILES_MOST, .bytes_each = TICKET_FILE_BYTES,      \
		.bytes = TICKET_FORM_BYTES                                                         \
	}
#define TICKETS_A_PAGE 50
#define MESSAGES_A_PAGE 15

/* What is written into a ticket, by whomever. */
struct words_view {
	const char *number, *text;
	const char *text_error;                   /* a sentence; NULL: nothing to correct */
	const struct attachment_refusal *refused; /* a file; NULL: none */
	int64_t wait; /* seconds until the next try; 0: none is held back */
	bool lost;    /* files came along, and must be chosen again */
	int error_count;
};

struct new_ticket_view {
	bool asks_subject; /* the first step, with nothing else */
	const char *subject, *name, *email;
	const char *subject_error, *name_error, *email_error;
	const struct article *article;    /* that didn't help; NULL: none */
	struct article_list suggestions;  /* that may help */
	struct subscription_names *about; /* what the customer may be writing about */
	size_t about_count;
	uint64_t subscription;
	struct words_view words;
	struct robot_view robot; /* for strangers */
};

struct subscription_names {
	uint64_t id;
	const char *product, *edition;
};

struct ticket_view {
	struct ticket_thread thread;
	struct words_view words;
	const char *key;                 /* a stranger's; "" for who is signed in */
	const struct article *article;   /* it began at; NULL: none */
	struct subscription_names about; /* id 0: none */
	bool is_operator;                /* who looks at it */
	bool sent;                       /* just now */
	bool refused_closed;             /* an answer came after the ticket was closed */
	uint32_t earlier;                /* messages before this number; 0: they are all here */
};

struct tickets_view {
	struct tickets list;
	Record__TicketState state; /* of the operator's list */
};

/* A number for a fresh form. */
const char *ticket_form_number(const struct visit *visit);

/* Whom writing counts against: the account, else the address of the network. */
struct throttle ticket_throttle(const struct visit *visit);

/* Looks at what was written; false: something is to be corrected, and the view says what. */
bool ticket_words_check(struct visit *visit, const struct value *text, struct words_view *view);

/*
 * Keeps the files that came with a form, and runs a unit that writes the words; takes the files
 * back when nothing was written.  The context is the unit's own, with the words in it.
 */
MUST_USE enum result ticket_write(
	struct visit *visit, struct ticket_words *words, unit_function *function, void *context);

/* Puts the names of what a ticket is about into the view. */
MUST_USE enum result ticket_show(
	struct visit *visit, uint64_t id, uint32_t before, struct ticket_view *view);

/* The thread and the form below it, of whichever side looks at it. */
void ticket_print(struct visit *visit, const struct ticket_view *view);

/* What was sent below a thread, and by whom. */
struct ticket_answer {
	const struct value *text;
	bool closes; /* nothing is written then */
	struct ticket_hand hand;
	const struct throttle *throttle; /* NULL: the operator's */
	const char *back;                /* where it leads to */
};
/* Carries it out, and sends the visitor back; or prints the page with what is to be corrected. */
MUST_USE enum result ticket_answer(
	struct visit *visit, struct ticket_view *view, const struct ticket_answer *answer);

/* May this visitor see the ticket?  By being its author, or by the key of a stranger's. */
bool ticket_admits(const struct visit *visit, const Record__Ticket *ticket, const char *key);

/* "/support/7" of a customer, "/support/7?key=…" of a stranger; query: "sent=1". */
const char *ticket_address(
	const struct visit *visit, uint64_t id, bool is_strangers, const char *query);

/* The customer's subscriptions by their names, the oldest first. */
MUST_USE enum result ticket_subscriptions(
	struct visit *visit, uint64_t customer, struct subscription_names **items, size_t *count);

#endif

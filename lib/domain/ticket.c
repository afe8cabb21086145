#include "domain/ticket.h"

#include "base/clock.h"
#include "base/text.h"
#include "domain/account.h"
#include "domain/nonce.h"
#include "domain/outbox.h"
#include "domain/subscription.h"

#include <assert.h>

#define POSTING_LIFETIME (INT64_C(7) * 24 * 60 * 60)

static const char *const site_languages[] = { "fr", "en" };

static const char *const state_words[] = {
	[RECORD__TICKET_STATE__OPEN] = "open",
	[RECORD__TICKET_STATE__ANSWERED] = "answered",
	[RECORD__TICKET_STATE__CLOSED] = "closed",
};
#define STATES (sizeof state_words / sizeof *state_words)

const char *ticket_state_word(Record__TicketState state)
{
	assert(state < STATES);
	return state_words[state];
}

bool ticket_state_of(const char *word, Record__TicketState *state)
{
	for (size_t i = 0; i < STATES; i++)
		if (text_equal(word, state_words[i])) {
			*state = (Record__TicketState)i;
			return true;
		}
	return false;
}

struct posting posting_of(const char *number, const char *token)
{
	return (struct posting){ secret_hash_two(number, strlen(number), token, strlen(token)) };
}

/* ---- where tickets are found --------------------------------------------------------------- */

static struct key place(uint64_t group, uint64_t ticket)
{
	struct key key = key_number(group);

	key_add_number(&key, ticket);
	return key;
}

/* Moves a ticket to another state, and stores it. */
static enum result put(struct unit *unit, Record__Ticket *ticket, Record__TicketState state)
{
	Record__TicketInState mark = RECORD__TICKET_IN_STATE__INIT;
	struct key key = key_number(ticket->id), before = place(ticket->state, ticket->id),
		   after = place(state, ticket->id);
	enum result result = tickets_in_states_remove(unit, &before);

	if (result == OK || result == NOT_FOUND)
		result = tickets_in_states_put(unit, &after, &mark);
	ticket->state = state;
	ticket->changed = clock_shop().seconds;
	return result == OK ? tickets_put(unit, &key, ticket) : result;
}

enum result ticket_find(struct unit *unit, uint64_t id, Record__Ticket **ticket)
{
	struct key key = key_number(id);

	return tickets_find(unit, &key, ticket);
}

/* ---- writing ------------------------------------------------------------------------------- */

static bool is_text(const char *text, bool lines, size_t most)
{
	size_t length = strlen(text);

	return length <= most && text[strspn(text, " \n")] != '\0' && text_is_utf8(text, length) &&
	       text_is_clean(text, lines);
}

/* Was this form carried out before?  OK says so. */
static enum result look_for_repetition(struct unit *unit, struct ticket_words *words)
{
	struct key key = key_bytes(words->posting.digest.bytes, sizeof words->posting.digest.bytes);
	Record__Posting *posting;
	enum result result = postings_find(unit, &key, &posting);

	words->repeated = result == OK;
	if (result == OK)
		words->ticket = posting->ticket;
	return result;
}

static enum result book(struct unit *unit, struct ticket_words *words)
{
	struct instant now = clock_machine();
	enum result result;

	if (words->throttle == NULL)
		return OK;
	result = throttle_check(unit, words->throttle, now, &words->wait);
	return result == OK ? throttle_book(unit, words->throttle, now) : result;
}

static enum result add_message(struct unit *unit, Record__Ticket *ticket, struct ticket_hand hand,
	struct ticket_words *words)
{
	Record__TicketMessage message = RECORD__TICKET_MESSAGE__INIT;
	Record__Posting posting = RECORD__POSTING__INIT;
	struct key key = key_bytes(words->posting.digest.bytes, sizeof words->posting.digest.bytes);
	enum result result;

	message.ticket = words->ticket = ticket->id;
	message.number = ++ticket->messages;
	message.from_operator = hand.is_operator;
	message.author = hand.customer;
	message.text = words->text;
	message.at = clock_shop().seconds;
	message.n_attachments = words->attachment_count;
	message.attachments = words->attachments;
	posting.ticket = ticket->id;
	posting.message = message.number;
	posting.expires = clock_machine().seconds + POSTING_LIFETIME;
	result = postings_add(unit, &key, &posting);
	key = place(ticket->id, message.number);
	return result == OK ? ticket_messages_add(unit, &key, &message) : result;
}

static enum result mail_operator(
	struct unit *unit, const struct site *site, const char *kind, const Record__Ticket *ticket)
{
	return outbox_add_ticket(
		unit, kind, ticket, ticket->messages, site_languages[site->language]);
}

/* In the author's language: of the account, or of the page that the ticket was written on. */
static enum result mail_author(struct unit *unit, const char *kind, const Record__Ticket *ticket)
{
	const char *language = ticket->language;
	Record__Customer *customer;
	enum result result = OK;

	if (ticket->customer != 0) {
		result = customer_find(unit, ticket->customer, &customer);
		if (result == OK)
			language = customer->language;
	}
	return result == OK ? outbox_add_ticket(unit, kind, ticket, ticket->messages, language)
			    : result;
}

/* ---- opening ------------------------------------------------------------------------------- */

static enum result check(struct unit *unit, const struct new_ticket *opened)
{
	Record__Subscription *subscription;
	enum result result;

	if (!is_text(opened->subject, false, TICKET_SUBJECT_MOST) ||
		!is_text(opened->words->text, true, TICKET_TEXT_MOST))
		return INVALID;
	if (opened->customer == NULL && (!text_is_email(opened->email) ||
						!is_text(opened->name, false, TICKET_SUBJECT_MOST)))
		return INVALID;
	if (opened->subscription == 0)
		return OK;
	if (opened->customer == NULL)
		return INVALID;
	result = subscription_find(unit, opened->customer->id, opened->subscription, &subscription);
	return result == NOT_FOUND ? INVALID : result;
}

static enum result add_ticket(
	struct unit *unit, const struct new_ticket *opened, Record__Ticket *ticket)
{
	Record__TicketOfCustomer mark = RECORD__TICKET_OF_CUSTOMER__INIT;
	enum result result = counter_next(unit, "ticket", &ticket->id);
	struct key key;

	ticket->language = opened->language;
	ticket->subject = opened->subject;
	ticket->subscription = opened->subscription;
	ticket->article = opened->article;
	ticket->opened = clock_shop().seconds;
	if (opened->customer == NULL) {
		ticket->name = opened->name;
		ticket->email = opened->email;
		return result;
	}
	ticket->customer = opened->customer->id;
	key = place(ticket->customer, ticket->id);
	return result == OK ? tickets_of_customers_add(unit, &key, &mark) : result;
}

enum result ticket_open(struct unit *unit, const struct site *site, const struct new_ticket *opened)
{
	Record__Ticket ticket = RECORD__TICKET__INIT;
	struct ticket_hand hand = { opened->customer == NULL ? 0 : opened->customer->id, false };
	enum result result = look_for_repetition(unit, opened->words);

	if (result != NOT_FOUND)
		return result;
	result = check(unit, opened);
	if (result == OK && opened->nonce != NULL)
		result = nonce_spend(unit, opened->nonce);
	if (result == OK)
		result = book(unit, opened->words);
	if (result == OK)
		result = add_ticket(unit, opened, &ticket);
	if (result == OK)
		result = add_message(unit, &ticket, hand, opened->words);
	if (result == OK)
		result = put(unit, &ticket, RECORD__TICKET_STATE__OPEN);
	if (result == OK)
		result = mail_author(unit, "ticket-opened", &ticket);
	return result == OK ? mail_operator(unit, site, "ticket-new", &ticket) : result;
}

/* ---- going on ------------------------------------------------------------------------------ */

enum result ticket_reply(struct unit *unit, const struct site *site, uint64_t id,
	struct ticket_hand hand, struct ticket_words *words)
{
	Record__Ticket *ticket;
	enum result result = look_for_repetition(unit, words);

	if (result != NOT_FOUND)
		return result;
	result = ticket_find(unit, id, &ticket);
	if (result != OK)
		return result;
	if (ticket->state == RECORD__TICKET_STATE__CLOSED ||
		ticket->messages >= TICKET_MESSAGES_MOST)
		return ILLEGAL;
	if (!is_text(words->text, true, TICKET_TEXT_MOST))
		return INVALID;
	result = book(unit, words);
	if (result == OK)
		result = add_message(unit, ticket, hand, words);
	if (result == OK)
		result = put(unit, ticket,
			hand.is_operator ? RECORD__TICKET_STATE__ANSWERED
					 : RECORD__TICKET_STATE__OPEN);
	if (result != OK)
		return result;
	return hand.is_operator ? mail_author(unit, "ticket-answered", ticket)
				: mail_operator(unit, site, "ticket-reply", ticket);
}

enum result ticket_close(struct unit *unit, uint64_t id)
{
	Record__Ticket *ticket;
	enum result result = ticket_find(unit, id, &ticket);

	if (result != OK || ticket->state == RECORD__TICKET_STATE__CLOSED)
		return result;
	return put(unit, ticket, RECORD__TICKET_STATE__CLOSED);
}

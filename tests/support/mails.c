/*
 * mails SHOP upgrade EMAIL
 * mails SHOP ticket COUNT KIND LANGUAGE NAME EMAIL SUBJECT TEXT
 *
 * Puts mails into a shop's outbox: by an upgrade of that customer's first subscription, or by
 * tickets of strangers, in whose EMAIL a # becomes the ticket's number.
 */
#include "base/text.h"
#include "domain/account.h"
#include "domain/outbox.h"
#include "domain/subscription.h"
#include "domain/upgrade.h"

#include <assert.h>
#include <inttypes.h>

#define MEMORY (size_t)(64 << 20)

/* ---- upgrades ------------------------------------------------------------------------------- */

struct owner {
	const char *email;
	Record__Customer *customer;
	struct subscriptions subscriptions;
};

static enum result find_owner(struct unit *unit, void *context)
{
	struct owner *owner = context;
	enum result result = customer_find_by_email(unit, owner->email, &owner->customer);

	return result == OK ? subscription_list(unit, owner->customer->id, &owner->subscriptions)
			    : result;
}

static enum result upgrade_first(struct shop *shop, struct arena *arena, const char *email)
{
	struct owner owner = { .email = email };
	struct upgrade upgrade = { 0 };
	struct upgrade_offer offer;
	enum result result = store_read(shop->store, arena, find_owner, &owner);

	if (result != OK)
		return result;
	assert(owner.subscriptions.count > 0);
	upgrade.customer = upgrade.actor = owner.customer->id;
	upgrade.subscription = owner.subscriptions.items[0]->id;
	result = upgrade_offer(shop, arena, upgrade.customer, upgrade.subscription, &offer);
	if (result != OK)
		return result;
	assert(offer.count > 0);
	upgrade.edition = offer.items[0].edition->id;
	upgrade.signed_quote = offer.signed_quote;
	return upgrade_confirm(shop, arena, &upgrade);
}

/* ---- tickets -------------------------------------------------------------------------------- */

struct writing {
	uint64_t count;
	char **words; /* KIND LANGUAGE NAME EMAIL SUBJECT TEXT */
};

static const char *numbered(struct arena *arena, const char *email, uint64_t number)
{
	const char *place = strchr(email, '#');

	return place == NULL ? email
			     : arena_format(arena, "%.*s%" PRIu64 "%s", (int)(place - email), email,
				       number, place + 1);
}

static enum result add_ticket(struct unit *unit, const struct writing *writing)
{
	Record__Ticket ticket = RECORD__TICKET__INIT;
	Record__TicketMessage message = RECORD__TICKET_MESSAGE__INIT;
	enum result result = counter_next(unit, "ticket", &ticket.id);
	struct key key = key_number(ticket.id);

	ticket.name = writing->words[2];
	ticket.email = numbered(unit_arena(unit), writing->words[3], ticket.id);
	ticket.subject = writing->words[4];
	ticket.messages = 1;
	if (result == OK)
		result = tickets_add(unit, &key, &ticket);
	key_add_number(&key, 1);
	message.ticket = ticket.id;
	message.number = 1;
	message.text = writing->words[5];
	if (result == OK)
		result = ticket_messages_add(unit, &key, &message);
	return result == OK
		       ? outbox_add_ticket(unit, writing->words[0], &ticket, 1, writing->words[1])
		       : result;
}

static enum result add_tickets(struct unit *unit, void *context)
{
	const struct writing *writing = context;
	enum result result = OK;

	for (uint64_t i = 0; result == OK && i < writing->count; i++)
		result = add_ticket(unit, writing);
	return result;
}

static enum result run(struct shop *shop, struct arena *arena, int count, char **words)
{
	struct writing writing = { .words = words + 2 };
	int64_t wanted;

	if (count == 2 && text_equal(words[0], "upgrade"))
		return upgrade_first(shop, arena, words[1]);
	if (count != 8 || !text_equal(words[0], "ticket") ||
		!text_number(words[1], 1, 10000, &wanted))
		return INVALID;
	writing.count = (uint64_t)wanted;
	return store_write(shop->store, arena, STORE_SYNC, add_tickets, &writing);
}

int main(int count, char **arguments)
{
	struct config_error error = { "" };
	struct arena *arena;
	struct shop shop;
	enum result result;

	if (count < 4)
		return 2;
	if (shop_open(&shop, arguments[1], &error) != OK) {
		fprintf(stderr, "%s\n", error.text);
		return 1;
	}
	arena = arena_open(MEMORY);
	result = run(&shop, arena, count - 2, arguments + 2);
	arena_close(arena);
	shop_close(&shop);
	if (result != OK)
		fprintf(stderr, "%s: %s\n", arguments[2], result_name(result));
	return result == OK ? 0 : 1;
}

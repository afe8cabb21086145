#include "page/mail.h"

#include "base/text.h"
#include "domain/account.h"
#include "domain/invoice.h"
#include "domain/subscription.h"
#include "domain/ticket.h"
#include "domain/ticket_key.h"
#include "page/format.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>

/* ---- putting one together ---------------------------------------------------------------------
 */

/* A message with its places filled: name, value, name, value, NULL. */
static const char *fill(struct arena *arena, const char *message, ...)
{
	const char *filled = "";

	while (*message != '\0') {
		size_t length = strcspn(message, "{"), name = strcspn(message + length, "}");
		const char *value = "", *place;
		va_list pairs;

		va_start(pairs, message);
		while (message[length] == '{' && (place = va_arg(pairs, const char *)) != NULL) {
			value = va_arg(pairs, const char *);
			if (strlen(place) == name - 1 &&
				memcmp(place, message + length + 1, name - 1) == 0)
				break;
			value = "";
		}
		va_end(pairs);
		filled = arena_format(arena, "%s%.*s%s", filled, (int)length, message, value);
		message += length;
		message += *message == '{' ? name + 1 : 0;
	}
	return filled;
}

static void add(struct mail *mail, enum mail_kind kind, const char *text, const char *address)
{
	assert(mail->count < MAIL_PARTS_MOST);
	mail->parts[mail->count++] = (struct mail_part){ kind, text, address };
}

/* ---- what they tell of ------------------------------------------------------------------------
 */

struct telling {
	struct shop *shop;
	struct arena *arena;
	const Record__OutboxEntry *entry;
	Record__Customer *customer;
	Record__Subscription *subscription;
	Record__Invoice *invoice;
	const Record__Catalogue *catalogue;
	Record__Ticket *ticket;
	Record__TicketMessage *message;
};

static enum result read_ticket(struct unit *unit, struct telling *telling)
{
	struct key key = key_number(telling->entry->ticket);
	enum result result = ticket_find(unit, telling->entry->ticket, &telling->ticket);

	key_add_number(&key, telling->entry->message);
	if (result == OK)
		result = ticket_messages_find(unit, &key, &telling->message);
	if (result == OK && telling->ticket->customer != 0)
		result = customer_find(unit, telling->ticket->customer, &telling->customer);
	return result;
}

static enum result read_purchase(struct unit *unit, struct telling *telling)
{
	const Record__OutboxEntry *entry = telling->entry;
	enum result result = customer_find(unit, entry->customer, &telling->customer);

	if (result == OK)
		result = subscription_find(
			unit, entry->customer, entry->subscription, &telling->subscription);
	if (result == OK)
		result = invoice_find(unit, entry->customer, entry->invoice, &telling->invoice);
	return result == OK ? catalogue_cached(&telling->shop->catalogue, unit, &telling->catalogue)
			    : result;
}

static enum result read_all(struct unit *unit, void *context)
{
	struct telling *telling = context;

	return telling->entry->ticket != 0 ? read_ticket(unit, telling)
					   : read_purchase(unit, telling);
}

static const char *link_to(const struct telling *telling, const char *path)
{
	return arena_format(telling->arena, "%s%s", telling->shop->site.address, path);
}

/* ---- a change ----------------------------------------------------------------------------------
 */

static const char *money(
	struct arena *arena, enum language language, int64_t minor, int32_t currency)
{
	return arena_text(
		arena, format_money(money_of(minor, (enum currency)currency), language).text);
}

static const char *day(struct arena *arena, enum language language, struct day which)
{
	return arena_text(arena, format_day(which, language).text);
}

/* What the invoice says, for that is what was bought; the subscription may have moved on since. */
static void tell_upgrade(const struct telling *telling, struct mail *mail)
{
	struct arena *arena = telling->arena;
	enum language language = mail->language;
	const Record__Invoice *invoice = telling->invoice;
	const Record__InvoiceLine *line = invoice->lines[invoice->n_lines - 1];
	struct money renewal =
		money_times(money_of(line->price, (enum currency)invoice->currency), line->seats);

	mail->to = telling->customer->email;
	mail->subject = fill(arena, say(language, "You now have {product} {edition}"), "product",
		line->product_name, "edition", line->edition_name, NULL);
	add(mail, MAIL_SAYS,
		fill(arena, say(language, "Hello {name},"), "name", telling->customer->name, NULL),
		NULL);
	add(mail, MAIL_SAYS,
		fill(arena,
			say(language, "Your subscription moved up to {product} {edition} on {day}. "
				      "It holds at once."),
			"product", line->product_name, "edition", line->edition_name, "day",
			day(arena, language, (struct day){ invoice->issued }), NULL),
		NULL);
	if (invoice->gross > 0)
		add(mail, MAIL_SAYS,
			fill(arena,
				say(language, "To pay: {amount} by {day}, by bank transfer, with "
					      "the reference {number}."),
				"amount", money(arena, language, invoice->gross, invoice->currency),
				"day", day(arena, language, (struct day){ invoice->due }), "number",
				invoice->number, NULL),
			NULL);
	add(mail, MAIL_SAYS,
		fill(arena, say(language, "Next renewal: {amount} on {day}."), "amount",
			money(arena, language, renewal.minor, invoice->currency), "day",
			day(arena, language, (struct day){ line->to }), NULL),
		NULL);
	add(mail, MAIL_LEADS,
		fill(arena, say(language, "See invoice {number} and how to pay it"), "number",
			invoice->number, NULL),
		link_to(telling, arena_format(arena, "/invoices/%s", invoice->number)));
	add(mail, MAIL_SAYS,
		fill(arena, say(language, "To go back, or with any question, write to {support}."),
			"support", telling->shop->site.support, NULL),
		NULL);
}

/* ---- tickets ------------------------------------------------------------------------------------
 */

static void tell_author(const struct telling *telling, struct mail *mail)
{
	const Record__Ticket *ticket = telling->ticket;
	bool is_stranger = telling->customer == NULL;
	const char *name = is_stranger ? ticket->name : telling->customer->name;
	const char *path = arena_format(telling->arena, "/support/%" PRIu64, ticket->id);

	if (is_stranger)
		path = arena_format(telling->arena, "%s?key=%s", path,
			ticket_key(&telling->shop->secrets, ticket->id, telling->arena));
	mail->to = is_stranger ? ticket->email : telling->customer->email;
	add(mail, MAIL_SAYS,
		fill(telling->arena, say(mail->language, "Hello {name},"), "name", name, NULL),
		NULL);
	add(mail, MAIL_SAYS,
		telling->message->from_operator
			? say(mail->language, "We have answered your message:")
			: say(mail->language,
				  "We have your message, and a person answers. You wrote:"),
		NULL);
	add(mail, MAIL_QUOTES, telling->message->text, NULL);
	add(mail, MAIL_LEADS, say(mail->language, "See the ticket and answer"),
		link_to(telling, path));
}

static void tell_operator(const struct telling *telling, struct mail *mail)
{
	const Record__Ticket *ticket = telling->ticket;
	const char *name = telling->customer == NULL ? ticket->name : telling->customer->name;

	mail->to = telling->shop->site.support;
	add(mail, MAIL_SAYS,
		fill(telling->arena, say(mail->language, "{name} writes:"), "name", name, NULL),
		NULL);
	add(mail, MAIL_QUOTES, telling->message->text, NULL);
	add(mail, MAIL_LEADS, say(mail->language, "See the ticket and answer"),
		link_to(telling,
			arena_format(telling->arena, "/admin/tickets/%" PRIu64, ticket->id)));
}

static void tell_ticket(const struct telling *telling, struct mail *mail)
{
	const char *kind = telling->entry->kind;

	mail->subject = fill(telling->arena, say(mail->language, "Ticket {id}: {subject}"), "id",
		arena_format(telling->arena, "%" PRIu64, telling->ticket->id), "subject",
		telling->ticket->subject, NULL);
	if (text_equal(kind, "ticket-new") || text_equal(kind, "ticket-reply"))
		tell_operator(telling, mail);
	else
		tell_author(telling, mail);
}

enum result mail_render(struct shop *shop, struct arena *arena, const Record__OutboxEntry *entry,
	struct letter *letter)
{
	struct telling telling = { .shop = shop, .arena = arena, .entry = entry };
	struct mail mail = { .shop = shop->site.name, .seller = shop->site.seller.name };
	enum result result = store_read(shop->store, arena, read_all, &telling);

	if (result != OK)
		return result;
	if (!language_of(entry->language, &mail.language))
		mail.language = (enum language)shop->site.language;
	if (entry->ticket != 0)
		tell_ticket(&telling, &mail);
	else
		tell_upgrade(&telling, &mail);
	mail_letter(shop, arena, &mail, entry->id, entry->created, letter);
	return OK;
}

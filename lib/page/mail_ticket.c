#include "page/mail_ticket.h"

#include "domain/account.h"
#include "domain/ticket_key.h"

#include <inttypes.h>

struct reading {
	const Record__OutboxEntry *entry;
	Record__Ticket *ticket;
	Record__TicketMessage *message;
	struct mail_person author;
};

static enum result read_records(struct unit *unit, void *context)
{
	struct reading *reading = context;
	struct key key = key_number(reading->entry->ticket);
	Record__Customer *customer;
	enum result result = tickets_find(unit, &key, &reading->ticket);

	key_add_number(&key, reading->entry->message);
	if (result == OK)
		result = ticket_messages_find(unit, &key, &reading->message);
	if (result != OK)
		return result;
	reading->author = (struct mail_person){ reading->ticket->name, reading->ticket->email };
	if (reading->ticket->customer == 0)
		return OK;
	result = customer_find(unit, reading->ticket->customer, &customer);
	if (result == OK)
		reading->author = (struct mail_person){ customer->name, customer->email };
	return result;
}

static enum result read_ticket(struct mail_work *work, struct reading *reading)
{
	*reading = (struct reading){ .entry = work->entry };
	return store_read(work->shop->store, work->content.arena, read_records, reading);
}

/* What the ticket's page has besides. */
static void say_attachments(struct mail_content *content, const Record__TicketMessage *message)
{
	const char *names = "";

	for (size_t i = 0; i < message->n_attachments; i++)
		names = arena_format(content->arena, "%s%s%s", names, i == 0 ? "" : ", ",
			message->attachments[i]->name);
	if (message->n_attachments > 0)
		mail_say(content,
			MAIL_FILL(content->arena, say(content->language, "Attachments: {files}"),
				"files", names));
}

/* ---- to the author ------------------------------------------------------------------------ */

/* Who has no account opens the ticket with its key. */
static const char *address_for_author(const struct mail_work *work, const Record__Ticket *ticket)
{
	struct arena *arena = work->content.arena;
	const char *address =
		arena_format(arena, "%s/support/%" PRIu64, work->shop->site.address, ticket->id);

	return ticket->customer != 0 ? address
				     : arena_format(arena, "%s?key=%s", address,
					       ticket_key(&work->shop->secrets, ticket->id, arena));
}

static void tell_author(struct mail_work *work, const struct reading *reading, const char *subject,
	const char *before, const char *link)
{
	struct mail_content *content = &work->content;

	work->to = reading->author;
	content->subject = MAIL_FILL(content->arena, subject, "subject", reading->ticket->subject);
	mail_say(content, MAIL_FILL(content->arena, say(content->language, "Hello {name},"), "name",
				  reading->author.name));
	mail_say(content, before);
	mail_quote(content, reading->message->text);
	say_attachments(content, reading->message);
	mail_link(content, link, address_for_author(work, reading->ticket));
}

enum result mail_tell_ticket_opened(struct mail_work *work)
{
	enum language language = work->content.language;
	struct reading reading;
	enum result result = read_ticket(work, &reading);

	if (result == OK)
		tell_author(work, &reading, say(language, "We have your message: {subject}"),
			say(language, "We have your message, and answer it soon. You wrote:"),
			say(language, "Follow your ticket, or add something to it:"));
	return result;
}

enum result mail_tell_ticket_answered(struct mail_work *work)
{
	enum language language = work->content.language;
	struct reading reading;
	enum result result = read_ticket(work, &reading);

	if (result == OK)
		tell_author(work, &reading, say(language, "Our answer: {subject}"),
			say(language, "There is an answer to your ticket:"),
			say(language, "Read the whole exchange, or answer:"));
	return result;
}

/* ---- to the operator ---------------------------------------------------------------------- */

static void tell_operator(struct mail_work *work, const struct reading *reading,
	const char *subject, const char *before)
{
	const struct site *site = &work->shop->site;
	struct mail_content *content = &work->content;
	const char *number = arena_format(content->arena, "%" PRIu64, reading->ticket->id);

	work->to = (struct mail_person){ site->name, site->support };
	content->subject = MAIL_FILL(
		content->arena, subject, "number", number, "subject", reading->ticket->subject);
	mail_say(content, MAIL_FILL(content->arena, before, "name", reading->author.name, "email",
				  reading->author.address));
	mail_quote(content, reading->message->text);
	say_attachments(content, reading->message);
	mail_link(content, say(content->language, "Answer here:"),
		arena_format(content->arena, "%s/admin/tickets/%s", site->address, number));
}

enum result mail_tell_ticket_new(struct mail_work *work)
{
	enum language language = work->content.language;
	struct reading reading;
	enum result result = read_ticket(work, &reading);

	if (result == OK)
		tell_operator(work, &reading, say(language, "New ticket {number}: {subject}"),
			say(language, "{name} ({email}) has opened a ticket:"));
	return result;
}

enum result mail_tell_ticket_reply(struct mail_work *work)
{
	enum language language = work->content.language;
	struct reading reading;
	enum result result = read_ticket(work, &reading);

	if (result == OK)
		tell_operator(work, &reading, say(language, "Reply in ticket {number}: {subject}"),
			say(language, "{name} ({email}) has written again:"));
	return result;
}

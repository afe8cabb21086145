#include "tools/palierctl.h"

#include "base/log.h"
#include "base/text.h"
#include "domain/delivery_due.h"
#include "domain/ticket.h"
#include "domain/ticket_list.h"
#include "tools/palierctl_print.h"
#include "tools/palierctl_shop.h"

#include <inttypes.h>

#define MEMORY (size_t)(16 << 20)
#define SLICE 50 /* tickets or messages in one unit: far below its 100 ms */

/* What the commands share: one unit's question and its answer. */
struct work {
	struct shop *shop;
	struct arena *arena;
	uint64_t id, before;
	Record__TicketState state;
	struct tickets list;
	struct ticket_thread thread;
	struct ticket_words words;
};

static const char *at(struct arena *arena, int64_t seconds)
{
	char text[32];

	instant_write((struct instant){ seconds }, text);
	return arena_text(arena, text);
}

static enum exit_status refuse_ticket(const struct work *work, enum result result)
{
	if (result == NOT_FOUND)
		return refuse("there is no ticket %" PRIu64 ".", work->id);
	if (result == ILLEGAL)
		return refuse("ticket %" PRIu64 " is closed and takes no more answers.", work->id);
	if (result == INVALID)
		return refuse("the answer must be UTF-8 text of 1 to %d bytes, without control "
			      "characters.",
			TICKET_TEXT_MOST);
	return shop_refuse(work->shop, result);
}

/* Opens the shop, does it, closes the shop. */
static enum exit_status with_shop(const struct call *call, bool has_ticket,
	enum exit_status (*does)(const struct call *call, struct work *work))
{
	struct shop shop;
	struct work work = { .shop = &shop };
	enum exit_status status;
	int64_t id = 0;

	if (has_ticket && !text_number(call->operands[0], 1, INT64_MAX, &id))
		return misuse(call, "\"%s\" isn't the number of a ticket.", call->operands[0]);
	work.id = (uint64_t)id;
	status = shop_enter(call, &shop);
	if (status == DONE) {
		work.arena = arena_open(MEMORY);
		status = does(call, &work);
		arena_close(work.arena);
	}
	if (shop.arena != NULL)
		shop_close(&shop);
	return status;
}

/* ---- list -------------------------------------------------------------------------------- */

static enum result read_list(struct unit *unit, void *context)
{
	struct work *work = context;

	return tickets_in(unit, work->state, work->before, SLICE, &work->list);
}

static void print_ticket(const struct call *call, struct arena *arena, const Record__Ticket *ticket)
{
	const char *state = ticket_state_word(ticket->state);

	if (call->json)
		print_json(json_pack("{s:I, s:s, s:I, s:s, s:s, s:s, s:i, s:I, s:s}", "ticket",
			(json_int_t)ticket->id, "state", state, "customer",
			(json_int_t)ticket->customer, "opened", at(arena, ticket->opened),
			"changed", at(arena, ticket->changed), "subject", ticket->subject,
			"messages", (int)ticket->messages, "subscription",
			(json_int_t)ticket->subscription, "article", ticket->article));
	else
		printf("%8" PRIu64 " %-9s %8" PRIu64 "  %s  %s\n", ticket->id, state,
			ticket->customer, at(arena, ticket->changed), ticket->subject);
}

static enum exit_status list(const struct call *call, struct work *work)
{
	const char *state = call_option(call, "--state");
	enum result result = OK;

	(void)ticket_state_of(state == NULL ? "open" : state, &work->state);
	if (!call->json)
		printf("%8s %-9s %8s  %-25s  %s\n", "TICKET", "STATE", "CUSTOMER", "CHANGED",
			"SUBJECT");
	do {
		result = store_read(work->shop->store, work->arena, read_list, work);
		for (size_t i = 0; result == OK && i < work->list.count; i++) {
			print_ticket(call, work->arena, work->list.items[i]);
			work->before = work->list.items[i]->id;
		}
		arena_reset(work->arena);
	} while (result == OK && work->list.more && !ferror(stdout));
	return result == OK ? DONE : shop_refuse(work->shop, result);
}

enum exit_status command_ticket_list(const struct call *call)
{
	return with_shop(call, false, list);
}

/* ---- show -------------------------------------------------------------------------------- */

static enum result read_thread(struct unit *unit, void *context)
{
	struct work *work = context;

	return ticket_thread(unit, work->id, 0, TICKET_MESSAGES_MOST, &work->thread);
}

static json_t *files_json(const Record__TicketMessage *message)
{
	json_t *files = json_array();

	for (size_t i = 0; i < message->n_attachments; i++)
		json_array_append_new(files,
			json_pack("{s:s, s:s, s:s, s:I}", "name", message->attachments[i]->name,
				"file", message->attachments[i]->file, "type",
				message->attachments[i]->type, "size",
				(json_int_t)message->attachments[i]->size));
	return files;
}

static void print_message(
	const struct call *call, struct work *work, const Record__TicketMessage *message)
{
	const Record__Ticket *ticket = work->thread.ticket;
	const char *who =
		work->thread.customer != NULL ? work->thread.customer->name : ticket->name;

	if (message->from_operator)
		who = "operator";
	if (call->json) {
		print_json(json_pack("{s:i, s:s, s:b, s:s, s:o}", "message", (int)message->number,
			"at", at(work->arena, message->at), "operator", message->from_operator,
			"text", message->text, "files", files_json(message)));
		return;
	}
	printf("\n%s, %s:\n%s\n", at(work->arena, message->at), who, message->text);
	for (size_t i = 0; i < message->n_attachments; i++)
		printf("  %s (%s, %" PRIu64 " bytes) in data/attachments/%.2s/%s\n",
			message->attachments[i]->name, message->attachments[i]->type,
			message->attachments[i]->size, message->attachments[i]->file,
			message->attachments[i]->file);
}

static enum exit_status show(const struct call *call, struct work *work)
{
	enum result result = store_read(work->shop->store, work->arena, read_thread, work);

	if (result != OK)
		return refuse_ticket(work, result);
	print_ticket(call, work->arena, work->thread.ticket);
	for (size_t i = 0; i < work->thread.count; i++)
		print_message(call, work, work->thread.messages[i]);
	return DONE;
}

enum exit_status command_ticket_show(const struct call *call)
{
	return with_shop(call, true, show);
}

/* ---- answer and close ---------------------------------------------------------------------- */

static enum result write_answer(struct unit *unit, void *context)
{
	struct work *work = context;

	return ticket_reply(
		unit, &work->shop->site, work->id, (struct ticket_hand){ 0, true }, &work->words);
}

/* The whole of standard input, without the line feeds at its end. */
static const char *read_text(struct arena *arena)
{
	char *text = arena_allocate(arena, TICKET_TEXT_MOST + 2);
	size_t length = fread(text, 1, TICKET_TEXT_MOST + 1, stdin);

	while (length > 0 && text[length - 1] == '\n')
		text[--length] = '\0';
	/* A NUL inside would end it early. */
	return memchr(text, '\0', length) == NULL ? text : "\x01";
}

static enum exit_status answer(const struct call *call, struct work *work)
{
	unsigned char number[16];
	char hex[2 * sizeof number + 1];
	enum result result;

	secret_random(number, sizeof number);
	secret_hex(hex, number, sizeof number);
	work->words.text = call_option(call, "--text");
	if (work->words.text == NULL)
		work->words.text = read_text(work->arena);
	work->words.posting = posting_of(hex, "");
	result = store_write(work->shop->store, work->arena, STORE_SYNC, write_answer, work);
	if (result != OK)
		return refuse_ticket(work, result);
	log_event("ticket answered", "ticket=%" PRIu64 " by=palierctl", work->id);
	/* The mail leaves with the next visitor, or with `palierctl settle`. */
	delivery_due_write(work->shop, clock_shop().seconds);
	if (call->json)
		print_json(json_pack(
			"{s:I, s:s}", "ticket", (json_int_t)work->id, "state", "answered"));
	else
		printf("answered ticket %" PRIu64 "\n", work->id);
	return DONE;
}

enum exit_status command_ticket_answer(const struct call *call)
{
	return with_shop(call, true, answer);
}

static enum result write_close(struct unit *unit, void *context)
{
	return ticket_close(unit, ((struct work *)context)->id);
}

static enum exit_status close_one(const struct call *call, struct work *work)
{
	enum result result =
		store_write(work->shop->store, work->arena, STORE_SYNC, write_close, work);

	if (result != OK)
		return refuse_ticket(work, result);
	log_event("ticket closed", "ticket=%" PRIu64 " by=palierctl", work->id);
	if (call->json)
		print_json(
			json_pack("{s:I, s:s}", "ticket", (json_int_t)work->id, "state", "closed"));
	else
		printf("closed ticket %" PRIu64 "\n", work->id);
	return DONE;
}

enum exit_status command_ticket_close(const struct call *call)
{
	return with_shop(call, true, close_one);
}

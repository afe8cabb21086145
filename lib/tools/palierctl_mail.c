#include "base/text.h"
#include "domain/mail_list.h"
#include "domain/outbox.h"
#include "tools/palierctl_print.h"
#include "tools/palierctl_settle.h"
#include "tools/palierctl_shop.h"

#include <inttypes.h>

#define MEMORY (size_t)(16 << 20)

/* ---- list --------------------------------------------------------------------------------- */

static const char *state_of(const Record__Delivery *delivery)
{
	if (delivery == NULL)
		return "waiting";
	return delivery->state == RECORD__DELIVERY_STATE__SENT ? "sent" : "given-up";
}

static void print_mail(
	const struct call *call, const Record__OutboxEntry *entry, const Record__Delivery *delivery)
{
	int64_t when = delivery == NULL ? entry->due : delivery->at;
	char created[32], at[32];

	instant_write((struct instant){ entry->created }, created);
	instant_write((struct instant){ when }, at);
	if (call->json)
		print_json(json_pack("{s:I, s:s, s:s, s:I, s:I, s:s, s:I, s:s, s:s, s:I, s:s}",
			"mail", (json_int_t)entry->id, "state", state_of(delivery), "kind",
			entry->kind, "customer", (json_int_t)entry->customer, "ticket",
			(json_int_t)entry->ticket, "invoice", entry->invoice, "message",
			(json_int_t)entry->message, "created", created,
			delivery == NULL ? "due" : "at", at, "tries", (json_int_t)entry->tries,
			"answer", entry->answer));
	else
		printf("%7" PRIu64 "  %-8s  %-15s  %-25s  %5" PRIu32 "  %s\n", entry->id,
			state_of(delivery), entry->kind, at, entry->tries, entry->answer);
}

static bool is_wanted(const struct call *call, const Record__Delivery *delivery)
{
	const char *state = call_option(call, "--state");

	return state == NULL || text_equal(state, state_of(delivery));
}

/* A slice in a unit, printed outside it: a reader of ours may be slow. */
static enum result print_table(const struct call *call, struct shop *shop, bool left)
{
	struct arena *arena = arena_open(MEMORY);
	struct mail_list list = { .left = left };
	enum result result = OK;

	while (result == OK && !list.ended && !ferror(stdout)) {
		result = store_read(shop->store, arena, mail_list_read, &list);
		for (size_t i = 0; result == OK && i < list.count; i++)
			if (is_wanted(call, list.deliveries[i]))
				print_mail(call, list.entries[i], list.deliveries[i]);
		arena_reset(arena);
	}
	arena_close(arena);
	return result;
}

/* What leaves meanwhile is told twice rather than never. */
static enum exit_status print_mails(const struct call *call, struct shop *shop)
{
	enum result result;

	if (!call->json)
		printf("%7s  %-8s  %-15s  %-25s  %5s  %s\n", "MAIL", "STATE", "KIND", "DUE OR LEFT",
			"TRIES", "ANSWER");
	result = print_table(call, shop, false);
	if (result == OK)
		result = print_table(call, shop, true);
	return result == OK ? DONE : shop_refuse(shop, result);
}

enum exit_status command_mail_list(const struct call *call)
{
	struct shop shop;
	enum exit_status status = shop_enter(call, &shop);

	if (status == DONE)
		status = print_mails(call, &shop);
	if (shop.arena != NULL)
		shop_close(&shop);
	return status;
}

/* ---- retry -------------------------------------------------------------------------------- */

static enum result retry(struct unit *unit, void *id)
{
	return outbox_retry(unit, *(const uint64_t *)id);
}

static enum exit_status retry_one(struct shop *shop, struct arena *arena, uint64_t id)
{
	enum result result = store_write(shop->store, arena, STORE_SYNC, retry, &id);

	if (result == NOT_FOUND)
		return refuse("there is no mail %" PRIu64 ". See `palierctl mail list`.", id);
	if (result == ILLEGAL)
		return refuse("mail %" PRIu64 " was sent already.", id);
	return result == OK ? DONE : shop_refuse(shop, result);
}

static enum exit_status retry_given(const struct call *call, struct shop *shop)
{
	enum exit_status status = DONE;
	int64_t id;

	for (size_t i = 0; i < call->operand_count; i++)
		if (!text_number(call->operands[i], 1, INT64_MAX, &id))
			return misuse(call, "\"%s\" is no mail's number.", call->operands[i]);
	for (size_t i = 0; i < call->operand_count && status == DONE; i++)
		if (text_number(call->operands[i], 1, INT64_MAX, &id))
			status = retry_one(shop, call->arena, (uint64_t)id);
	return status;
}

static enum exit_status retry_waiting(struct shop *shop)
{
	struct arena *arena = arena_open(MEMORY);
	struct mail_list list = { .left = false };
	enum exit_status status = DONE;

	while (status == DONE && !list.ended) {
		enum result result = store_read(shop->store, arena, mail_list_read, &list);

		if (result != OK)
			status = shop_refuse(shop, result);
		for (size_t i = 0; status == DONE && i < list.count; i++)
			status = retry_one(shop, arena, list.entries[i]->id);
		arena_reset(arena);
	}
	arena_close(arena);
	return status;
}

enum exit_status command_mail_retry(const struct call *call)
{
	struct shop shop;
	enum exit_status status = shop_enter(call, &shop);

	if (status == DONE)
		status = call->operand_count > 0 ? retry_given(call, &shop) : retry_waiting(&shop);
	if (status == DONE)
		status = settle_shop(call, &shop);
	if (shop.arena != NULL)
		shop_close(&shop);
	return status;
}

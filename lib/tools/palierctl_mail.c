#include "tools/palierctl.h"

#include "base/text.h"
#include "domain/delivery.h"
#include "page/mail.h"
#include "tools/palierctl_print.h"
#include "tools/palierctl_progress.h"
#include "tools/palierctl_shop.h"

#include <inttypes.h>

#define MEMORY (size_t)(16 << 20)
#define SLICE 100 /* mails in one unit: far below its 100 ms */

/* ---- settle ------------------------------------------------------------------------------ */

static enum exit_status tell_settled(const struct call *call, const struct delivery *delivery)
{
	if (call->json)
		print_json(json_pack("{s:I, s:I, s:I}", "sent", (json_int_t)delivery->sent,
			"put_off", (json_int_t)delivery->put_off, "given_up",
			(json_int_t)delivery->given_up));
	else
		printf("mails: %" PRIu64 " sent, %" PRIu64 " put off, %" PRIu64 " given up\n",
			delivery->sent, delivery->put_off, delivery->given_up);
	if (delivery->trouble[0] != '\0')
		return refuse("the mail server can't be used now: %s. `palierctl mail list` says "
			      "what waits; check \"mail\" in conf/site.cfg.",
			delivery->trouble);
	return DONE;
}

static enum exit_status settle(const struct call *call, struct shop *shop)
{
	struct progress progress;
	struct delivery delivery = {
		.render = mail_render, .progress = progress_show, .context = &progress
	};
	enum result result;

	language_init(NULL);
	progress_begin(&progress, "mails delivered");
	result = delivery_run(shop, &delivery);
	progress_end(&progress);
	if (result == INVALID)
		return refuse("%s", delivery.trouble);
	if (result == BUSY) {
		if (!call->json)
			puts("another process is delivering the mails");
		return DONE;
	}
	return result == OK ? tell_settled(call, &delivery) : shop_refuse(shop, result);
}

static enum exit_status with_shop(const struct call *call,
	enum exit_status (*does)(const struct call *call, struct shop *shop))
{
	struct shop shop;
	enum exit_status status = shop_enter(call, &shop);

	if (status == DONE)
		status = does(call, &shop);
	if (shop.arena != NULL)
		shop_close(&shop);
	return status;
}

enum exit_status command_settle(const struct call *call)
{
	return with_shop(call, settle);
}

/* ---- list -------------------------------------------------------------------------------- */

struct listing {
	uint64_t after;
	bool gone;
	struct delivery_list list;
};

static enum result read_slice(struct unit *unit, void *context)
{
	struct listing *listing = context;

	return listing->gone ? delivery_gone(unit, listing->after, SLICE, &listing->list)
			     : delivery_waiting(unit, listing->after, SLICE, &listing->list);
}

static void print_mail(const struct call *call, const char *state, int64_t seconds,
	const Record__OutboxEntry *entry)
{
	char at[32];

	instant_write((struct instant){ seconds }, at);
	if (call->json)
		print_json(json_pack("{s:I, s:s, s:s, s:s, s:i, s:I, s:I, s:s}", "mail",
			(json_int_t)entry->id, "state", state, "at", at, "kind", entry->kind,
			"tries", (int)entry->tries, "customer", (json_int_t)entry->customer,
			"ticket", (json_int_t)entry->ticket, "answer", entry->answer));
	else
		printf("%8" PRIu64 " %-8s %-25s %5u %8" PRIu64 "  %-15s %s\n", entry->id, state, at,
			entry->tries, entry->customer, entry->kind, entry->answer);
}

static void print_slice(const struct call *call, struct listing *listing)
{
	static const char *const states[] = {
		[RECORD__DELIVERY_STATE__SENT] = "sent",
		[RECORD__DELIVERY_STATE__GIVEN_UP] = "given-up",
	};

	for (size_t i = 0; i < listing->list.count; i++) {
		const Record__Delivery *gone = listing->gone ? listing->list.gone[i] : NULL;
		const Record__OutboxEntry *entry =
			gone != NULL ? gone->entry : listing->list.waiting[i];

		if (gone != NULL)
			print_mail(call, states[gone->state], gone->at, entry);
		else
			print_mail(call, "waiting", entry->due, entry);
		listing->after = entry->id;
	}
}

static enum result list_all(const struct call *call, struct shop *shop, bool gone)
{
	struct listing listing = { .gone = gone };
	struct arena *arena = arena_open(MEMORY);
	enum result result;

	do {
		result = store_read(shop->store, arena, read_slice, &listing);
		if (result == OK)
			print_slice(call, &listing);
		arena_reset(arena);
	} while (result == OK && listing.list.count == SLICE && !ferror(stdout));
	arena_close(arena);
	return result;
}

static enum exit_status list(const struct call *call, struct shop *shop)
{
	enum result result;

	if (!call->json)
		printf("%8s %-8s %-25s %5s %8s  %-15s %s\n", "MAIL", "STATE", "DUE OR DONE",
			"TRIES", "CUSTOMER", "KIND", "ANSWER");
	result = list_all(call, shop, false);
	if (result == OK)
		result = list_all(call, shop, true);
	return result == OK ? DONE : shop_refuse(shop, result);
}

enum exit_status command_mail_list(const struct call *call)
{
	return with_shop(call, list);
}

/* ---- retry ------------------------------------------------------------------------------- */

static enum result retry_unit(struct unit *unit, void *id)
{
	return delivery_retry(unit, *(const uint64_t *)id);
}

static enum exit_status retry_one(
	const struct call *call, struct shop *shop, struct arena *arena, uint64_t id)
{
	enum result result = store_write(shop->store, arena, STORE_SYNC, retry_unit, &id);

	if (result == NOT_FOUND)
		return refuse("there is no mail %" PRIu64 ".", id);
	if (result == ILLEGAL)
		return refuse("mail %" PRIu64 " was sent already.", id);
	if (result != OK)
		return shop_refuse(shop, result);
	if (call->json)
		print_json(json_pack("{s:I, s:s}", "mail", (json_int_t)id, "state", "waiting"));
	else
		printf("mail %" PRIu64 " is due now; `palierctl settle` sends it\n", id);
	return DONE;
}

static enum exit_status retry(const struct call *call, struct shop *shop)
{
	struct arena *arena = arena_open(MEMORY);
	enum exit_status status = DONE;

	for (size_t i = 0; i < call->operand_count; i++) {
		int64_t id;
		enum exit_status one;

		if (text_number(call->operands[i], 1, INT64_MAX, &id))
			one = retry_one(call, shop, arena, (uint64_t)id);
		else
			one = misuse(call, "\"%s\" isn't the number of a mail.", call->operands[i]);
		if (one != DONE)
			status = one;
		arena_reset(arena);
	}
	arena_close(arena);
	return status;
}

enum exit_status command_mail_retry(const struct call *call)
{
	return with_shop(call, retry);
}

#include "base/log.h"
#include "base/text.h"
#include "domain/session_list.h"
#include "tools/palierctl_customer.h"
#include "tools/palierctl_print.h"
#include "tools/palierctl_session.h"
#include "tools/palierctl_shop.h"

#include <inttypes.h>

#define MEMORY (size_t)(16 << 20)

struct work {
	const struct call *call;
	struct shop *shop;
	const char *name;
	Record__Customer *customer;
};

static enum result find(struct unit *unit, void *context)
{
	struct work *work = context;

	return customer_named(unit, work->name, &work->customer);
}

/* ---- list ---------------------------------------------------------------------------------- */

static void print_one(
	const struct call *call, struct arena *arena, const struct listed_session *item, bool table)
{
	const char *opened = instant_text(arena, item->session->opened);
	const char *seen = instant_text(arena, item->session->seen);
	const char *expires = instant_text(arena, item->session->expires);

	if (call->json)
		print_json(json_pack("{s:s, s:I, s:s, s:s, s:s, s:s}", "session", item->id.text,
			"customer", (json_int_t)item->customer->id, "email", item->customer->email,
			"opened", opened, "seen", seen, "expires", expires));
	else if (table)
		printf("%-12s  %-25s  %-25s  %-25s  %s\n", item->id.text, opened, seen, expires,
			item->customer->email);
	else
		printf("session %s: opened %s, last seen %s, ends %s\n", item->id.text, opened,
			seen, expires);
}

/* A slice in a unit, printed outside it: a reader of ours may be slow. */
enum result sessions_print(
	const struct call *call, struct shop *shop, uint64_t customer, bool table)
{
	struct arena *arena = arena_open(MEMORY);
	struct session_list list = { .customer = customer, .now = clock_machine() };
	enum result result = OK;

	if (table && !call->json)
		printf("%-12s  %-25s  %-25s  %-25s  %s\n", "SESSION", "OPENED", "LAST SEEN", "ENDS",
			"EMAIL");
	while (result == OK && !list.ended && !ferror(stdout)) {
		result = store_read(shop->store, arena, session_list_read, &list);
		for (size_t i = 0; result == OK && i < list.count; i++)
			print_one(call, arena, &list.items[i], table);
		arena_reset(arena);
	}
	arena_close(arena);
	return result;
}

static enum exit_status list(struct work *work)
{
	uint64_t customer = 0;
	enum result result = OK;

	if (work->name != NULL) {
		result = store_read(work->shop->store, work->call->arena, find, work);
		if (result != OK)
			return customer_refuse(work->shop, work->name, result);
		customer = work->customer->id;
	}
	result = sessions_print(work->call, work->shop, customer, true);
	return result == OK ? DONE : shop_refuse(work->shop, result);
}

/* ---- end ----------------------------------------------------------------------------------- */

static enum result end_customer(struct unit *unit, void *context)
{
	struct work *work = context;
	enum result result = find(unit, work);

	return result == OK ? sessions_end_all(unit, work->customer) : result;
}

static enum result end_one(struct unit *unit, void *context)
{
	const struct work *work = context;
	struct session_id id;

	snprintf(id.text, sizeof id.text, "%s", work->name);
	return session_end(unit, &id);
}

static enum exit_status end_named(struct work *work)
{
	bool whole = strchr(work->name, '@') != NULL;
	enum result result;

	if (!whole && strlen(work->name) != 2 * SESSION_ID_SIZE)
		return refuse("%s: neither an address for mail nor a session. See `palierctl "
			      "session list`.",
			work->name);
	result = store_write(work->shop->store, work->call->arena, STORE_SYNC,
		whole ? end_customer : end_one, work);
	if (result == NOT_FOUND && !whole)
		return refuse("%s: no such session is open.", work->name);
	if (result != OK)
		return customer_refuse(work->shop, work->name, result);
	if (whole)
		log_event(
			"sessions ended", "customer=%" PRIu64 " by=palierctl", work->customer->id);
	else
		log_event("session ended", "session=%s by=palierctl", work->name);
	if (work->call->json)
		print_json(json_pack("{s:s}", "ended", work->name));
	else
		printf("ended: %s %s\n", whole ? "all sessions of" : "session", work->name);
	return DONE;
}

static enum exit_status end_all(struct work *work)
{
	struct arena *arena = arena_open(MEMORY);
	struct session_list list = { .now = clock_machine() };
	enum result result = OK;
	uint64_t ended = 0;

	while (result == OK && !list.ended) {
		result = store_write(work->shop->store, arena, STORE_SYNC, session_list_end, &list);
		ended += result == OK ? list.count : 0;
		arena_reset(arena);
	}
	arena_close(arena);
	if (result != OK)
		return shop_refuse(work->shop, result);
	log_event("all sessions ended", "count=%" PRIu64 " by=palierctl", ended);
	if (work->call->json)
		print_json(json_pack("{s:I}", "sessions", (json_int_t)ended));
	else
		printf("ended: %" PRIu64 " %s, everybody's\n", ended,
			ended == 1 ? "session" : "sessions");
	return DONE;
}

static enum exit_status end(struct work *work)
{
	const struct call *call = work->call;
	enum exit_status status = DONE;

	if (call_option(call, "--all") != NULL)
		return end_all(work);
	/* The others are ended all the same. */
	for (size_t i = 0; i < call->operand_count; i++) {
		work->name = call->operands[i];
		if (end_named(work) != DONE)
			status = REFUSED;
	}
	return status;
}

/* ---- commands ------------------------------------------------------------------------------ */

static enum exit_status with_shop(const struct call *call, enum exit_status (*does)(struct work *))
{
	struct shop shop;
	struct work work = { .call = call, .shop = &shop };
	enum exit_status status = shop_enter(call, &shop);

	work.name = call->operand_count > 0 ? call->operands[0] : NULL;
	if (status == DONE)
		status = does(&work);
	if (shop.arena != NULL)
		shop_close(&shop);
	return status;
}

enum exit_status command_session_list(const struct call *call)
{
	return with_shop(call, list);
}

enum exit_status command_session_end(const struct call *call)
{
	bool all = call_option(call, "--all") != NULL;

	if (all == (call->operand_count > 0))
		return misuse(call, "name whose sessions, or say --all.");
	return with_shop(call, end);
}

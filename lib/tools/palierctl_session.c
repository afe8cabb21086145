#include "tools/palierctl.h"

#include "base/log.h"
#include "domain/account.h"
#include "tools/palierctl_print.h"
#include "tools/palierctl_shop.h"

#include <inttypes.h>

#define SLICE 100 /* sessions in one unit: far below its 100 ms */
#define MEMORY (size_t)(16 << 20)

struct opening {
	size_t count;
	const char *const *emails;
	struct session_token tokens[SLICE];
	enum result results[SLICE];
	uint64_t customers[SLICE];
};

static enum result open_one(
	struct unit *unit, const char *email, const struct session_token *token, uint64_t *opened)
{
	Record__Customer *customer;
	enum result result = customer_find_by_email(unit, email, &customer);

	if (result == OK && customer->locked)
		return FORBIDDEN;
	*opened = result == OK ? customer->id : 0;
	return result == OK ? session_open(unit, token, customer, clock_machine()) : result;
}

static enum result open_slice(struct unit *unit, void *context)
{
	struct opening *opening = context;

	for (size_t i = 0; i < opening->count; i++) {
		opening->results[i] = open_one(
			unit, opening->emails[i], &opening->tokens[i], &opening->customers[i]);
		if (result_is_breakdown(opening->results[i]))
			return opening->results[i];
	}
	return OK;
}

static enum exit_status print_slice(const struct call *call, const struct opening *opening)
{
	enum exit_status status = DONE;

	for (size_t i = 0; i < opening->count; i++) {
		const char *email = opening->emails[i], *token = opening->tokens[i].text;

		if (opening->results[i] == OK)
			log_event("session opened", "customer=%" PRIu64 " by=palierctl",
				opening->customers[i]);
		if (opening->results[i] == FORBIDDEN)
			status = refuse("%s is locked.", email);
		else if (opening->results[i] != OK)
			status = refuse("%s: no customer has this address.", email);
		else if (call->json)
			print_json(json_pack("{s:s, s:s}", "email", email, "session", token));
		else
			puts(token);
	}
	return status;
}

static enum exit_status open_all(const struct call *call, struct shop *shop)
{
	struct arena *arena = arena_open(MEMORY);
	enum exit_status status = DONE;
	enum result result = OK;

	for (size_t done = 0; done < call->operand_count && result == OK; done += SLICE) {
		size_t left = call->operand_count - done;
		struct opening opening = { .count = left < SLICE ? left : SLICE,
			.emails = call->operands + done };

		for (size_t i = 0; i < opening.count; i++)
			opening.tokens[i] = session_token_random();
		result = store_write(shop->store, arena, STORE_NOSYNC, open_slice, &opening);
		arena_reset(arena);
		if (result == OK && print_slice(call, &opening) != DONE)
			status = REFUSED;
	}
	arena_close(arena);
	return result == OK ? status : shop_refuse(shop, result);
}

enum exit_status command_session_open(const struct call *call)
{
	struct shop shop;
	enum exit_status status = shop_enter(call, &shop);

	if (status == DONE && !shop_is_playground(&shop))
		status = shop_refuse_live(
			&shop, "only customers sign in there, with their password");
	if (status == DONE)
		status = open_all(call, &shop);
	if (shop.arena != NULL)
		shop_close(&shop);
	return status;
}

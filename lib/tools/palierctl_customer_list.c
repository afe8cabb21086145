#include "base/text.h"
#include "domain/customer_list.h"
#include "domain/session_list.h"
#include "domain/subscription.h"
#include "tools/palierctl_customer.h"
#include "tools/palierctl_print.h"
#include "tools/palierctl_session.h"
#include "tools/palierctl_shop.h"

#include <inttypes.h>

#define MEMORY (size_t)(16 << 20)

/* ---- list ---------------------------------------------------------------------------------- */

static void print_row(const struct call *call, const Record__Customer *customer)
{
	if (call->json)
		print_json(json_pack("{s:I, s:s, s:s, s:s, s:s}", "customer",
			(json_int_t)customer->id, "email", customer->email, "name", customer->name,
			"role", customer_role(customer), "state", customer_state(customer)));
	else
		printf("%8" PRIu64 "  %-8s  %-11s  %-32s  %s\n", customer->id,
			customer_role(customer), customer_state(customer), customer->email,
			customer->name);
}

/* A slice in a unit, printed outside it: a reader of ours may be slow. */
static enum result print_all(const struct call *call, struct shop *shop)
{
	struct arena *arena = arena_open(MEMORY);
	struct customer_list list = { 0 };
	enum result result = OK;

	if (!call->json)
		printf("%8s  %-8s  %-11s  %-32s  %s\n", "CUSTOMER", "ROLE", "STATE", "EMAIL",
			"NAME");
	while (result == OK && !list.ended && !ferror(stdout)) {
		result = store_read(shop->store, arena, customer_list_read, &list);
		for (size_t i = 0; result == OK && i < list.count; i++)
			print_row(call, list.items[i]);
		arena_reset(arena);
	}
	arena_close(arena);
	return result;
}

enum exit_status command_customer_list(const struct call *call)
{
	struct shop shop;
	enum exit_status status = shop_enter(call, &shop);
	enum result result;

	if (status == DONE) {
		result = print_all(call, &shop);
		status = result == OK ? DONE : shop_refuse(&shop, result);
	}
	if (shop.arena != NULL)
		shop_close(&shop);
	return status;
}

/* ---- show ---------------------------------------------------------------------------------- */

struct showing {
	const char *name;
	Record__Customer *customer;
	struct subscriptions subscriptions;
};

static enum result read_one(struct unit *unit, void *context)
{
	struct showing *showing = context;
	enum result result = customer_named(unit, showing->name, &showing->customer);

	return result == OK
		       ? subscription_list(unit, showing->customer->id, &showing->subscriptions)
		       : result;
}

static void print_facts(const struct call *call, const Record__Customer *customer)
{
	const char *since = instant_text(call->arena, customer->created);
	const char *currency = currency_code((enum currency)customer->currency);

	if (call->json) {
		print_json(json_pack("{s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I}",
			"customer", (json_int_t)customer->id, "email", customer->email, "name",
			customer->name, "address", customer->address, "language",
			customer->language, "currency", currency, "role", customer_role(customer),
			"state", customer_state(customer), "since", since, "entries",
			(json_int_t)customer->journal_count));
		return;
	}
	printf("customer %" PRIu64 ": %s\n", customer->id, customer->email);
	printf("  %s\n", customer->name);
	for (const char *line = customer->address; *line != '\0';) {
		int length = (int)strcspn(line, "\n");

		printf("  %.*s\n", length, line);
		line += length + (line[length] != '\0');
	}
	printf("  %s, %s, language %s, currency %s\n", customer_role(customer),
		customer_state(customer), customer->language, currency);
	printf("  since %s, %" PRIu64 " journal %s\n", since, customer->journal_count,
		customer->journal_count == 1 ? "entry" : "entries");
}

static void print_subscription(const struct call *call, const Record__Subscription *subscription)
{
	const char *since = day_text(call->arena, (struct day){ subscription->anchor });
	const char *price = money_text(call->arena, subscription_price(subscription));
	const char *status = subscription->status == RECORD__STATUS__ENDED ? "ended" : "active";

	if (call->json)
		print_json(json_pack("{s:I, s:s, s:s, s:i, s:s, s:I, s:s, s:s, s:s}",
			"subscription", (json_int_t)subscription->id, "product",
			subscription->product, "edition", subscription->edition, "seats",
			(int)subscription->seats, "cycle", period_cycle_words[subscription->cycle],
			"price", (json_int_t)subscription->price, "currency",
			currency_code((enum currency)subscription->currency), "anchor", since,
			"status", status));
	else
		printf("subscription %" PRIu64 ": %s/%s, %" PRIu32 " %s, %s per %s, since %s, %s\n",
			subscription->id, subscription->product, subscription->edition,
			subscription->seats, subscription->seats == 1 ? "seat" : "seats", price,
			period_cycle_words[subscription->cycle], since, status);
}

static enum exit_status show(const struct call *call, struct shop *shop)
{
	struct showing showing = { .name = call->operands[0] };
	enum result result = store_read(shop->store, call->arena, read_one, &showing);

	if (result != OK)
		return customer_refuse(shop, showing.name, result);
	print_facts(call, showing.customer);
	for (size_t i = 0; i < showing.subscriptions.count; i++)
		print_subscription(call, showing.subscriptions.items[i]);
	result = sessions_print(call, shop, showing.customer->id, false);
	return result == OK ? DONE : shop_refuse(shop, result);
}

enum exit_status command_customer_show(const struct call *call)
{
	struct shop shop;
	enum exit_status status = shop_enter(call, &shop);

	if (status == DONE)
		status = show(call, &shop);
	if (shop.arena != NULL)
		shop_close(&shop);
	return status;
}

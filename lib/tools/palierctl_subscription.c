#include "tools/palierctl_subscription.h"

#include "base/text.h"
#include "domain/account.h"
#include "domain/books.h"
#include "tools/palierctl_entry.h"
#include "tools/palierctl_print.h"
#include "tools/palierctl_shop.h"

#include <inttypes.h>

#define MEMORY (size_t)(64 << 20)
#define SLICE 200 /* subscriptions in one unit: far below its 100 ms */

/* ---- list ---------------------------------------------------------------------------------- */

struct listing {
	const char *email; /* of the one whose subscriptions are asked for; NULL: all */
	struct key after;  /* where the next slice begins */
	bool begun;
	/* the unit's */
	struct key last;
	bool ends;
	size_t count;
	struct owned items[SLICE];
};

/* Those of one customer lie together, so that each customer is read once. */
static enum result add_owner(struct unit *unit, struct listing *listing)
{
	struct owned *owned = &listing->items[listing->count];
	uint64_t id = owned->subscription->customer;
	Record__Customer *customer;
	enum result result;

	if (listing->count > 0 && owned[-1].customer->id == id) {
		owned->customer = owned[-1].customer;
		return OK;
	}
	result = customer_find(unit, id, &customer);
	owned->customer = customer;
	return result == NOT_FOUND ? BROKEN : result;
}

static enum result fill_slice(struct unit *unit, struct listing *listing, const struct key *prefix)
{
	struct scan *scan;
	enum result result = scan_open(&scan, unit, &subscriptions, prefix,
		listing->begun ? &listing->after : NULL, SCAN_FORWARD);

	listing->count = 0;
	while (result == OK && listing->count < SLICE) {
		Record__Subscription *subscription;

		result = subscriptions_next(scan, &listing->last, &subscription);
		if (result != OK)
			break;
		listing->items[listing->count].subscription = subscription;
		result = add_owner(unit, listing);
		listing->count += result == OK;
	}
	listing->ends = result == NOT_FOUND;
	return result == NOT_FOUND ? OK : result;
}

static enum result read_slice(struct unit *unit, void *context)
{
	struct listing *listing = context;
	struct key prefix = key_empty();
	Record__Customer *customer;
	enum result result = OK;

	if (listing->email != NULL) {
		result = customer_find_by_email(unit, listing->email, &customer);
		if (result == OK)
			prefix = key_number(customer->id);
	}
	return result == OK ? fill_slice(unit, listing, &prefix) : result;
}

static void print_row(const struct call *call, struct arena *arena, const struct owned *owned)
{
	if (call->json)
		print_json(owned_json(arena, owned));
	else
		printf("%12" PRIu64 "  %-6s  %-54s  %-27s  %s\n", owned->subscription->id,
			owned_status(owned->subscription), owned_terms(arena, owned->subscription),
			owned_next_charge(arena, owned->subscription), owned->customer->email);
}

/* A slice in a unit, printed outside it: a reader of ours may be slow. */
static enum result print_list(const struct call *call, struct shop *shop, struct listing *listing)
{
	struct arena *arena = arena_open(MEMORY);
	enum result result = OK;
	bool ended = false;

	while (result == OK && !ended && !ferror(stdout)) {
		result = store_read(shop->store, arena, read_slice, listing);
		if (result == OK && !listing->begun && !call->json)
			printf("%12s  %-6s  %-54s  %-27s  %s\n", "SUBSCRIPTION", "STATUS", "WHAT",
				"NEXT CHARGE", "CUSTOMER");
		for (size_t i = 0; result == OK && i < listing->count; i++)
			print_row(call, arena, &listing->items[i]);
		listing->begun = true;
		listing->after = listing->last;
		ended = listing->ends;
		arena_reset(arena);
	}
	arena_close(arena);
	return result;
}

static enum exit_status list(const struct call *call, struct shop *shop)
{
	struct listing listing = { .email = call->operand_count > 0 ? call->operands[0] : NULL };
	enum result result = print_list(call, shop, &listing);

	if (result == NOT_FOUND)
		return refuse("%s: no customer has this address.", listing.email);
	return result == OK ? DONE : shop_refuse(shop, result);
}

enum exit_status command_subscription_list(const struct call *call)
{
	struct shop shop;
	enum exit_status status = shop_enter(call, &shop);

	if (status == DONE)
		status = list(call, &shop);
	if (shop.arena != NULL)
		shop_close(&shop);
	return status;
}

/* ---- show ---------------------------------------------------------------------------------- */

struct showing {
	uint64_t id;
	struct owned owned;
	struct books books;
};

static enum result read_one(struct unit *unit, void *context)
{
	struct showing *showing = context;
	enum result result = owned_find(unit, showing->id, &showing->owned);

	return result == OK ? books_read(unit, showing->owned.customer->id - 1, &showing->books)
			    : result;
}

static bool is_about(const Record__JournalEntry *entry, uint64_t id)
{
	return (entry->added != NULL && entry->added->id == id) ||
	       (entry->change != NULL && entry->change->subscription == id) ||
	       (entry->invoice != NULL && entry->invoice->subscription == id);
}

static void print_facts(struct arena *arena, const struct owned *owned)
{
	const Record__Subscription *subscription = owned->subscription;
	struct period period = subscription_period(subscription, day_at(clock_shop()));

	printf("subscription  %" PRIu64 " of %s, customer %" PRIu64 "\n", subscription->id,
		owned->customer->email, owned->customer->id);
	printf("what          %s\n", owned_terms(arena, subscription));
	printf("status        %s\n", owned_status(subscription));
	printf("anchor        %s\n", day_text(arena, (struct day){ subscription->anchor }));
	if (subscription->status == RECORD__STATUS__ACTIVE)
		printf("period        %s to %s\n", day_text(arena, period.from),
			day_text(arena, day_after(period.to, -1)));
	if (subscription->ends != 0)
		printf("last day      %s\n",
			day_text(arena, day_after((struct day){ subscription->ends }, -1)));
	printf("next charge   %s\n\n", owned_next_charge(arena, subscription));
}

static enum exit_status show(const struct call *call, struct shop *shop, struct arena *arena)
{
	struct showing showing = { 0 };
	enum result result;
	int64_t id = 0;

	if (!text_number(call->operands[0], 1, INT64_MAX, &id))
		return misuse(call, "\"%s\" is no subscription's number.", call->operands[0]);
	showing.id = (uint64_t)id;
	result = store_read(shop->store, arena, read_one, &showing);
	if (result == NOT_FOUND)
		return refuse("there is no subscription %" PRIu64 ".", showing.id);
	if (result != OK)
		return shop_refuse(shop, result);
	if (call->json)
		print_json(owned_json(arena, &showing.owned));
	else
		print_facts(arena, &showing.owned);
	entry_print_head(call);
	for (size_t i = 0; i < showing.books.entry_count; i++)
		if (is_about(showing.books.entries[i], showing.id))
			entry_print(call, arena, showing.books.entries[i],
				showing.owned.subscription->currency);
	return DONE;
}

enum exit_status command_subscription_show(const struct call *call)
{
	struct shop shop;
	enum exit_status status = shop_enter(call, &shop);

	if (status == DONE) {
		struct arena *arena = arena_open(MEMORY);

		status = show(call, &shop, arena);
		arena_close(arena);
	}
	if (shop.arena != NULL)
		shop_close(&shop);
	return status;
}

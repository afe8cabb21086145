#include "base/log.h"
#include "base/text.h"
#include "domain/account.h"
#include "domain/operator.h"
#include "tools/palierctl_print.h"
#include "tools/palierctl_shop.h"
#include "tools/palierctl_subscription.h"

#include <inttypes.h>

#define MEMORY (size_t)(64 << 20)
#define INVOICES_MOST 10000 /* more than there are months in the calendar */

struct adding {
	const struct call *call;
	struct shop *shop;
	struct new_subscription wanted;
	/* found */
	bool by_is_wrong; /* the result is about --by */
	const Record__Customer *customer;
	const Record__Catalogue *catalogue;
	const Record__Subscription *subscription;
	struct invoices invoices; /* of the customer, the newest first */
};

static enum result find_both(struct unit *unit, struct adding *adding)
{
	Record__Customer *found;
	enum result result = operator_find(unit, call_option(adding->call, "--by"), &found);

	adding->by_is_wrong = result != OK;
	if (result != OK)
		return result;
	adding->wanted.actor = found->id;
	found = NULL;
	result = customer_find_by_email(unit, adding->call->operands[0], &found);
	adding->customer = found;
	return result == OK ? catalogue_cached(&adding->shop->catalogue, unit, &adding->catalogue)
			    : result;
}

static enum result add(struct unit *unit, void *context)
{
	struct adding *adding = context;
	Record__Subscription *subscription;
	enum result result = find_both(unit, adding);

	if (result != OK)
		return result;
	result = subscription_add(unit, &adding->shop->site, adding->catalogue,
		(Record__Customer *)adding->customer, &adding->wanted, &subscription);
	adding->subscription = subscription;
	return result == OK
		       ? invoice_list(unit, adding->customer->id, INVOICES_MOST, &adding->invoices)
		       : result;
}

/* ---- what is said -------------------------------------------------------------------------- */

static const char *names_of_products(struct arena *arena, const Record__Catalogue *catalogue)
{
	const char *names = "";

	for (size_t i = 0; i < catalogue->n_products; i++)
		names = arena_format(
			arena, "%s%s%s", names, i == 0 ? "" : ", ", catalogue->products[i]->id);
	return names;
}

/* Which of its rules subscription_add found broken. */
static enum exit_status refuse_terms(struct arena *arena, const struct adding *adding)
{
	const struct new_subscription *wanted = &adding->wanted;
	const Record__Product *product = product_find(adding->catalogue, wanted->product);

	if (product == NULL)
		return refuse("the shop sells no product \"%s\"; it sells %s.", wanted->product,
			names_of_products(arena, adding->catalogue));
	if (edition_find(product, wanted->edition) == NULL)
		return refuse("%s has no edition \"%s\"; it has %s.", product->id, wanted->edition,
			edition_names(arena, product));
	return refuse("%s/%s isn't sold by the %s in %s, which is %s's currency.", product->id,
		wanted->edition, period_cycle_words[wanted->cycle],
		currency_code((enum currency)adding->customer->currency), adding->customer->email);
}

static enum exit_status refuse_adding(
	struct arena *arena, const struct adding *adding, enum result result)
{
	if (adding->by_is_wrong && (result == NOT_FOUND || result == FORBIDDEN))
		return deed_refuse(adding->call, result);
	if (result == NOT_FOUND && adding->customer == NULL)
		return refuse("%s: no customer has this address.", adding->call->operands[0]);
	if (result == NOT_FOUND)
		return refuse("%s sells nothing yet. Run `palierctl --shop %s catalog publish` "
			      "first.",
			adding->shop->directory, adding->shop->directory);
	return result == INVALID ? refuse_terms(arena, adding) : shop_refuse(adding->shop, result);
}

static void print_added(const struct call *call, struct arena *arena, const struct adding *adding)
{
	struct owned owned = { adding->subscription, adding->customer };
	json_t *numbers = json_array();

	for (size_t i = adding->invoices.count; i-- > 0;) {
		const Record__Invoice *invoice = adding->invoices.items[i];

		if (invoice->subscription == owned.subscription->id)
			json_array_append_new(numbers, json_string(invoice->number));
	}
	if (call->json) {
		json_t *object = owned_json(arena, &owned);

		json_object_set(object, "invoices", numbers);
		print_json(object);
	} else {
		printf("added subscription %" PRIu64 " of %s: %s\n", owned.subscription->id,
			owned.customer->email, owned_terms(arena, owned.subscription));
		for (size_t i = 0; i < json_array_size(numbers); i++)
			printf("invoiced %s: %s\n", json_string_value(json_array_get(numbers, i)),
				money_text(arena, subscription_amount(owned.subscription)));
		printf("next charge: %s\n", owned_next_charge(arena, owned.subscription));
	}
	json_decref(numbers);
}

/* ---- the command --------------------------------------------------------------------------- */

static enum exit_status read_terms(const struct call *call, struct new_subscription *wanted)
{
	const char *seats = call_option(call, "--seats"), *anchor = call_option(call, "--anchor");
	int64_t number = 1;

	if (seats != NULL && !text_number(seats, 1, MONEY_SEATS_MOST, &number))
		return misuse(call, "--seats is \"%s\"; it must be a number from 1 to %d.", seats,
			MONEY_SEATS_MOST);
	if (anchor != NULL && !day_read(anchor, &wanted->anchor))
		return misuse(call,
			"--anchor is \"%s\"; it must be a date that exists, like 2026-05-11.",
			anchor);
	*wanted = (struct new_subscription){ .product = call_option(call, "--product"),
		.edition = call_option(call, "--edition"),
		.seats = (uint32_t)number,
		.anchor = wanted->anchor,
		.reason = call_option(call, "--reason") };
	if (call_option(call, "--cycle") != NULL &&
		text_equal(call_option(call, "--cycle"), period_cycle_words[RECORD__CYCLE__YEAR]))
		wanted->cycle = RECORD__CYCLE__YEAR;
	return deed_check(call);
}

static enum exit_status add_one(const struct call *call, struct shop *shop, struct adding *adding)
{
	struct arena *arena = arena_open(MEMORY);
	enum exit_status status = DONE;
	enum result result;

	adding->shop = shop;
	if (call_option(call, "--anchor") == NULL)
		adding->wanted.anchor = day_at(clock_shop());
	result = store_write(shop->store, arena, STORE_SYNC, add, adding);
	if (result == OK) {
		log_event("subscription added",
			"customer=%" PRIu64 " subscription=%" PRIu64 " actor=%" PRIu64,
			adding->customer->id, adding->subscription->id, adding->wanted.actor);
		print_added(call, arena, adding);
	} else {
		status = refuse_adding(arena, adding, result);
	}
	arena_close(arena);
	return status;
}

enum exit_status command_subscription_add(const struct call *call)
{
	struct adding adding = { .call = call };
	struct shop shop;
	enum exit_status status = read_terms(call, &adding.wanted);

	if (status != DONE)
		return status;
	status = shop_enter(call, &shop);
	if (status == DONE)
		status = add_one(call, &shop, &adding);
	if (shop.arena != NULL)
		shop_close(&shop);
	return status;
}

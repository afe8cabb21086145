#include "tools/palierctl_subscription.h"

#include "domain/account.h"
#include "domain/operator.h"
#include "tools/palierctl_print.h"

enum result owned_find(struct unit *unit, uint64_t id, struct owned *owned)
{
	struct key key = key_number(id);
	Record__SubscriptionOwner *owner;
	Record__Subscription *subscription;
	Record__Customer *customer;
	enum result result = owners_find(unit, &key, &owner);

	if (result == OK)
		result = subscription_find(unit, owner->customer, id, &subscription);
	if (result == OK)
		result = customer_find(unit, owner->customer, &customer);
	if (result == OK)
		*owned = (struct owned){ subscription, customer };
	return result;
}

const char *owned_status(const Record__Subscription *subscription)
{
	return subscription->status == RECORD__STATUS__ACTIVE ? "active" : "ended";
}

const char *owned_terms(struct arena *arena, const Record__Subscription *subscription)
{
	return arena_format(arena, "%s/%s, %u %s at %s per %s", subscription->product,
		subscription->edition, subscription->seats,
		subscription->seats == 1 ? "seat" : "seats",
		money_text(arena, subscription_price(subscription)),
		period_cycle_words[subscription->cycle]);
}

const char *owned_next_charge(struct arena *arena, const Record__Subscription *subscription)
{
	struct day day;

	if (!subscription_next_charge(subscription, day_at(clock_shop()), &day))
		return "none";
	return arena_format(arena, "%s on %s", money_text(arena, subscription_amount(subscription)),
		day_text(arena, day));
}

const char *edition_names(struct arena *arena, const Record__Product *product)
{
	const char *names = "";

	for (size_t i = 0; i < product->n_editions; i++)
		names = arena_format(
			arena, "%s%s%s", names, i == 0 ? "" : ", ", product->editions[i]->id);
	return names;
}

json_t *owned_json(struct arena *arena, const struct owned *owned)
{
	const Record__Subscription *subscription = owned->subscription;
	struct day today = day_at(clock_shop()), next;
	struct period period = subscription_period(subscription, today);
	json_t *object = json_pack("{s:I, s:I, s:s, s:s, s:s, s:I, s:I, s:s, s:s, s:s, s:s, s:I}",
		"subscription", (json_int_t)subscription->id, "customer",
		(json_int_t)subscription->customer, "email", owned->customer->email, "product",
		subscription->product, "edition", subscription->edition, "seats",
		(json_int_t)subscription->seats, "price", (json_int_t)subscription->price,
		"currency", currency_code((enum currency)subscription->currency), "cycle",
		period_cycle_words[subscription->cycle], "anchor",
		day_text(arena, (struct day){ subscription->anchor }), "status",
		owned_status(subscription), "version", (json_int_t)subscription->version);

	if (subscription->status == RECORD__STATUS__ACTIVE)
		json_object_set_new(object, "period",
			json_pack("{s:s, s:s}", "from", day_text(arena, period.from), "to",
				day_text(arena, period.to)));
	if (subscription->ends != 0)
		json_object_set_new(object, "ends",
			json_string(day_text(arena, (struct day){ subscription->ends })));
	if (subscription_next_charge(subscription, today, &next))
		json_object_set_new(object, "next_charge",
			json_pack("{s:s, s:I}", "on", day_text(arena, next), "amount",
				(json_int_t)subscription_amount(subscription).minor));
	return object;
}

/* ---- the operator and the reason ----------------------------------------------------------- */

enum exit_status deed_check(const struct call *call)
{
	if (operator_reason_is_good(call_option(call, "--reason")))
		return DONE;
	return misuse(call,
		"--reason must be one line of UTF-8 text, at most %d bytes, without control "
		"characters.",
		OPERATOR_REASON_MOST);
}

enum exit_status deed_refuse(const struct call *call, enum result result)
{
	const char *email = call_option(call, "--by");

	if (result == NOT_FOUND)
		return refuse(
			"%s: nobody has this address. --by names an operator's account.", email);
	return refuse(
		"%s isn't an operator's account, or is locked. --by names an operator's.", email);
}

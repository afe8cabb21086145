#include "base/text.h"
#include "domain/delivery_due.h"
#include "domain/operator.h"
#include "domain/policy.h"
#include "domain/upgrade.h"
#include "tools/palierctl_print.h"
#include "tools/palierctl_shop.h"
#include "tools/palierctl_subscription.h"

#include <inttypes.h>

#define MEMORY (size_t)(64 << 20)

struct changing {
	const struct call *call;
	struct shop *shop;
	struct arena *arena;
	uint64_t id;
	const char *edition;
	/* found */
	bool by_is_wrong; /* the result is about --by */
	uint64_t actor;
	struct owned owned;
	struct upgrade_offer offer;
};

static enum result find_both(struct unit *unit, void *context)
{
	struct changing *changing = context;
	Record__Customer *actor;
	enum result result = operator_find(unit, call_option(changing->call, "--by"), &actor);

	changing->by_is_wrong = result != OK;
	if (result != OK)
		return result;
	changing->actor = actor->id;
	return owned_find(unit, changing->id, &changing->owned);
}

/* ---- may it be changed so? ----------------------------------------------------------------- */

/* The policy lets it, and still the quote doesn't offer it. */
static enum exit_status refuse_unoffered(
	const struct changing *changing, const Record__Edition *edition)
{
	const struct quote_basis *basis = &changing->offer.basis;

	if (edition->rank <= basis->edition->rank)
		return refuse("%s isn't above %s, and moving down isn't built yet. Nothing was "
			      "changed.",
			edition->id, basis->edition->id);
	if (!period_contains(basis->period, basis->today))
		return refuse("subscription %" PRIu64
			      " begins on %s; it can be changed from then on.",
			changing->id, day_text(changing->arena, basis->period.from));
	return refuse("%s/%s isn't sold by the %s in %s, so subscription %" PRIu64
		      " can't change to it.",
		basis->product->id, edition->id, period_cycle_words[basis->subscription->cycle],
		currency_code((enum currency)basis->subscription->currency), changing->id);
}

static enum exit_status check_policy(
	const struct changing *changing, const Record__Edition *edition)
{
	const struct quote_basis *basis = &changing->offer.basis;
	struct policy_answer answer =
		policy_edition(basis->catalogue, basis->product, basis->edition, edition);

	if (answer.result == POLICY_ILLEGAL)
		return refuse("subscription %" PRIu64 " can't change to %s: %s", changing->id,
			edition->id,
			answer.reason == NULL ? "no case of the policy allows it."
					      : answer.reason->en);
	if (answer.result == POLICY_END_OF_PERIOD)
		return refuse("subscription %" PRIu64 " may change to %s at the end of a period "
			      "only, and that isn't built yet. Nothing was changed.",
			changing->id, edition->id);
	if (quote_offer(changing->offer.quote, edition->id) == NULL)
		return refuse_unoffered(changing, edition);
	return DONE;
}

static enum exit_status check_change(const struct changing *changing)
{
	const struct quote_basis *basis = &changing->offer.basis;
	const Record__Edition *edition = edition_find(basis->product, changing->edition);

	if (edition == NULL)
		return refuse("%s has no edition \"%s\"; it has %s.", basis->product->id,
			changing->edition, edition_names(changing->arena, basis->product));
	if (basis->subscription->status != RECORD__STATUS__ACTIVE)
		return refuse(
			"subscription %" PRIu64 " has ended and can't be changed.", changing->id);
	return check_policy(changing, edition);
}

static enum exit_status find_offer(struct changing *changing)
{
	enum result result =
		store_read(changing->shop->store, changing->arena, find_both, changing);

	if (changing->by_is_wrong && (result == NOT_FOUND || result == FORBIDDEN))
		return deed_refuse(changing->call, result);
	if (result == OK)
		result = upgrade_offer(changing->shop, changing->arena,
			changing->owned.customer->id, changing->id, &changing->offer);
	if (result == NOT_FOUND)
		return refuse("there is no subscription %" PRIu64 ".", changing->id);
	if (result == ILLEGAL)
		return refuse("%s/%s isn't in the catalogue any more. Publish one that has it "
			      "first.",
			changing->owned.subscription->product,
			changing->owned.subscription->edition);
	return result == OK ? check_change(changing) : shop_refuse(changing->shop, result);
}

/* ---- the quote ----------------------------------------------------------------------------- */

static void print_quote_json(const struct changing *changing, const Record__QuoteOffer *offer)
{
	const struct quote_basis *basis = &changing->offer.basis;
	const Record__Subscription *subscription = basis->subscription;
	enum currency currency = (enum currency)subscription->currency;
	struct money price = money_of(offer->price, currency);

	print_json(json_pack("{s:I, s:s, s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:s}",
		"subscription", (json_int_t)changing->id, "from", basis->edition->id, "quote",
		offer->edition, "currency", currency_code(currency), "old",
		(json_int_t)subscription_amount(subscription).minor, "new",
		(json_int_t)money_times(price, subscription->seats).minor, "credit",
		(json_int_t)offer->credit->gross, "charge", (json_int_t)offer->charge->gross,
		"total", (json_int_t)offer->total, "days", (json_int_t)offer->charge->days,
		"period_days", (json_int_t)offer->charge->period_days, "renewal",
		day_text(changing->arena, basis->period.to)));
}

static void print_line(struct arena *arena, const char *name, int64_t minor, enum currency currency,
	const char *what)
{
	printf("%-8s %16s  %s\n", name, money_text(arena, money_of(minor, currency)), what);
}

/* Flushed, so that it stands there before anything is done. */
static void print_quote(const struct changing *changing, const Record__QuoteOffer *offer)
{
	const struct quote_basis *basis = &changing->offer.basis;
	const Record__Subscription *subscription = basis->subscription;
	const Record__InvoiceLine *credit = offer->credit, *charge = offer->charge;
	enum currency currency = (enum currency)subscription->currency;
	struct arena *arena = changing->arena;

	if (changing->call->json) {
		print_quote_json(changing, offer);
		fflush(stdout);
		return;
	}
	printf("subscription %" PRIu64 " of %s: %s/%s to %s, seats: %u\n", changing->id,
		changing->owned.customer->email, subscription->product, basis->edition->id,
		offer->edition, subscription->seats);
	print_line(arena, "old", subscription_amount(subscription).minor, currency,
		arena_format(arena, "a %s", period_cycle_words[subscription->cycle]));
	print_line(arena, "credit", credit->gross, currency,
		arena_format(arena, "%s, %d of %d days", basis->edition->id, credit->days,
			credit->period_days));
	print_line(arena, "charge", charge->gross, currency,
		arena_format(arena, "%s, %d of %d days", offer->edition, charge->days,
			charge->period_days));
	print_line(arena, "total", offer->total, currency, "due now");
	print_line(arena, "renewal", offer->price * subscription->seats, currency,
		arena_format(arena, "on %s, then every %s", day_text(arena, basis->period.to),
			period_cycle_words[subscription->cycle]));
	fflush(stdout);
}

/* ---- the change ---------------------------------------------------------------------------- */

static enum exit_status refuse_confirmation(
	const struct changing *changing, enum result result, enum staleness staleness)
{
	static const char *const reasons[] = {
		[STALE_NOT] = "it was refused",
		[STALE_EXPIRED] = "the quote is too old",
		[STALE_DAY] = "a new day has begun",
		[STALE_PRICES] = "a new catalogue was published",
		[STALE_SUBSCRIPTION] = "the subscription was changed by somebody else",
		[STALE_USED] = "the quote has served",
	};

	if (result == FORBIDDEN)
		return deed_refuse(changing->call, result);
	if (result != STALE)
		return shop_refuse(changing->shop, result);
	return refuse("nothing was changed, for meanwhile %s. Look at `palierctl subscription show "
		      "%" PRIu64 "`, and run this again for a new quote.",
		reasons[staleness], changing->id);
}

struct confirmed {
	const struct upgrade *upgrade;
	Record__Confirmation *confirmation;
};

static enum result read_confirmation(struct unit *unit, void *context)
{
	struct confirmed *confirmed = context;

	return confirmation_find(unit, confirmed->upgrade->customer,
		confirmed->upgrade->confirmation, &confirmed->confirmation);
}

static enum exit_status print_changed(
	const struct changing *changing, const struct upgrade *upgrade)
{
	struct confirmed confirmed = { .upgrade = upgrade };
	enum result result =
		store_read(changing->shop->store, changing->arena, read_confirmation, &confirmed);
	const Record__Confirmation *confirmation = confirmed.confirmation;
	int32_t currency = changing->owned.subscription->currency;

	if (result != OK)
		return shop_refuse(changing->shop, result);
	if (changing->call->json)
		print_json(json_pack("{s:I, s:s, s:s, s:I}", "changed", (json_int_t)changing->id,
			"edition", confirmation->edition, "invoice", confirmation->invoice, "total",
			(json_int_t)confirmation->total));
	else
		printf("changed to %s; invoice %s of %s\n", confirmation->edition,
			confirmation->invoice,
			money_text(changing->arena,
				money_of(confirmation->total, (enum currency)currency)));
	return DONE;
}

/* The very verb of the page's: one transaction, and the amount that was quoted or nothing. */
static enum exit_status confirm(const struct changing *changing)
{
	struct upgrade upgrade = { .customer = changing->owned.customer->id,
		.subscription = changing->id,
		.edition = changing->edition,
		.signed_quote = changing->offer.signed_quote,
		.actor = changing->actor,
		.reason = call_option(changing->call, "--reason") };
	enum result result = upgrade_confirm(changing->shop, changing->arena, &upgrade);

	if (result != OK)
		return refuse_confirmation(changing, result, upgrade.staleness);
	/* The mail leaves with the next visitor, or with `palierctl settle`. */
	delivery_due_write(changing->shop, clock_shop().seconds);
	return print_changed(changing, &upgrade);
}

/* ---- the command --------------------------------------------------------------------------- */

static enum exit_status change(struct changing *changing)
{
	enum exit_status status;

	changing->arena = arena_open(MEMORY);
	status = find_offer(changing);
	if (status == DONE) {
		print_quote(changing, quote_offer(changing->offer.quote, changing->edition));
		if (call_option(changing->call, "--dry-run") == NULL)
			status = confirm(changing);
	}
	arena_close(changing->arena);
	return status;
}

enum exit_status command_subscription_change(const struct call *call)
{
	struct shop shop;
	struct changing changing = {
		.call = call, .shop = &shop, .edition = call_option(call, "--edition")
	};
	enum exit_status status = deed_check(call);
	int64_t id = 0;

	if (status != DONE)
		return status;
	if (!text_number(call->operands[0], 1, INT64_MAX, &id))
		return misuse(call, "\"%s\" is no subscription's number.", call->operands[0]);
	changing.id = (uint64_t)id;
	status = shop_enter(call, &shop);
	if (status == DONE)
		status = change(&changing);
	if (shop.arena != NULL)
		shop_close(&shop);
	return status;
}

#include "domain/upgrade.h"

#include "base/log.h"
#include "base/text.h"
#include "domain/account.h"
#include "domain/operator.h"
#include "domain/outbox.h"
#include "domain/upgrade_write.h"

#include <inttypes.h>

#define CONFIRMATION_SIZE 16
#define CONFIRMATION_LIFETIME (INT64_C(400) * 24 * 60 * 60)

/* ---- the offer ---------------------------------------------------------------------------- */

struct reading {
	struct shop *shop;
	uint64_t customer, subscription;
	struct day today;
	struct quote_basis basis;
};

static enum result read_basis(struct unit *unit, void *context)
{
	struct reading *reading = context;
	const Record__Catalogue *catalogue;
	Record__Subscription *subscription;
	enum result result =
		subscription_find(unit, reading->customer, reading->subscription, &subscription);

	if (result == OK)
		result = catalogue_cached(&reading->shop->catalogue, unit, &catalogue);
	return result == OK ? quote_basis_of(&reading->basis, &reading->shop->site, catalogue,
				      subscription, reading->today)
			    : result;
}

/* The editions between the present one and this, itself included: each adds to the one below. */
static struct editions added_by(const struct quote_basis *basis, const Record__Edition *edition)
{
	struct editions above = editions_above(basis->product, basis->edition);
	size_t count = 0;

	while (count < above.count && above.items[count]->rank <= edition->rank)
		count++;
	above.count = count;
	return above;
}

static void choose(const struct quote_basis *basis, const Record__QuoteOffer *offer,
	struct upgrade_choice *choice)
{
	enum currency currency = (enum currency)basis->subscription->currency;

	choice->offer = offer;
	choice->edition = edition_find(basis->product, offer->edition);
	choice->adds = added_by(basis, choice->edition);
	choice->price = money_of(offer->price, currency);
	choice->total = money_of(offer->total, currency);
	choice->renewal = money_times(choice->price, basis->subscription->seats);
}

enum result upgrade_offer(struct shop *shop, struct arena *arena, uint64_t customer,
	uint64_t subscription, struct upgrade_offer *offer)
{
	struct reading reading = { .shop = shop,
		.customer = customer,
		.subscription = subscription,
		.today = day_at(clock_shop()) };
	enum result result = store_read(shop->store, arena, read_basis, &reading);

	if (result != OK)
		return result;
	offer->basis = reading.basis;
	offer->price = subscription_price(offer->basis.subscription);
	offer->quote = quote_of(arena, &offer->basis);
	offer->signed_quote = quote_sign(arena, &shop->secrets, offer->quote);
	offer->count = offer->quote->n_offers;
	offer->items = arena_allocate(arena, (offer->count + 1) * sizeof *offer->items);
	for (size_t i = 0; i < offer->count; i++)
		choose(&offer->basis, offer->quote->offers[i], &offer->items[i]);
	return OK;
}

/* ---- the confirmation --------------------------------------------------------------------- */

struct confirming {
	struct shop *shop;
	struct upgrade *upgrade;
};

static struct key confirmation_key(uint64_t customer, const uint8_t *id)
{
	struct key key = key_number(customer);

	key_add_bytes(&key, id, CONFIRMATION_SIZE);
	return key;
}

static enum result stale(struct upgrade *upgrade, enum staleness why)
{
	upgrade->staleness = why;
	return STALE;
}

/* Did this quote serve already?  The same again is no error, anything else is. */
static enum result look_for_repetition(struct unit *unit, const struct confirming *confirming)
{
	struct upgrade *upgrade = confirming->upgrade;
	struct key key = confirmation_key(upgrade->customer, confirming->upgrade->quote->id.data);
	Record__Confirmation *confirmation;
	enum result result = confirmations_find(unit, &key, &confirmation);

	upgrade->repeated = result == OK;
	if (result != OK)
		return result;
	return text_equal(confirmation->edition, upgrade->edition) ? OK
								   : stale(upgrade, STALE_USED);
}

/* Everything that the quote is bound to must still be so; in the end its very lines. */
static enum result check_freshness(
	struct unit *unit, const struct confirming *confirming, const struct quote_basis *basis)
{
	struct upgrade *upgrade = confirming->upgrade;
	const Record__Quote *quote = upgrade->quote;
	struct arena *arena = unit_arena(unit);

	if (basis->subscription->version != quote->subscription_version)
		return stale(upgrade, STALE_SUBSCRIPTION);
	if (basis->catalogue->version != quote->catalogue_version)
		return stale(upgrade, STALE_PRICES);
	if (basis->today.number != quote->day)
		return stale(upgrade, STALE_DAY);
	if (clock_shop().seconds >= quote->expires)
		return stale(upgrade, STALE_EXPIRED);
	if (!quote_equal(arena, quote, quote_of(arena, basis)))
		return stale(upgrade, STALE_PRICES);
	return OK;
}

static enum result remember(struct unit *unit, const struct confirming *confirming,
	const struct quote_basis *basis, const Record__QuoteOffer *offer,
	const Record__Invoice *invoice)
{
	Record__Confirmation confirmation = RECORD__CONFIRMATION__INIT;
	struct key key = confirmation_key(
		confirming->upgrade->customer, confirming->upgrade->quote->id.data);

	confirmation.subscription = basis->subscription->id;
	confirmation.edition_before = basis->edition->id;
	confirmation.edition = offer->edition;
	confirmation.invoice = invoice->number;
	confirmation.total = offer->total;
	confirmation.day = basis->today.number;
	confirmation.expires = clock_machine().seconds + CONFIRMATION_LIFETIME;
	return confirmations_add(unit, &key, &confirmation);
}

/* All of it in one transaction, or none. */
static enum result apply(struct unit *unit, const struct confirming *confirming,
	const struct quote_basis *basis, const Record__QuoteOffer *offer)
{
	const struct upgrade *upgrade = confirming->upgrade;
	Record__Customer *customer;
	Record__Invoice *invoice;
	enum result result = customer_find(unit, upgrade->customer, &customer);

	if (result == OK)
		result = upgrade_write(unit, basis, offer, customer,
			(struct upgrade_author){ upgrade->actor, upgrade->reason }, &invoice);
	if (result == OK)
		result = remember(unit, confirming, basis, offer, invoice);
	if (result == OK)
		result = outbox_add(
			unit, "upgraded", customer, basis->subscription->id, invoice->number);
	return result;
}

static enum result confirm(struct unit *unit, void *context)
{
	struct confirming *confirming = context;
	struct upgrade *upgrade = confirming->upgrade;
	struct reading reading = { .shop = confirming->shop,
		.customer = upgrade->customer,
		.subscription = upgrade->subscription,
		.today = day_at(clock_shop()) };
	const Record__QuoteOffer *offer;
	enum result result = look_for_repetition(unit, confirming);

	/* First of all: what was done stays done, whatever is sold or allowed by now. */
	if (result != NOT_FOUND)
		return result;
	result = upgrade->actor == upgrade->customer ? OK : operator_check(unit, upgrade->actor);
	if (result == OK)
		result = read_basis(unit, &reading);
	if (result != OK)
		return result;
	result = check_freshness(unit, confirming, &reading.basis);
	if (result != OK)
		return result;
	offer = quote_offer(upgrade->quote, upgrade->edition);
	return offer == NULL ? ILLEGAL : apply(unit, confirming, &reading.basis, offer);
}

enum result upgrade_confirm(struct shop *shop, struct arena *arena, struct upgrade *upgrade)
{
	struct confirming confirming = { .shop = shop, .upgrade = upgrade };
	Record__Quote *quote;
	enum result result = quote_read(arena, &shop->secrets, upgrade->signed_quote, &quote);
	char *name;

	if (result != OK)
		return result;
	if (quote->customer != upgrade->customer || quote->subscription != upgrade->subscription)
		return INVALID;
	name = arena_allocate(arena, 2 * CONFIRMATION_SIZE + 1);
	secret_hex(name, quote->id.data, CONFIRMATION_SIZE);
	upgrade->confirmation = name;
	upgrade->quote = quote;
	result = store_write(shop->store, arena, STORE_SYNC, confirm, &confirming);
	log_event(result == OK ? "upgrade" : "upgrade refused",
		"customer=%" PRIu64 " subscription=%" PRIu64 " result=%s repeated=%d",
		upgrade->customer, upgrade->subscription, result_name(result), upgrade->repeated);
	return result;
}

enum result confirmation_find(
	struct unit *unit, uint64_t customer, const char *name, Record__Confirmation **confirmation)
{
	uint8_t id[CONFIRMATION_SIZE];
	struct key key;

	if (!secret_from_hex(id, sizeof id, name))
		return NOT_FOUND;
	key = confirmation_key(customer, id);
	return confirmations_find(unit, &key, confirmation);
}

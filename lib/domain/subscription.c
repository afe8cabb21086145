#include "domain/subscription.h"

#include "domain/journal.h"

#define SUBSCRIPTIONS_MOST 1000

struct period subscription_period(const Record__Subscription *subscription, struct day today)
{
	return period_at((struct day){ subscription->anchor }, subscription->cycle, today);
}

bool subscription_next_charge(
	const Record__Subscription *subscription, struct day today, struct day *day)
{
	struct period period = subscription_period(subscription, today);

	/* A period that lies ahead is yet to be charged. */
	*day = period_contains(period, today) ? period.to : period.from;
	return subscription->status == RECORD__STATUS__ACTIVE &&
	       (subscription->ends == 0 || day->number < subscription->ends);
}

struct money subscription_price(const Record__Subscription *subscription)
{
	return money_of(subscription->price, (enum currency)subscription->currency);
}

struct money subscription_amount(const Record__Subscription *subscription)
{
	return money_times(subscription_price(subscription), subscription->seats);
}

/* The invoice for a whole period, and its entry in the journal. */
static enum result bill_period(struct unit *unit, const struct site *site,
	const Record__Catalogue *catalogue, Record__Customer *customer,
	const Record__Subscription *subscription, struct period period, uint64_t actor)
{
	Record__JournalEntry entry = RECORD__JOURNAL_ENTRY__INIT;
	struct arena *arena = unit_arena(unit);
	const Record__Product *product = product_find(catalogue, subscription->product);
	struct line_terms terms = {
		.kind = RECORD__INVOICE_LINE__KIND__CHARGE,
		.product = product,
		.edition = edition_find(product, subscription->edition),
		.seats = subscription->seats,
		.cycle = subscription->cycle,
		.price = subscription->price,
		.period = period,
		.from = period.from,
		.gross = subscription_amount(subscription),
	};
	Record__InvoiceLine *line = invoice_line(arena, site, &terms);
	Record__Invoice *invoice;
	enum result result =
		invoice_issue(unit, site, customer, subscription, &line, 1, period.from, &invoice);

	if (result != OK)
		return result;
	entry.actor = actor;
	entry.invoice = invoice_for_journal(arena, invoice);
	return journal_add(unit, customer, &entry);
}

static enum result add_record(struct unit *unit, Record__Customer *customer,
	Record__Subscription *record, const struct new_subscription *added)
{
	Record__SubscriptionOwner owner = RECORD__SUBSCRIPTION_OWNER__INIT;
	Record__Imported imported = RECORD__IMPORTED__INIT;
	Record__JournalEntry entry = RECORD__JOURNAL_ENTRY__INIT;
	struct key key = key_number(customer->id), owner_key = key_number(record->id);
	enum result result;

	owner.customer = customer->id;
	entry.actor = added->actor;
	if (added->reason != NULL)
		entry.reason = added->reason;
	entry.added = record;
	imported.billed_until = subscription_period(record, day_at(clock_shop())).to.number;
	if (added->imported)
		entry.imported = &imported;
	key_add_number(&key, record->id);
	result = subscriptions_add(unit, &key, record);
	if (result == OK)
		result = owners_add(unit, &owner_key, &owner);
	return result == OK ? journal_add(unit, customer, &entry) : result;
}

/* The periods that began up to a day; period 0 is the current one too when it has yet to begin. */
static enum result bill_until(struct unit *unit, const struct site *site,
	const Record__Catalogue *catalogue, Record__Customer *customer,
	const Record__Subscription *subscription, struct day last, uint64_t actor)
{
	struct period current = subscription_period(subscription, last);
	struct day anchor = { subscription->anchor };
	enum result result = OK;

	for (int32_t n = 0;
		n <= current.number && current.from.number <= last.number && result == OK; n++) {
		struct period period = { period_start(anchor, subscription->cycle, n),
			period_start(anchor, subscription->cycle, n + 1), n };

		result = bill_period(unit, site, catalogue, customer, subscription, period, actor);
	}
	return result;
}

enum result subscription_add(struct unit *unit, const struct site *site,
	const Record__Catalogue *catalogue, Record__Customer *customer,
	const struct new_subscription *added, Record__Subscription **subscription)
{
	Record__Subscription *record = arena_allocate(unit_arena(unit), sizeof *record);
	const Record__Product *product = product_find(catalogue, added->product);
	const Record__Edition *edition =
		product == NULL ? NULL : edition_find(product, added->edition);
	struct day today = day_at(clock_shop());
	bool ended = added->ended.number != 0;
	struct day last = ended ? day_after(added->ended, -1) : today;
	struct money price;
	enum result result;

	if (edition == NULL || last.number > today.number || added->seats < 1 ||
		added->seats > MONEY_SEATS_MOST ||
		edition_price(edition, (enum currency)customer->currency, added->cycle, &price) !=
			OK)
		return INVALID;
	record__subscription__init(record);
	result = counter_next(unit, "subscription", &record->id);
	record->customer = customer->id;
	record->product = product->id;
	record->edition = edition->id;
	record->seats = added->seats;
	record->cycle = added->cycle;
	record->price = added->price == NULL ? price.minor : added->price->minor;
	record->currency = customer->currency;
	record->anchor = added->anchor.number;
	record->status = ended ? RECORD__STATUS__ENDED : RECORD__STATUS__ACTIVE;
	record->ends = added->ended.number;
	record->version = 1;
	*subscription = record;
	if (result == OK)
		result = add_record(unit, customer, record, added);
	return result == OK && !added->imported
		       ? bill_until(unit, site, catalogue, customer, record, last, added->actor)
		       : result;
}

enum result subscription_find(
	struct unit *unit, uint64_t customer, uint64_t id, Record__Subscription **subscription)
{
	struct key key = key_number(customer);

	key_add_number(&key, id);
	return subscriptions_find(unit, &key, subscription);
}

enum result subscription_list(struct unit *unit, uint64_t customer, struct subscriptions *list)
{
	struct key prefix = key_number(customer);
	Record__Subscription *record;
	size_t room = 4;
	struct scan *scan;
	enum result result = scan_open(&scan, unit, &subscriptions, &prefix, NULL, SCAN_FORWARD);

	list->count = 0;
	list->items = arena_allocate(unit_arena(unit), room * sizeof *list->items);
	while (result == OK && list->count < SUBSCRIPTIONS_MOST) {
		result = subscriptions_next(scan, NULL, &record);
		if (result != OK)
			break;
		if (list->count == room) {
			list->items = arena_grow(unit_arena(unit), list->items,
				room * sizeof *list->items, 2 * room * sizeof *list->items);
			room *= 2;
		}
		list->items[list->count++] = record;
	}
	return result == NOT_FOUND ? OK : result;
}

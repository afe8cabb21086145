#include "domain/figures.h"

#include "base/text.h"
#include "domain/subscription.h"
#include "domain/walk.h"

#include <stdlib.h>

struct counting {
	struct figures *figures;
	struct arena *arena;
	size_t room; /* for kinds */
};

static void add_to(struct money *sum, int64_t minor)
{
	*sum = money_sum(*sum, money_of(minor, sum->currency));
}

/* NULL: no currency of ours, which verify finds. */
static struct figures_money *money_in(struct counting *counting, int32_t currency)
{
	return currency >= 0 && currency < CURRENCIES ? &counting->figures->money[currency] : NULL;
}

/* ---- one record ---------------------------------------------------------------------------- */

static void count_customer(const ProtobufCMessage *record, void *context)
{
	struct counting *counting = context;
	const Record__Customer *customer = (const Record__Customer *)record;

	if (customer->role == RECORD__ROLE__OPERATOR)
		counting->figures->operators++;
	else
		counting->figures->customers++;
}

static bool is_of(const struct figures_kind *kind, const Record__Subscription *subscription)
{
	return kind->cycle == subscription->cycle && kind->status == subscription->status &&
	       text_equal(kind->edition, subscription->edition) &&
	       text_equal(kind->product, subscription->product);
}

/* Few, so that looking through them is quick enough. */
static struct figures_kind *kind_of(
	struct counting *counting, const Record__Subscription *subscription)
{
	struct figures *figures = counting->figures;
	size_t size = sizeof *figures->kinds;

	for (size_t i = 0; i < figures->kind_count; i++)
		if (is_of(&figures->kinds[i], subscription))
			return &figures->kinds[i];
	if (figures->kind_count == counting->room) {
		figures->kinds = arena_grow(counting->arena, figures->kinds, counting->room * size,
			2 * counting->room * size);
		counting->room *= 2;
	}
	figures->kinds[figures->kind_count] = (struct figures_kind){
		.product = arena_text(counting->arena, subscription->product),
		.edition = arena_text(counting->arena, subscription->edition),
		.cycle = subscription->cycle,
		.status = subscription->status,
	};
	return &figures->kinds[figures->kind_count++];
}

static void count_subscription(const ProtobufCMessage *record, void *context)
{
	struct counting *counting = context;
	const Record__Subscription *subscription = (const Record__Subscription *)record;
	struct figures_money *money = money_in(counting, subscription->currency);
	struct figures_kind *kind = kind_of(counting, subscription);
	int64_t amount = subscription->price * subscription->seats;

	kind->count++;
	kind->seats += subscription->seats;
	if (money == NULL || subscription->status != RECORD__STATUS__ACTIVE)
		return;
	if (subscription->cycle == RECORD__CYCLE__YEAR)
		add_to(&money->by_year, amount);
	else
		add_to(&money->by_month, amount);
}

static void count_invoice(const ProtobufCMessage *record, void *context)
{
	struct counting *counting = context;
	const Record__Invoice *invoice = (const Record__Invoice *)record;
	struct figures_money *money = money_in(counting, invoice->currency);

	if (money == NULL || invoice->issued < counting->figures->month.number ||
		invoice->issued >= counting->figures->month_end.number)
		return;
	money->invoices++;
	add_to(&money->net, invoice->net);
	add_to(&money->vat, invoice->vat);
	add_to(&money->gross, invoice->gross);
}

static void count_ticket(const ProtobufCMessage *record, void *context)
{
	(void)record;
	((struct counting *)context)->figures->tickets_open++;
}

static void count_waiting(const ProtobufCMessage *record, void *context)
{
	(void)record;
	((struct counting *)context)->figures->mails_waiting++;
}

static void count_left(const ProtobufCMessage *record, void *context)
{
	const Record__Delivery *delivery = (const Record__Delivery *)record;

	((struct counting *)context)->figures->mails_given_up +=
		delivery->state == RECORD__DELIVERY_STATE__GIVEN_UP;
}

/* ---- the whole ----------------------------------------------------------------------------- */

static int compare_kinds(const void *a, const void *b)
{
	const struct figures_kind *one = a, *other = b;
	int order = strcmp(one->product, other->product);

	if (order == 0)
		order = strcmp(one->edition, other->edition);
	if (order == 0)
		order = (int)one->cycle - (int)other->cycle;
	return order != 0 ? order : (int)one->status - (int)other->status;
}

static void begin(struct figures *figures)
{
	struct date today = day_date(day_at(clock_shop()));

	*figures = (struct figures){ .month = day_of(today.year, today.month, 1) };
	figures->month_end = period_start(figures->month, RECORD__CYCLE__MONTH, 1);
	for (enum currency each = 0; each < CURRENCIES; each++) {
		struct money nothing = money_of(0, each);

		figures->money[each] = (struct figures_money){ .by_month = nothing,
			.by_year = nothing,
			.net = nothing,
			.vat = nothing,
			.gross = nothing };
	}
}

static void finish(struct figures *figures)
{
	qsort(figures->kinds, figures->kind_count, sizeof *figures->kinds, compare_kinds);
	for (size_t i = 0; i < CURRENCIES; i++) {
		struct figures_money *money = &figures->money[i];

		money->recurring = money_sum(money->by_month, money_share(money->by_year, 1, 12));
	}
}

enum result figures_read(struct shop *shop, struct arena *arena, struct figures *figures)
{
	struct counting counting = { .figures = figures, .arena = arena, .room = 16 };
	const struct {
		const struct table *table;
		struct key prefix;
		walk_visit *visit;
	} walks[] = {
		{ &customers, key_empty(), count_customer },
		{ &subscriptions, key_empty(), count_subscription },
		{ &invoices, key_empty(), count_invoice },
		{ &tickets_in_states, key_number(RECORD__TICKET_STATE__OPEN), count_ticket },
		{ &outbox_entries, key_empty(), count_waiting },
		{ &deliveries, key_empty(), count_left },
	};
	enum result result = OK;

	begin(figures);
	figures->kinds = arena_allocate(arena, counting.room * sizeof *figures->kinds);
	for (size_t i = 0; i < sizeof walks / sizeof *walks && result == OK; i++)
		result = walk_table(
			shop, walks[i].table, &walks[i].prefix, walks[i].visit, &counting);
	finish(figures);
	return result;
}

#include "page/card.h"

#include "page/way.h"

static void name_upgrades(struct visit *visit, const Record__Catalogue *catalogue,
	const Record__Product *product, const Record__Edition *edition,
	struct subscription_card *card)
{
	struct way way = way_up(visit->arena, catalogue, product, edition);

	card->upgrade_to = way.last;
	card->upgrade_others = way.others;
	if (way.refusal != NULL)
		card->upgrade_refusal = visit_words(visit, way.refusal);
	else if (editions_above(product, edition).count == 0)
		card->upgrade_refusal =
			say(visit->print.language, "this is the most complete edition.");
	else
		card->upgrade_refusal =
			say(visit->print.language, "no higher edition is offered right now.");
}

static void fill(struct visit *visit, const Record__Catalogue *catalogue,
	const Record__Subscription *subscription, struct subscription_card *card)
{
	const Record__Product *product = product_find(catalogue, subscription->product);
	const Record__Edition *edition =
		product == NULL ? NULL : edition_find(product, subscription->edition);
	struct day today = day_at(clock_shop());

	*card = (struct subscription_card){
		.subscription = subscription,
		/* What is no longer sold still has its id for a name. */
		.product = product == NULL ? subscription->product : product->name,
		.edition = edition == NULL ? subscription->edition : edition->name,
		.steps = edition == NULL ? 1 : product->n_editions,
		.step = edition == NULL
				? 1
				: product->n_editions - editions_above(product, edition).count,
		.price = subscription_price(subscription),
		.amount = subscription_amount(subscription),
		.period = subscription_period(subscription, today),
		.is_active = subscription->status == RECORD__STATUS__ACTIVE,
	};
	card->last_day = day_after(
		subscription->ends != 0 ? day_numbered(subscription->ends) : card->period.to, -1);
	card->days = period_days(card->period);
	card->days_left = period_days_left(card->period, today);
	card->days_gone = card->days - card->days_left;
	card->is_in_period = period_contains(card->period, today);
	if (!card->is_active)
		card->upgrade_refusal = say(visit->print.language, "this subscription has ended.");
	else if (edition == NULL)
		card->upgrade_refusal =
			say(visit->print.language, "this edition is no longer sold.");
	else
		name_upgrades(visit, catalogue, product, edition, card);
}

void cards_make(struct visit *visit, const Record__Catalogue *catalogue,
	const struct subscriptions *list, struct subscriptions_view *view)
{
	size_t filled = 0;

	view->count = list->count;
	view->items = arena_allocate(visit->arena, list->count * sizeof *view->items);
	/* What goes on comes before what is over. */
	for (int ended = 0; ended < 2; ended++)
		for (size_t i = 0; i < list->count; i++)
			if ((list->items[i]->status == RECORD__STATUS__ENDED) == ended)
				fill(visit, catalogue, list->items[i], &view->items[filled++]);
}

/* The name of an edition; its id where it is no longer sold. */
static const char *edition_name(
	const Record__Catalogue *catalogue, const char *product_id, const char *id)
{
	const Record__Product *product = product_find(catalogue, product_id);
	const Record__Edition *edition = product == NULL ? NULL : edition_find(product, id);

	return edition == NULL ? id : edition->name;
}

void cards_confirm(struct subscriptions_view *view, const Record__Catalogue *catalogue,
	const Record__Confirmation *confirmation, const Record__Invoice *invoice)
{
	const struct subscription_card *card = NULL;
	const char *product;

	for (size_t i = 0; i < view->count; i++)
		if (view->items[i].subscription->id == confirmation->subscription)
			card = &view->items[i];
	if (card == NULL)
		return;
	product = card->subscription->product;
	view->done = (struct subscription_confirmation){ .confirmation = confirmation,
		.card = card,
		.edition = edition_name(catalogue, product, confirmation->edition),
		.before = edition_name(catalogue, product, confirmation->edition_before),
		.invoice = { confirmation->invoice },
		.is_present = text_equal(confirmation->edition, card->subscription->edition),
		.total = invoice_money(invoice, confirmation->total),
		.day = day_numbered(confirmation->day),
		.due = day_numbered(invoice->due) };
}

/* upgrade.c - steps 2.4 to 2.6: « Option de mise à niveau », an edition, « Mettre à niveau ». */

#include "base/text.h"
#include "page/page.h"
#include "page/refusal.h"
#include "page/templates.h"
#include "page/view.h"

enum { EDITION, QUOTE, FIELDS_OF_UPGRADE };
static const struct field fields[FIELDS_OF_UPGRADE] = {
	[EDITION] = { .name = "edition", .type = FIELD_WORD },
	[QUOTE] = { .name = "quote", .type = FIELD_TOKEN, .most = 12000 },
};

/* The subscription that the address names; 0, which none has, for anything but an id. */
static uint64_t subscription_of(const struct visit *visit)
{
	int64_t id;

	return text_number(visit->pieces[0], 1, INT64_MAX, &id) ? (uint64_t)id : 0;
}

/* The editions on offer with a fresh quote; the view may say why there is a new one. */
static enum result show_quote(struct visit *visit, struct upgrade_view view)
{
	struct upgrade_offer offer;
	enum result result = upgrade_offer(
		visit->shop, visit->arena, visit->customer->id, subscription_of(visit), &offer);

	if (result != OK)
		return result;
	view.offer = &offer;
	/* The first one is chosen, unless the visitor's choice is still on offer. */
	if (quote_offer(offer.quote, view.chosen) == NULL)
		view.chosen = offer.count == 0 ? "" : offer.items[0].edition->id;
	upgrade_page(visit, &view);
	return OK;
}

static enum result show(struct visit *visit)
{
	return show_quote(visit, (struct upgrade_view){ .chosen = visit->values[EDITION].text });
}

/* Nothing was done: the sentence says why, and the form is there for another try. */
static enum result refuse(struct visit *visit, enum result result, const struct upgrade *upgrade)
{
	struct refusal refusal =
		refusal_of_upgrade(visit->print.language, result, upgrade->staleness);
	struct upgrade_view view = { .chosen = upgrade->edition,
		.error = refusal.sentence,
		.choice_is_wrong = result == ILLEGAL,
		.before = upgrade->quote };

	if (refusal.sentence == NULL)
		return result;
	visit->response.status = refusal.status;
	visit->refused = (struct refused){ result_name(result), "quote" };
	return show_quote(visit, view);
}

static enum result confirm(struct visit *visit)
{
	struct upgrade upgrade = { .customer = visit->customer->id,
		.actor = visit->customer->id,
		.subscription = subscription_of(visit),
		.edition = visit->values[EDITION].text,
		.signed_quote = visit->values[QUOTE].text };
	enum result result = upgrade_confirm(visit->shop, visit->arena, &upgrade);

	if (result != OK)
		return refuse(visit, result, &upgrade);
	visit_redirect(
		visit, arena_format(visit->arena, "/subscriptions?done=%s", upgrade.confirmation));
	return OK;
}

static const struct page page = {
	.path = "/subscriptions/{id}/upgrade",
	.access = ACCESS_CUSTOMER,
	.fields = FIELDS(fields),
	.get = show,
	.post = confirm,
};

int main(void)
{
	return page_main(&page);
}

/* upgrade.c - steps 2.4 to 2.6: « Option de mise à niveau », choose an edition, « Mettre à niveau ». */

#include "base/text.h"
#include "page/page.h"
#include "page/templates.h"
#include "page/view.h"

enum { EDITION, QUOTE, FIELDS_OF_UPGRADE };
static const struct field fields[FIELDS_OF_UPGRADE] = {
	[EDITION] = { "edition", FIELD_WORD },
	[QUOTE] = { "quote", FIELD_TOKEN, .most = 12000 },
};

static bool subscription_id(const struct visit *visit, uint64_t *id)
{
	int64_t number;

	if (!text_number(visit->pieces[0], 1, INT64_MAX, &number))
		return false;
	*id = (uint64_t)number;
	return true;
}

/* The page with a fresh quote; the view may carry a sentence on why there is a new one. */
static enum result show_quote(struct visit *visit, struct upgrade_view *view)
{
	struct upgrade_offer offer;
	uint64_t id;
	enum result result;

	if (!subscription_id(visit, &id))
		return NOT_FOUND;
	result = upgrade_offer(visit->shop, visit->arena, visit->customer->id, id, &offer);
	if (result != OK)
		return result;
	view->offer = &offer;
	/* The first one is chosen, unless the visitor's choice is still on offer. */
	if (view->chosen == NULL || quote_offer(offer.quote, view->chosen) == NULL)
		view->chosen = offer.count == 0 ? "" : offer.items[0].edition->id;
	upgrade_page(visit, view);
	return OK;
}

static enum result show(struct visit *visit)
{
	struct upgrade_view view = { 0 };

	return show_quote(visit, &view);
}

static const char *staleness_sentence(enum language language, enum staleness staleness)
{
	switch (staleness) {
	case STALE_EXPIRED:
		return say(language, "A price holds for 15 minutes, and they are over. Here it is "
				     "anew: look at it, then confirm.");
	case STALE_DAY:
		return say(language, "A new day has begun, so there is a day less to pay for. Here "
				     "is the new price: look at it, then confirm.");
	case STALE_PRICES:
		return say(language, "Our prices have changed since you opened this page. Here is "
				     "the new one: look at it, then confirm.");
	case STALE_SUBSCRIPTION:
		return say(language, "Your subscription was changed meanwhile, perhaps in another "
				     "tab. Here is what is possible now.");
	default:
		return say(language, "This price has already served for another edition. Here is "
				     "what is possible now.");
	}
}

/* The form again, because nothing was done. */
static enum result refuse(struct visit *visit, enum result result, enum staleness staleness)
{
	enum language language = visit->print.language;
	struct upgrade_view view = { .chosen = visit->values[EDITION].text };

	if (result == STALE) {
		view.error = staleness_sentence(language, staleness);
		visit->response.status = STATUS_CONFLICT;
	} else if (result == ILLEGAL) {
		view.error = say(language, "Choose one of the editions offered here.");
		visit->response.status = STATUS_UNPROCESSABLE;
	} else if (result == INVALID) {
		view.error = say(language, "The price that was sent with the form isn’t one of ours. "
					   "Here it is anew: look at it, then confirm.");
		visit->response.status = STATUS_BAD_REQUEST;
	} else
		return result;
	return show_quote(visit, &view);
}

static enum result confirm(struct visit *visit)
{
	struct upgrade upgrade = { .customer = visit->customer->id,
		.actor = visit->customer->id,
		.edition = visit->values[EDITION].text,
		.signed_quote = visit->values[QUOTE].text };
	enum result result;

	if (!subscription_id(visit, &upgrade.subscription))
		return NOT_FOUND;
	result = upgrade_confirm(visit->shop, visit->arena, &upgrade);
	if (result != OK)
		return refuse(visit, result, upgrade.staleness);
	visit_redirect(visit,
		arena_format(visit->arena, "/subscriptions?done=%s", upgrade.confirmation));
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

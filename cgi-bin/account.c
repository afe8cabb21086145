/* account.c - « Mon compte » in the avatar's menu: whom invoices are made out to, in which language
 * and which currency. */

#include "base/log.h"
#include "base/text.h"
#include "page/account.h"
#include "page/page.h"

#include <inttypes.h>

enum { NAME, ADDRESS, LANGUAGE, CURRENCY, SAVED, FIELDS_OF_ACCOUNT };
static const struct field fields[FIELDS_OF_ACCOUNT] = {
	/* Bytes, three for each of the characters that the form takes. */
	[NAME] = { .name = "name", .type = FIELD_TEXT, .required = true, .most = 600 },
	[ADDRESS] = { .name = "address", .type = FIELD_LINES, .required = true, .most = 1600 },
	[LANGUAGE] = { .name = "language", .type = FIELD_WORD, .most = 8 },
	[CURRENCY] = { .name = "currency", .type = FIELD_WORD, .most = 8 },
	[SAVED] = { .name = "saved", .type = FIELD_FLAG },
};

static enum result show(struct visit *visit)
{
	struct account_view view = { .profile = account_profile(visit->customer),
		.saved = visit->values[SAVED].present };

	return account_show(visit, view);
}

/* What was typed, and what of it is missing. */
static struct account_view view_of(const struct visit *visit)
{
	const struct value *values = visit->values;
	struct account_view view = { .profile = { .name = values[NAME].text,
					     .address = values[ADDRESS].text,
					     .language = values[LANGUAGE].text } };

	if (values[NAME].error != FIELD_FINE)
		view.name_error =
			say(visit->print.language, "Enter the name to show on your invoices.");
	if (values[ADDRESS].error != FIELD_FINE)
		view.address_error =
			say(visit->print.language, "Enter the address to show on your invoices.");
	view.error_count = (view.name_error != NULL) + (view.address_error != NULL);
	return view;
}

static enum result save(struct visit *visit)
{
	struct account_view view = view_of(visit);
	enum language language;
	enum result result;

	/* No form of ours sends another choice. */
	if (!language_of(view.profile.language, &language) ||
		!preference_currency(visit->values[CURRENCY].text, &view.profile.currency))
		return INVALID;
	if (view.error_count > 0) {
		visit->response.status = STATUS_UNPROCESSABLE;
		return account_show(visit, view);
	}
	result = account_save(visit, &view.profile);
	if (result != OK)
		return result;
	log_event("account changed", "customer=%" PRIu64, visit->customer->id);
	/* Who reads in another language than their mails goes on so. */
	if (!text_equal(view.profile.language, visit->customer->language))
		visit_prefer_language(visit, language);
	visit_redirect(visit, "/account?saved=1");
	return OK;
}

static const struct page page = {
	.path = "/account",
	.access = ACCESS_CUSTOMER,
	.fields = FIELDS(fields),
	.get = show,
	.post = save,
};

int main(void)
{
	return page_main(&page);
}

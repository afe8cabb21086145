/* captcha.c - the challenge behind « Je ne suis pas un robot ». */

#include "base/text.h"
#include "domain/captcha.h"
#include "domain/throttle.h"
#include "page/page.h"

enum { FORM, FIELDS_OF_CAPTCHA };
static const struct field fields[FIELDS_OF_CAPTCHA] = {
	[FORM] = { .name = "form", .type = FIELD_WORD, .most = 20 },
};

struct counting {
	struct throttle throttle;
	uint32_t failures;
};

static enum result count(struct unit *unit, void *context)
{
	struct counting *counting = context;

	return throttle_failures(unit, &counting->throttle, &counting->failures);
}

/* The more sign-ins have failed from this address, the more work the next one takes. */
static enum result challenge(struct visit *visit)
{
	struct counting counting = { .throttle = throttle_of(&visit->shop->secrets,
					     THROTTLE_ADDRESS, visit->request.address) };
	const char *form = visit->values[FORM].present ? visit->values[FORM].text : "login";
	enum result result;

	/* A solution for one form is worth nothing in another. */
	if (!text_equal(form, "login") && !text_equal(form, "support"))
		return INVALID;
	result = store_read(visit->shop->store, visit->arena, count, &counting);
	if (result != OK)
		return result;
	visit->response.media = MEDIA_JSON;
	visit->response.private = true;
	captcha_challenge(&visit->response.body, &visit->shop->secrets, form,
		captcha_cost(counting.failures), clock_machine());
	return OK;
}

static const struct page page = {
	.path = "/captcha",
	.access = ACCESS_MACHINE,
	.fields = FIELDS(fields),
	.get = challenge,
};

int main(void)
{
	return page_main(&page);
}

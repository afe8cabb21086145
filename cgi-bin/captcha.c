/* captcha.c - the challenge behind « Je ne suis pas un robot ». */

#include "domain/captcha.h"
#include "domain/throttle.h"
#include "page/page.h"

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
	enum result result = store_read(visit->shop->store, visit->arena, count, &counting);

	if (result != OK)
		return result;
	visit->response.media = MEDIA_JSON;
	visit->response.private = true;
	captcha_challenge(&visit->response.body, &visit->shop->secrets, "login",
		captcha_cost(counting.failures), clock_machine());
	return OK;
}

static const struct page page = {
	.path = "/captcha",
	.access = ACCESS_MACHINE,
	.get = challenge,
};

int main(void)
{
	return page_main(&page);
}

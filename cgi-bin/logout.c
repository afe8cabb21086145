/* logout.c - « Se déconnecter » in the avatar's menu ends the session. */

#include "base/log.h"
#include "domain/session.h"
#include "page/page.h"

#include <inttypes.h>

static enum result close_session(struct unit *unit, void *token)
{
	return session_close(unit, token);
}

static enum result sign_out(struct visit *visit)
{
	enum result result = store_write(
		visit->shop->store, visit->arena, STORE_SYNC, close_session, (void *)visit->token);

	if (result != OK)
		return result;
	if (visit->customer != NULL)
		log_event("sign-out", "customer=%" PRIu64, visit->customer->id);
	visit->session_is_stale = false;
	response_set_cookie(&visit->response, (struct cookie){ .name = "session", .value = NULL });
	visit_redirect(visit, "/");
	return OK;
}

static const struct page page = {
	.path = "/logout",
	.access = ACCESS_ANYBODY,
	.post = sign_out,
};

int main(void)
{
	return page_main(&page);
}

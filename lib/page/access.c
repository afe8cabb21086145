#include "page/access.h"

#include "base/log.h"
#include "base/text.h"
#include "domain/session.h"
#include "http/cookie.h"

#include <inttypes.h>

struct identifying {
	struct visit *visit;
	struct session session;
};

static enum result find(struct unit *unit, void *context)
{
	struct identifying *identifying = context;

	return session_find(
		unit, identifying->visit->token, clock_machine(), &identifying->session);
}

/* The token signs with whichever cookie the visitor has, signed in or not: nothing is stored for
 * strangers. */
static const char *csrf_of(struct visit *visit)
{
	struct digest mac =
		secret_sign(&visit->shop->secrets, SECRET_CSRF, visit->token, strlen(visit->token));
	char *text = arena_allocate(visit->arena, SECRET_TEXT_SIZE(sizeof mac.bytes));

	secret_text(text, mac.bytes, sizeof mac.bytes);
	return text;
}

enum result access_identify(struct visit *visit)
{
	struct identifying identifying = { .visit = visit };
	const char *cookie = cookie_find(
		visit->request.cookies, "session", visit->response.secure, visit->arena);
	enum result result = NOT_FOUND;

	if (visit->token != NULL)
		return OK;
	if (cookie == NULL) {
		struct session_token fresh = session_token_random();

		visit->token = arena_text(visit->arena, fresh.text);
	} else {
		visit->token = cookie;
		result = store_read(visit->shop->store, visit->arena, find, &identifying);
	}
	visit->csrf = csrf_of(visit);
	if (result == OK) {
		visit->customer = identifying.session.customer;
		visit->session_is_stale = identifying.session.stale;
		visit->response.private = true;
	}
	return result == NOT_FOUND ? OK : result;
}

enum result access_admit(const struct visit *visit, enum access access)
{
	if (access != ACCESS_CUSTOMER && access != ACCESS_OPERATOR)
		return OK;
	if (visit->customer == NULL)
		return SIGNED_OUT;
	if (access == ACCESS_OPERATOR && visit->customer->role != RECORD__ROLE__OPERATOR) {
		log_event("access refused", "customer=%" PRIu64 " wanted=operator",
			visit->customer->id);
		return NOT_FOUND;
	}
	return OK;
}

/* "https://shop.example.com:8443" against the Host that the browser itself sent. */
static bool origin_is_ours(const struct visit *visit)
{
	const char *origin = visit->request.origin, *host;

	if (text_equal(origin, visit->shop->site.address))
		return true;
	if (!text_starts(origin, "http://") && !text_starts(origin, "https://"))
		return false;
	host = strstr(origin, "://") + 3;
	return *visit->request.host != '\0' && text_equal(host, visit->request.host);
}

static const char *strange_sender(const struct visit *visit)
{
	const struct request *request = &visit->request;

	if (*request->fetch_site != '\0' && !text_equal(request->fetch_site, "same-origin") &&
		!text_equal(request->fetch_site, "none"))
		return "fetch-site";
	return *request->origin != '\0' && !origin_is_ours(visit) ? "origin" : NULL;
}

static const char *forgery(const struct visit *visit, const char *csrf)
{
	const char *sign = strange_sender(visit);
	struct digest mac;

	if (sign == NULL && (!secret_bytes(mac.bytes, sizeof mac.bytes, csrf) ||
				    !secret_check(&visit->shop->secrets, SECRET_CSRF, visit->token,
					    strlen(visit->token), &mac)))
		sign = "token";
	return sign;
}

static enum result refuse(const char *sign)
{
	if (sign == NULL)
		return OK;
	log_event("forged request", "sign=%s", sign);
	return FORBIDDEN;
}

enum result access_check_sender(const struct visit *visit)
{
	return refuse(strange_sender(visit));
}

enum result access_check_origin(const struct visit *visit, const char *csrf)
{
	return refuse(forgery(visit, csrf));
}

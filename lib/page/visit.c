#include "page/visit.h"

#include "base/text.h"
#include "http/path.h"

#define CHARACTER_MOST 4 /* bytes of UTF-8 */
#define PREFERENCE_LIFETIME (365 * 24 * 60 * 60)

static void keep_preference(struct visit *visit)
{
	response_set_cookie(&visit->response,
		(struct cookie){ "lang", preference_write(&visit->preference, visit->arena),
			PREFERENCE_LIFETIME });
}

void visit_prefer_language(struct visit *visit, enum language language)
{
	visit->preference.has_language = true;
	visit->preference.language = visit->print.language = language;
	keep_preference(visit);
}

void visit_prefer_currency(struct visit *visit, enum currency currency)
{
	visit->preference.has_currency = true;
	visit->preference.currency = currency;
	keep_preference(visit);
}

enum currency visit_currency(const struct visit *visit)
{
	if (visit->customer != NULL)
		return (enum currency)visit->customer->currency;
	return visit->preference.has_currency ? visit->preference.currency
					      : (enum currency)visit->shop->site.currency;
}

const char *visit_query(const struct visit *visit)
{
	const struct request *request = &visit->request;
	const char *at = request->query, *kept = "";

	if (request->method == METHOD_POST || request->problem != PROBLEM_NONE)
		return kept;
	while (*at != '\0') {
		size_t length = strcspn(at, "&");

		if (length > 0 && !text_starts(at, "lang="))
			kept = arena_format(visit->arena, "%s%s%.*s", kept,
				*kept == '\0' ? "" : "&", (int)length, at);
		at += length;
		at += *at == '&';
	}
	return kept;
}

const char *visit_in_language(const struct visit *visit, enum language language)
{
	const char *query = visit_query(visit);

	return arena_format(visit->arena, "%s?lang=%s%s%s",
		path_write(visit->request.path, visit->arena), language_code(language),
		*query == '\0' ? "" : "&", query);
}

const char *visit_words(const struct visit *visit, const Record__Words *words)
{
	return visit->print.language == FRENCH ? words->fr : words->en;
}

void visit_redirect(struct visit *visit, const char *location)
{
	response_redirect(&visit->response, location);
}

void visit_keep_token(struct visit *visit)
{
	response_set_cookie(
		&visit->response, (struct cookie){ .name = "session", .value = visit->token });
}

struct mailbox visit_mailbox(const struct visit *visit)
{
	return (struct mailbox){ visit->shop->site.support };
}

bool visit_is_demo(const struct visit *visit)
{
	return visit->shop->site.kind == SITE_DEMO;
}

bool visit_is_below(const struct visit *visit, const char *path)
{
	return text_starts(visit->request.path, path);
}

bool visit_is_operator(const struct visit *visit)
{
	return visit->customer != NULL && visit->customer->role == RECORD__ROLE__OPERATOR;
}

/* The first letters of the first two words, whole characters of UTF-8. */
const char *visit_initials(const struct visit *visit)
{
	const char *at = visit->customer->name;
	char initials[2 * CHARACTER_MOST], *end = initials;

	at += strspn(at, " -");
	for (int words = 0; *at != '\0' && words < 2; words++) {
		size_t size = 1;

		while (size < CHARACTER_MOST && (at[size] & 0xc0) == 0x80)
			size++;
		end = mempcpy(end, at, size);
		at += strcspn(at, " -");
		at += strspn(at, " -");
	}
	/* A name without letters: the address for mail has one. */
	if (end == initials)
		*end++ = *visit->customer->email;
	return arena_copy(visit->arena, initials, (size_t)(end - initials));
}

#include "page/preference.h"

#include "base/text.h"

#include <assert.h>
#include <string.h>

#define TAG_MOST 32
#define CURRENCY_KEY "-u-cu-"

bool preference_currency(const char *code, enum currency *currency)
{
	char small[8];

	for (enum currency each = 0; each < CURRENCIES; each++) {
		snprintf(small, sizeof small, "%s", currency_code(each));
		text_lower(small);
		if (text_equal(code, small)) {
			*currency = each;
			return true;
		}
	}
	return false;
}

const char *preference_code(enum currency currency, struct arena *arena)
{
	char *code = arena_text(arena, currency_code(currency));

	text_lower(code);
	return code;
}

struct preference preference_read(const char *cookie)
{
	struct preference preference = { 0 };
	char tag[TAG_MOST], *key;

	if (cookie == NULL || strlen(cookie) >= sizeof tag)
		return preference;
	snprintf(tag, sizeof tag, "%s", cookie);
	key = strstr(tag, CURRENCY_KEY);
	if (key != NULL) {
		*key = '\0';
		preference.has_currency =
			preference_currency(key + strlen(CURRENCY_KEY), &preference.currency);
	}
	preference.has_language = language_of(tag, &preference.language);
	return preference;
}

const char *preference_write(const struct preference *preference, struct arena *arena)
{
	const char *language =
		preference->has_language ? language_code(preference->language) : "und";

	assert(preference->has_language || preference->has_currency);
	return preference->has_currency ? arena_format(arena, "%s" CURRENCY_KEY "%s", language,
						  preference_code(preference->currency, arena))
					: language;
}

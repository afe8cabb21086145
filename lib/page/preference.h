/*
 * preference.h - what a visitor chose for all pages: the language and the currency.
 *
 * Both travel in the cookie `lang` as one language tag (BCP 47): "fr", "en-u-cu-cad", or
 * "und-u-cu-usd" where only the currency was chosen.  "cu" is the key that Unicode's extension
 * of such tags has for a currency (RFC 6067).  So a lasting choice needs no second cookie.
 */
#ifndef PAGE_PREFERENCE_H
#define PAGE_PREFERENCE_H

#include "base/arena.h"
#include "base/money.h"
#include "page/language.h"

struct preference {
	bool has_language, has_currency;
	enum language language;
	enum currency currency;
};

/* Whatever else the cookie may hold counts as no choice; NULL does, too. */
struct preference preference_read(const char *cookie);

/* As the cookie holds it; at least one of the two was chosen. */
const char *preference_write(const struct preference *preference, struct arena *arena);

/* "cad", as addresses and forms spell it; false leaves *currency alone. */
bool preference_currency(const char *code, enum currency *currency);
const char *preference_code(enum currency currency, struct arena *arena);

#endif

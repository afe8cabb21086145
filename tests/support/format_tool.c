/*
 * How amounts, rates and times are written, for a test that another program makes: format.mjs.
 *
 * Reads lines "money LANGUAGE MINOR CURRENCY", "rate LANGUAGE HUNDREDTHS", "day LANGUAGE NUMBER"
 * (days since 1970-01-01) and "instant LANGUAGE SECONDS" (told in Paris); prints one for each.
 */
#include "page/format.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static struct format format_line(const char *line)
{
	char kind[16], code[8], currency_name[8] = "";
	enum language language = LANGUAGES;
	enum currency currency = EUR;
	int64_t number;
	int found = sscanf(line, "%15s %7s %" SCNd64 " %7s", kind, code, &number, currency_name);
	bool known = found >= 3 && language_of(code, &language) &&
		     (found == 3 || currency_read(currency_name, &currency));

	assert(known);
	if (strcmp(kind, "money") == 0)
		return format_money(money_of(number, currency), language);
	if (strcmp(kind, "rate") == 0)
		return format_rate(number, language);
	if (strcmp(kind, "day") == 0)
		return format_day((struct day){ (int32_t)number }, language);
	assert(strcmp(kind, "instant") == 0);
	return format_instant((struct instant){ number }, language);
}

int main(void)
{
	char line[128];
	enum result result = clock_init("Europe/Paris", NULL);

	assert(result == OK);
	while (fgets(line, sizeof line, stdin) != NULL)
		puts(format_line(line).text);
	return 0;
}

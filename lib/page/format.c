#include "page/format.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define MINUS "\u2212"
#define SPACE "\u00a0"        /* that doesn't break */
#define NARROW_SPACE "\u202f" /* likewise */

static const struct language_format {
	const char *group, *point, *percent;
	bool sign_first; /* the currency's, before the digits */
	const char *signs[CURRENCIES];
	const char *months[12];
} formats[LANGUAGES] = {
	[FRENCH] = {
		.group = NARROW_SPACE,
		.point = ",",
		.percent = SPACE "%",
		.signs = { [EUR] = "€", [USD] = "$US", [CAD] = "$CA" },
		.months = { "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août",
			"septembre", "octobre", "novembre", "décembre" },
	},
	[ENGLISH] = {
		.group = ",",
		.point = ".",
		.percent = "%",
		.sign_first = true,
		.signs = { [EUR] = "€", [USD] = "$", [CAD] = "CA$" },
		.months = { "January", "February", "March", "April", "May", "June", "July",
			"August", "September", "October", "November", "December" },
	},
};

static void add(struct format *format, const char *text)
{
	size_t length = strlen(format->text), more = strlen(text);

	assert(length + more < sizeof format->text);
	memcpy(format->text + length, text, more + 1);
}

/* A number's digits, in groups of three unless group is NULL, with zeroes to so many digits.  By
 * hand: a page has dozens of amounts and dates, and snprintf takes most of their time. */
static void add_digits(struct format *format, uint64_t number, int least, const char *group)
{
	size_t size = group == NULL ? 0 : strlen(group);
	char text[96], *at = text + sizeof text - 1;

	*at = '\0';
	for (int n = 0; n < least || number > 0; n++) {
		if (n > 0 && n % 3 == 0 && size > 0)
			memcpy(at -= size, group, size);
		*--at = (char)('0' + number % 10);
		number /= 10;
	}
	add(format, at);
}

/* Negating the least number directly would overflow. */
static uint64_t magnitude(int64_t number)
{
	return number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
}

struct format format_money(struct money money, enum language language)
{
	const struct language_format *style = &formats[language];
	uint64_t minor = magnitude(money.minor);
	struct format format = { "" };

	assert(money.currency < CURRENCIES);
	add(&format, money.minor < 0 ? MINUS : "");
	if (style->sign_first)
		add(&format, style->signs[money.currency]);
	add_digits(&format, minor / 100, 1, style->group);
	add(&format, style->point);
	add_digits(&format, minor % 100, 2, NULL);
	if (!style->sign_first) {
		add(&format, SPACE);
		add(&format, style->signs[money.currency]);
	}
	return format;
}

struct format format_rate(int64_t hundredths, enum language language)
{
	const struct language_format *style = &formats[language];
	uint64_t rest = magnitude(hundredths) % 100;
	struct format format = { "" };
	char digits[8];

	add(&format, hundredths < 0 ? MINUS : "");
	add_digits(&format, magnitude(hundredths) / 100, 1, style->group);
	if (rest != 0) {
		snprintf(digits, sizeof digits, "%02d", (int)rest);
		digits[rest % 10 == 0 ? 1 : 2] = '\0';
		add(&format, style->point);
		add(&format, digits);
	}
	add(&format, style->percent);
	return format;
}

static struct format date_format(struct date date, enum language language)
{
	const char *month = formats[language].months[date.month - 1];
	struct format format = { "" };

	if (language == ENGLISH) {
		add(&format, month);
		add(&format, " ");
		add_digits(&format, (uint64_t)date.day, 1, NULL);
		add(&format, ", ");
	} else {
		add_digits(&format, (uint64_t)date.day, 1, NULL);
		add(&format, date.day == 1 ? "er" SPACE : SPACE);
		add(&format, month);
		add(&format, " ");
	}
	add_digits(&format, (uint64_t)date.year, 1, NULL);
	return format;
}

struct format format_day(struct day day, enum language language)
{
	return date_format(day_date(day), language);
}

struct format format_day_iso(struct day day)
{
	struct date date = day_date(day);
	struct format format = { "" };

	add_digits(&format, (uint64_t)date.year, 4, NULL);
	add(&format, "-");
	add_digits(&format, (uint64_t)date.month, 2, NULL);
	add(&format, "-");
	add_digits(&format, (uint64_t)date.day, 2, NULL);
	return format;
}

struct format format_instant_iso(struct instant instant)
{
	struct format format = { "" };
	char text[32];

	instant_write(instant, text);
	add(&format, text);
	return format;
}

struct format format_instant(struct instant instant, enum language language)
{
	struct format format = format_day(day_at(instant), language);
	struct format iso = format_instant_iso(instant);
	int hour = 0, minute = 0;
	char time[32];

	sscanf(iso.text + strlen("2026-05-11T"), "%2d:%2d", &hour, &minute);
	if (language == ENGLISH)
		snprintf(time, sizeof time, " at %d:%02d" NARROW_SPACE "%s",
			hour % 12 == 0 ? 12 : hour % 12, minute, hour < 12 ? "AM" : "PM");
	else
		snprintf(time, sizeof time, " à %02d:%02d", hour, minute);
	add(&format, time);
	return format;
}

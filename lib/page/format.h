/*
 * format.h - numbers, amounts and dates as people write them.
 *
 * As CLDR has them: 1 234,50 € in French (U+202F, U+00A0), €1,234.50 in English, and a real
 * minus sign, U+2212.  In French the day and the month don't part at a line's end.
 * A struct format is printed by templates like a text.
 */
#ifndef PAGE_FORMAT_H
#define PAGE_FORMAT_H

#include "base/clock.h"
#include "base/money.h"
#include "page/language.h"

struct format {
	char text[64];
};

struct format format_money(struct money money, enum language language);
/* Hundredths of a percent: 2000 is "20 %", 550 "5,5 %". */
struct format format_rate(int64_t hundredths, enum language language);
struct format format_day(struct day day, enum language language); /* 11 mai 2026 */
/* 11 mai 2026 à 14:32, in the shop's time zone. */
struct format format_instant(struct instant instant, enum language language);

/* For machines: 2026-05-11, 2026-05-11T14:32:07+02:00. */
struct format format_day_iso(struct day day);
struct format format_instant_iso(struct instant instant);

#endif

/*
 * clock.h - days, instants, and the two clocks.
 *
 * Days, quotes, invoices and the journal go by the shop's clock, in the shop's time zone;
 * sessions, the captcha and throttling by the machine's.  The shop's clock is the machine's
 * plus an offset that only demo and test shops may have: eight bytes in data/clock, mapped
 * by every process, so that `palierctl clock` moves all of them at once.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/result.h"

#include <stdint.h>

/* Seconds since 1970-01-01 UTC. */
struct instant {
	int64_t seconds;
};

/* A date without a time: days since 1970-01-01.  Intervals of days are half open, [from, to). */
struct day {
	int32_t number;
};

struct date {
	int year, month, day; /* 2026, 5, 11 */
};

/*
 * Sets the shop's time zone (an IANA name) and maps the offset file, if it is there; NULL for
 * none.  INVALID: no such zone on this machine.
 */
MUST_USE enum result clock_init(const char *zone, const char *offset_path);

struct instant clock_machine(void);
struct instant clock_shop(void);
int64_t clock_offset(void); /* seconds that the shop's clock is ahead of the machine's */

/* Writes the offset, making the file if need be; every process that mapped it follows. */
MUST_USE enum result clock_move(const char *offset_path, int64_t seconds);

/* The day at an instant, in the shop's time zone. */
struct day day_at(struct instant instant);
struct day day_of(int year, int month, int day); /* the date must exist */
struct date day_date(struct day day);
int32_t days_between(struct day from, struct day to);
struct day day_after(struct day day, int32_t days);

/* "2026-05-11" and nothing else; false for a date that doesn't exist, or a year not in
 * 1970..2199. */
bool day_read(const char *text, struct day *day);

/* The date and time of an instant in the shop's zone: "2026-05-11T14:32:07+02:00", 25 bytes
 * and a NUL. */
void instant_write(struct instant instant, char text[static 32]);
/* Reads that form, or one with Z for the zone; false for anything else. */
bool instant_read(const char *text, struct instant *instant);

#endif

/*
 * money.h - amounts: whole minor units of a currency.  No floating point, anywhere.
 */
#ifndef BASE_MONEY_H
#define BASE_MONEY_H

#include <stdbool.h>
#include <stdint.h>

enum currency { EUR, USD, CAD, CURRENCIES };

struct money {
	int64_t minor; /* cents; negative for a credit */
	enum currency currency;
};

/* The largest price per cycle and seat, and the most seats, that a shop may have: their
 * product times a year's days still fits into 64 bits. */
#define MONEY_PRICE_MOST INT64_C(100000000000)
#define MONEY_SEATS_MOST 10000

struct money money_of(int64_t minor, enum currency currency);

/* Both must be of one currency and the sum must fit; anything else is a bug. */
struct money money_sum(struct money a, struct money b);
struct money money_times(struct money amount, int64_t factor);
struct money money_negative(struct money amount);
bool money_equal(struct money a, struct money b);

/*
 * amount x part / whole, rounded half up, away from zero, to the minor unit (product.md,
 * Money, rule 3).  0 <= part <= whole, whole > 0.
 */
struct money money_share(struct money amount, int64_t part, int64_t whole);

/* "EUR", and back; false for a code that isn't in the list. */
const char *currency_code(enum currency currency);
bool currency_read(const char *code, enum currency *currency);

#endif

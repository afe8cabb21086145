#include "base/money.h"

#include "base/text.h"

#include <assert.h>

static const char *const codes[CURRENCIES] = { [EUR] = "EUR", [USD] = "USD", [CAD] = "CAD" };

struct money money_of(int64_t minor, enum currency currency)
{
	return (struct money){ minor, currency };
}

struct money money_sum(struct money a, struct money b)
{
	struct money sum = { 0, a.currency };
	bool overflow = __builtin_add_overflow(a.minor, b.minor, &sum.minor);

	assert(a.currency == b.currency && !overflow);
	return sum;
}

struct money money_times(struct money amount, int64_t factor)
{
	struct money product = { 0, amount.currency };
	bool overflow = __builtin_mul_overflow(amount.minor, factor, &product.minor);

	assert(!overflow);
	return product;
}

struct money money_negative(struct money amount)
{
	return money_times(amount, -1);
}

bool money_equal(struct money a, struct money b)
{
	return a.minor == b.minor && a.currency == b.currency;
}

/* Rounded away from zero by working on the absolute value: -0.5 becomes -1 as 0.5 becomes 1. */
struct money money_share(struct money amount, int64_t part, int64_t whole)
{
	__int128 exact = (__int128)amount.minor * part;
	bool negative = exact < 0;
	__int128 share;

	assert(whole > 0 && part >= 0 && part <= whole);
	share = ((negative ? -exact : exact) * 2 + whole) / ((__int128)whole * 2);
	return money_of((int64_t)(negative ? -share : share), amount.currency);
}

const char *currency_code(enum currency currency)
{
	assert(currency < CURRENCIES);
	return codes[currency];
}

bool currency_read(const char *code, enum currency *currency)
{
	for (enum currency each = 0; each < CURRENCIES; each++)
		if (text_equal(code, codes[each])) {
			*currency = each;
			return true;
		}
	return false;
}

#include "domain/period.h"

#include <assert.h>
#include <stddef.h>

const char *const period_cycle_words[] = {
	[RECORD__CYCLE__MONTH] = "month",
	[RECORD__CYCLE__YEAR] = "year",
	NULL,
};

static int cycle_months(Record__Cycle cycle)
{
	return cycle == RECORD__CYCLE__YEAR ? 12 : 1;
}

/* Months since the year 0, which makes a date's month something to count with. */
static int date_months(struct date date)
{
	return date.year * 12 + date.month - 1;
}

static int month_days(int year, int month)
{
	int months = year * 12 + month;

	return (int)days_between(day_of(year, month, 1), day_of(months / 12, months % 12 + 1, 1));
}

struct day period_start(struct day anchor, Record__Cycle cycle, int32_t n)
{
	struct date date = day_date(anchor);
	int months, year, month, last;

	assert(n >= 0 && n <= PERIOD_NUMBER_MOST);
	months = date_months(date) + n * cycle_months(cycle);
	year = months / 12;
	month = months % 12 + 1;
	/* Every month has 28 days, and most anchors need no more. */
	last = date.day <= 28 ? 28 : month_days(year, month);
	return day_of(year, month, date.day < last ? date.day : last);
}

struct period period_at(struct day anchor, Record__Cycle cycle, struct day today)
{
	int months = date_months(day_date(today)) - date_months(day_date(anchor));
	int32_t n = months > 0 ? months / cycle_months(cycle) : 0;

	/* Within the month counted to, today may still lie before the day that starts a period. */
	if (n > 0 && period_start(anchor, cycle, n).number > today.number)
		n--;
	return (struct period){ period_start(anchor, cycle, n), period_start(anchor, cycle, n + 1),
		n };
}

int32_t period_days(struct period period)
{
	return days_between(period.from, period.to);
}

bool period_contains(struct period period, struct day day)
{
	return period.from.number <= day.number && day.number < period.to.number;
}

int32_t period_days_left(struct period period, struct day today)
{
	int32_t left = days_between(today, period.to);

	if (left < 0)
		return 0;
	return left < period_days(period) ? left : period_days(period);
}

#include "tools/palierctl.h"

#include "base/text.h"
#include "domain/proration.h"
#include "tools/palierctl_print.h"

#include <inttypes.h>

#define STARTS_MOST 1200

static bool read_price(const struct call *call, const char *name, struct money *price)
{
	const char *text = call_option(call, name);

	*price = money_of(0, EUR); /* of whichever currency: both prices are of the same */
	if (text_number(text, 0, PRORATION_PRICE_MOST, &price->minor))
		return true;
	misuse(call,
		"%s is \"%s\"; it must be a whole number of minor units from 0 to %" PRId64 ".",
		name, text, PRORATION_PRICE_MOST);
	return false;
}

static bool read_day(const struct call *call, const char *name, struct day *day)
{
	const char *text = call_option(call, name);

	if (day_read(text, day))
		return true;
	misuse(call, "%s is \"%s\"; it must be a date that exists, like 2026-05-11.", name, text);
	return false;
}

enum exit_status command_prorate(const struct call *call)
{
	struct money old_price, new_price;
	struct period period = { .number = 0 };
	struct proration lines;
	struct day at;

	if (!read_price(call, "--old", &old_price) || !read_price(call, "--new", &new_price) ||
		!read_day(call, "--start", &period.from) || !read_day(call, "--end", &period.to) ||
		!read_day(call, "--at", &at))
		return MISUSED;
	if (period.to.number <= period.from.number)
		return refuse("the period ends on %s, which isn't after its start on %s.",
			call_option(call, "--end"), call_option(call, "--start"));
	if (!period_contains(period, at))
		return refuse("%s doesn't lie in the period from %s to the day before %s.",
			call_option(call, "--at"), call_option(call, "--start"),
			call_option(call, "--end"));
	if (!proration_is_possible(old_price, new_price, period, at))
		return refuse("a period of %" PRId32
			      " days is longer than any that is billed; %d is "
			      "the most.",
			period_days(period), PRORATION_DAYS_MOST);
	lines = proration_of(old_price, new_price, period, at);
	printf("{\"credit\":%" PRId64 ",\"charge\":%" PRId64 ",\"total\":%" PRId64 "}\n",
		lines.credit.minor, lines.charge.minor, lines.total.minor);
	return DONE;
}

enum exit_status command_schedule(const struct call *call)
{
	const char *count_text = call_option(call, "--count");
	Record__Cycle cycle = RECORD__CYCLE__MONTH;
	struct day anchor;
	int64_t count;

	if (!read_day(call, "--anchor", &anchor))
		return MISUSED;
	if (!text_number(count_text, 1, STARTS_MOST, &count))
		return misuse(call, "--count is \"%s\"; it must be a number from 1 to %d.",
			count_text, STARTS_MOST);
	if (text_equal(call_option(call, "--cycle"), period_cycle_words[RECORD__CYCLE__YEAR]))
		cycle = RECORD__CYCLE__YEAR;
	for (int32_t n = 1; n <= count; n++) {
		const char *start = day_text(call->arena, period_start(anchor, cycle, n));

		if (call->json)
			print_json(json_pack("{s:s}", "start", start));
		else
			puts(start);
	}
	return DONE;
}

#include "tools/palierctl.h"

#include "tools/palierctl_print.h"
#include "tools/palierctl_shop.h"

#include <errno.h>
#include <inttypes.h>

/* The calendar of base/clock.h ends with the year 2199. */
#define LATEST "2199-12-31T00:00:00Z"

static enum exit_status print_clock(const struct call *call)
{
	char now[32];

	instant_write(clock_shop(), now);
	if (call->json)
		print_json(
			json_pack("{s:s, s:I}", "now", now, "ahead", (json_int_t)clock_offset()));
	else if (clock_offset() == 0)
		printf("%s, as the machine's\n", now);
	else
		printf("%s, %" PRId64 " seconds %s the machine's\n", now,
			clock_offset() < 0 ? -clock_offset() : clock_offset(),
			clock_offset() < 0 ? "behind" : "ahead of");
	return DONE;
}

static enum exit_status enter(const struct call *call, struct shop *shop)
{
	enum exit_status status = shop_look(call, shop);

	if (status == DONE && !shop_is_playground(shop))
		status = shop_refuse_live(shop, "its clock is the machine's");
	return status;
}

static enum exit_status leave(struct shop *shop, enum exit_status status)
{
	if (shop->arena != NULL)
		shop_close(shop);
	return status;
}

static enum exit_status move(const struct call *call, const struct shop *shop, struct instant to)
{
	const char *path = shop_path(shop, "data/clock");
	struct instant latest;

	if (!instant_read(LATEST, &latest) || to.seconds < 0 || to.seconds > latest.seconds)
		return refuse("the shop's clock can't leave the years 1970 to 2199.");
	if (clock_move(path, to.seconds - clock_machine().seconds) != OK)
		return refuse("%s: can't be written (%s). Make the shop with `palierctl init`.",
			path, strerror(errno));
	return print_clock(call);
}

enum exit_status command_clock_show(const struct call *call)
{
	struct shop shop;
	enum exit_status status = enter(call, &shop);

	return leave(&shop, status == DONE ? print_clock(call) : status);
}

enum exit_status command_clock_set(const struct call *call)
{
	struct instant to;
	struct shop shop;
	enum exit_status status;

	if (!instant_read(call->operands[0], &to))
		return misuse(call,
			"\"%s\" is no instant; write it like 2026-12-01T10:00:00+01:00 or "
			"2026-12-01T09:00:00Z.",
			call->operands[0]);
	status = enter(call, &shop);
	return leave(&shop, status == DONE ? move(call, &shop, to) : status);
}

/* Days keep the time of day, also when summer time begins or ends between. */
static struct instant days_later(struct instant now, int64_t days)
{
	time_t seconds = now.seconds;
	struct tm date;

	localtime_r(&seconds, &date);
	date.tm_mday += (int)days;
	date.tm_isdst = -1;
	return (struct instant){ mktime(&date) };
}

enum exit_status command_clock_advance(const struct call *call)
{
	static const int64_t lengths[] = { ['h'] = 3600, ['m'] = 60, ['s'] = 1 };
	struct shop shop;
	struct instant to;
	int64_t number;
	enum exit_status status;
	char unit;

	if (!call_read_time(call->operands[0], &number, &unit))
		return misuse(call,
			"\"%s\" is no length of time; write a number and d, h, m or s, like 30d.",
			call->operands[0]);
	status = enter(call, &shop);
	if (status != DONE)
		return leave(&shop, status);
	to = clock_shop();
	if (unit == 'd')
		to = days_later(to, number);
	else
		to.seconds += number * lengths[(unsigned char)unit];
	return leave(&shop, move(call, &shop, to));
}

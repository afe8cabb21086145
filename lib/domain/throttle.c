#include "domain/throttle.h"

#include "domain/tables.h"

#include <arpa/inet.h>

#define WAIT_MOST 900
#define FORGET_AFTER 3600 /* seconds after the last failure's wait */
#define DAY (24 * 60 * 60)
#define HOME_FOR (90 * DAY)

static const uint32_t free_failures[] = {
	[THROTTLE_ACCOUNT] = 5,
	[THROTTLE_ADDRESS] = 20,
	[THROTTLE_VOTES] = 30,
	[THROTTLE_TICKETS] = 10,
};

struct throttle throttle_of(
	const struct secrets *secrets, enum throttle_kind kind, const char *name)
{
	struct in6_addr network;
	char plain[INET_ADDRSTRLEN] = "";
	const char *what = name;
	size_t size = strlen(name);

	if (kind != THROTTLE_ACCOUNT && inet_pton(AF_INET6, name, &network) == 1) {
		/* ::ffff:192.0.2.1 is 192.0.2.1, and no neighbour of every other such address. */
		if (IN6_IS_ADDR_V4MAPPED(&network))
			inet_ntop(AF_INET, network.s6_addr + 12, plain, sizeof plain);
		what = IN6_IS_ADDR_V4MAPPED(&network) ? plain : (const char *)network.s6_addr;
		size = IN6_IS_ADDR_V4MAPPED(&network) ? strlen(plain) : 8;
	}
	return (struct throttle){ kind, secret_sign(secrets, SECRET_THROTTLE, what, size) };
}

static struct key key_of(const struct throttle *throttle)
{
	struct key key = key_number(throttle->kind);

	key_add_bytes(&key, throttle->name.bytes, sizeof throttle->name.bytes);
	return key;
}

/* The record, or a blank one where nothing was booked yet. */
static enum result find_or_blank(struct unit *unit, const struct throttle *throttle,
	struct key *key, Record__Throttle **record)
{
	enum result result;

	*key = key_of(throttle);
	result = throttles_find(unit, key, record);
	if (result != NOT_FOUND)
		return result;
	*record = arena_allocate(unit_arena(unit), sizeof **record);
	record__throttle__init(*record);
	return OK;
}

/* Both names are keyed hashes already. */
static struct throttle account_at(
	enum throttle_kind kind, const struct throttle *account, const struct throttle *address)
{
	struct digest both[] = { account->name, address->name };

	return (struct throttle){ kind, secret_hash(both, sizeof both) };
}

enum result throttle_narrow(struct unit *unit, const struct throttle *account,
	const struct throttle *address, struct throttle *narrowed)
{
	struct throttle home = account_at(THROTTLE_HOME, account, address);
	struct key key = key_of(&home);
	Record__Throttle *record;
	enum result result = throttles_find(unit, &key, &record);

	*narrowed = result == OK ? account_at(account->kind, account, address) : *account;
	return result == NOT_FOUND ? OK : result;
}

/* Written once a day: most sign-ins find it there. */
enum result throttle_make_home(struct unit *unit, const struct throttle *account,
	const struct throttle *address, struct instant now)
{
	struct throttle home = account_at(THROTTLE_HOME, account, address);
	Record__Throttle *record;
	struct key key;
	enum result result = find_or_blank(unit, &home, &key, &record);

	if (result != OK || record->expires > now.seconds + HOME_FOR - DAY)
		return result;
	record->expires = now.seconds + HOME_FOR;
	return throttles_put(unit, &key, record);
}

enum result throttle_check(
	struct unit *unit, const struct throttle *throttle, struct instant now, int64_t *wait)
{
	Record__Throttle *record;
	struct key key;
	enum result result = find_or_blank(unit, throttle, &key, &record);

	if (result != OK || record->until <= now.seconds)
		return result;
	*wait = record->until - now.seconds;
	return THROTTLED;
}

enum result throttle_book(struct unit *unit, const struct throttle *throttle, struct instant now)
{
	Record__Throttle *record;
	struct key key;
	enum result result = find_or_blank(unit, throttle, &key, &record);
	uint32_t over;
	int64_t wait = 0;

	if (result != OK)
		return result;
	record->failures++;
	if (record->failures > free_failures[throttle->kind]) {
		over = record->failures - free_failures[throttle->kind] - 1;
		wait = over < 10 ? INT64_C(1) << over : WAIT_MOST;
		wait = wait > WAIT_MOST ? WAIT_MOST : wait;
	}
	record->until = now.seconds + wait;
	record->expires = record->until + FORGET_AFTER;
	return throttles_put(unit, &key, record);
}

enum result throttle_take_back(struct unit *unit, const struct throttle *throttle)
{
	Record__Throttle *record;
	struct key key = key_of(throttle);
	enum result result = throttles_find(unit, &key, &record);

	if (result != OK)
		return result == NOT_FOUND ? OK : result;
	if (record->failures <= 1)
		return throttles_remove(unit, &key);
	record->failures--;
	record->until = 0;
	return throttles_put(unit, &key, record);
}

enum result throttle_forgive(struct unit *unit, const struct throttle *throttle)
{
	struct key key = key_of(throttle);
	enum result result;

	if (throttle->kind != THROTTLE_ACCOUNT)
		return throttle_take_back(unit, throttle);
	result = throttles_remove(unit, &key);
	return result == NOT_FOUND ? OK : result;
}

enum result throttle_failures(
	struct unit *unit, const struct throttle *throttle, uint32_t *failures)
{
	Record__Throttle *record;
	struct key key;
	enum result result = find_or_blank(unit, throttle, &key, &record);

	*failures = result == OK ? record->failures : 0;
	return result;
}

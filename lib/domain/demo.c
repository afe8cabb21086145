#include "domain/demo.h"

#include "base/buffer.h"
#include "domain/account.h"
#include "domain/quote.h"
#include "domain/subscription.h"
#include "domain/upgrade_write.h"

#include <inttypes.h>

#define SUBSCRIPTIONS_EACH 3
#define SLICE 20 /* customers in one unit: far below its 100 ms */

struct demo_subscription {
	const char *product, *edition; /* NULL: none */
	uint32_t seats;
	Record__Cycle cycle;
	int32_t anchored, ended; /* days ago; ended 0: it hasn't */
	int32_t upgraded;        /* days ago, but in the period at hand; 0: it wasn't */
	bool if_sold;            /* left out where the catalogue doesn't sell it so */
};

struct demo_customer {
	const char *email, *name, *address, *language;
	enum currency currency;
	Record__Role role;
	struct demo_subscription subscriptions[SUBSCRIPTIONS_EACH];
};

/* A subscription stays on a line. */
/* clang-format off */
static const struct demo_customer people[] = {
	{ "essentials@example.com", "Camille Moreau", "3 rue de l’Escalier\n69001 Lyon\nFrance",
		"fr", EUR, RECORD__ROLE__CUSTOMER, {
		{ "harmony", "essentials", 1, RECORD__CYCLE__MONTH, .anchored = 10 } } },
	{ "advanced@example.com", "Noé Lefèvre", "18 place du Palier\n35000 Rennes\nFrance",
		"fr", EUR, RECORD__ROLE__CUSTOMER, {
		{ "harmony", "advanced", 1, RECORD__CYCLE__MONTH, .anchored = 10 } } },
	{ "premium@example.com", "Alix Durand", "7 quai Haut\n33000 Bordeaux\nFrance",
		"fr", EUR, RECORD__ROLE__CUSTOMER, {
		{ "harmony", "premium", 1, RECORD__CYCLE__MONTH, .anchored = 10 } } },
	/* Several at once: by the year, with seats, another product, and one that has ended. */
	{ "studio@example.com", "Robin Tremblay",
		"214 rue du Belvédère\nMontréal (Québec) H2X 1Y4\nCanada",
		"en", CAD, RECORD__ROLE__CUSTOMER, {
		{ "harmony", "essentials", 1, RECORD__CYCLE__MONTH, 120, 58, .if_sold = true },
		{ "harmony", "advanced", 3, RECORD__CYCLE__YEAR, 58, 0, .if_sold = true },
		{ "storyboard", "solo", 2, RECORD__CYCLE__MONTH, 20, 0, .if_sold = true } } },
	{ "operator@example.com", "Dominique Petit", "12 quai des Mariniers\n44000 Nantes\nFrance",
		"fr", EUR, RECORD__ROLE__OPERATOR, { { 0 } } },
};
/* clang-format on */

struct filling {
	struct shop *shop;
	const struct demo_customer *people;
	size_t count;
	const char *hash; /* one for all: hashing is slow */
};

/* One edition up, on a day of the period at hand; without the confirmation, for nobody asked, and
 * without the mail. */
static enum result upgrade(struct unit *unit, const struct filling *filling,
	const Record__Catalogue *catalogue, Record__Customer *customer,
	const Record__Subscription *subscription, int32_t days)
{
	struct day today = day_at(clock_shop()), day = day_after(today, -days);
	struct period period = subscription_period(subscription, today);
	struct quote_basis basis;
	const struct upgrade_author author = { .actor = customer->id };
	const Record__Quote *quote;
	Record__Invoice *invoice;
	enum result result;

	if (day.number < period.from.number)
		day = period.from;
	result = quote_basis_of(&basis, &filling->shop->site, catalogue, subscription, day);
	if (result != OK)
		return result;
	quote = quote_of(unit_arena(unit), &basis);
	if (quote->n_offers == 0)
		return OK;
	return upgrade_write(unit, &basis, quote->offers[0], customer, author, &invoice);
}

static enum result add_subscription(struct unit *unit, const struct filling *filling,
	Record__Customer *customer, const struct demo_subscription *wanted)
{
	struct day today = day_at(clock_shop());
	struct new_subscription subscription = { .product = wanted->product,
		.edition = wanted->edition,
		.seats = wanted->seats,
		.cycle = wanted->cycle,
		.anchor = day_after(today, -wanted->anchored) };
	const Record__Catalogue *catalogue;
	Record__Subscription *added;
	enum result result = catalogue_cached(&filling->shop->catalogue, unit, &catalogue);

	if (wanted->ended > 0)
		subscription.ended = day_after(today, -wanted->ended);
	if (result != OK)
		return result;
	result = subscription_add(
		unit, &filling->shop->site, catalogue, customer, &subscription, &added);
	if (result == OK && wanted->upgraded > 0)
		result = upgrade(unit, filling, catalogue, customer, added, wanted->upgraded);
	return result == INVALID && wanted->if_sold ? OK : result;
}

static enum result add_person(
	struct unit *unit, const struct filling *filling, const struct demo_customer *person)
{
	struct new_customer customer = { .email = person->email,
		.name = person->name,
		.address = person->address,
		.language = person->language,
		.currency = person->currency,
		.role = person->role,
		.password_hash = filling->hash };
	Record__Customer *record;
	enum result result = customer_find_by_email(unit, person->email, &record);

	if (result != NOT_FOUND)
		return result;
	result = customer_add(unit, &customer, &record);
	for (size_t i = 0; i < SUBSCRIPTIONS_EACH && result == OK; i++)
		if (person->subscriptions[i].product != NULL)
			result = add_subscription(unit, filling, record, &person->subscriptions[i]);
	return result;
}

static enum result add_people(struct unit *unit, void *context)
{
	const struct filling *filling = context;
	enum result result = OK;

	for (size_t i = 0; i < filling->count && result == OK; i++)
		result = add_person(unit, filling, &filling->people[i]);
	return result;
}

/* The same for the same seed, so that a shop made twice is the same shop. */
static uint64_t throw_dice(uint64_t seed)
{
	uint64_t dice = seed * UINT64_C(0x9e3779b97f4a7c15);

	return dice ^ dice >> 29;
}

/* Every tenth has ended, and of the others every sixth was upgraded in the period at hand. */
static struct demo_subscription invent_subscription(uint64_t dice, bool harmony)
{
	static const char *const editions[] = { "essentials", "advanced", "premium" };
	static const char *const others[] = { "solo", "studio" };
	int32_t anchored = (int32_t)(dice / 19 % 120);
	bool ended = dice / 23 % 10 == 0 && anchored > 1;

	return (struct demo_subscription){
		.product = harmony ? "harmony" : "storyboard",
		.edition = harmony ? editions[dice / 11 % 3] : others[dice / 11 % 2],
		.seats = (uint32_t)(dice / 13 % 5) + 1,
		.cycle = dice / 17 % 3 == 0 ? RECORD__CYCLE__YEAR : RECORD__CYCLE__MONTH,
		.anchored = anchored,
		.ended = ended ? anchored / 2 : 0,
		.upgraded = !ended && dice / 29 % 6 == 0 ? (int32_t)(dice / 31 % 20) + 1 : 0,
		.if_sold = !harmony,
	};
}

/* Numbers that end with 1 have three, with 4 or 7 two. */
static size_t count_subscriptions(uint64_t number)
{
	return number % 10 == 1 ? 3 : number % 10 == 4 || number % 10 == 7 ? 2 : 1;
}

static struct demo_customer invent(struct arena *arena, uint64_t number)
{
	static const char *const names[] = { "Alice", "Bilal", "Chloé", "Driss", "Élise", "Farid",
		"Gaëlle", "Hugo", "Inès", "Jules" };
	uint64_t dice = throw_dice(number);
	struct demo_customer customer = {
		.email = arena_format(arena, "customer%06" PRIu64 "@example.com", number),
		.name = arena_format(arena, "%s %06" PRIu64, names[dice % 10], number),
		.address = arena_format(
			arena, "%" PRIu64 " rue Haute\n75001 Paris\nFrance", dice / 10 % 200 + 1),
		.language = dice / 7 % 4 == 0 ? "en" : "fr",
		.currency = EUR,
		.role = RECORD__ROLE__CUSTOMER,
	};

	for (size_t i = 0; i < count_subscriptions(number); i++)
		customer.subscriptions[i] =
			invent_subscription(i == 0 ? dice : throw_dice(dice + i), i % 2 == 0);
	return customer;
}

static enum result fill_more(struct shop *shop, struct arena *arena, const char *hash,
	uint64_t more, demo_progress *progress, void *context)
{
	struct demo_customer slice[SLICE];
	struct filling filling = { .shop = shop, .people = slice, .hash = hash };
	enum result result = OK;

	for (uint64_t done = 0; done < more && result == OK; done += filling.count) {
		filling.count = more - done < SLICE ? (size_t)(more - done) : SLICE;
		for (size_t i = 0; i < filling.count; i++)
			slice[i] = invent(arena, done + i + 1);
		result = store_write(shop->store, arena, STORE_SYNC, add_people, &filling);
		arena_reset(arena);
		if (progress != NULL)
			progress(done + filling.count, more, context);
	}
	return result;
}

enum result demo_fill(struct shop *shop, uint64_t more, demo_progress *progress, void *context)
{
	char hash[PASSWORD_HASH_SIZE];
	struct filling filling = { shop, people, sizeof people / sizeof *people, hash };
	struct arena *arena;
	enum result result;

	if (!shop_is_playground(shop))
		return FORBIDDEN;
	result = password_hash(hash, DEMO_PASSWORD, site_password_cost(&shop->site));
	if (result != OK)
		return result;
	arena = arena_open((size_t)16 << 20);
	result = store_write(shop->store, arena, STORE_SYNC, add_people, &filling);
	if (result == OK)
		result = fill_more(shop, arena, hash, more, progress, context);
	arena_close(arena);
	return result;
}

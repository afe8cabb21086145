#include "domain/account.h"

#include "base/log.h"
#include "base/text.h"
#include "domain/hashing.h"
#include "domain/journal.h"
#include "domain/throttle.h"

#include <inttypes.h>

/* One mailbox, one account: addresses are compared in lower case. */
static struct key email_key(struct arena *arena, const char *email)
{
	char *lower = arena_text(arena, email);

	text_lower(lower);
	return key_text(lower);
}

static enum result take_email(struct unit *unit, const char *email, uint64_t customer)
{
	Record__Email record = RECORD__EMAIL__INIT;
	struct key key = email_key(unit_arena(unit), email);

	record.customer = customer;
	return emails_add(unit, &key, &record);
}

static bool is_text(const char *text, bool lines)
{
	return text_is_utf8(text, strlen(text)) && text_is_clean(text, lines);
}

enum result customer_add(
	struct unit *unit, const struct new_customer *added, Record__Customer **customer)
{
	Record__JournalEntry entry = RECORD__JOURNAL_ENTRY__INIT;
	Record__CustomerAdded customer_added = RECORD__CUSTOMER_ADDED__INIT;
	Record__Customer *record = arena_allocate(unit_arena(unit), sizeof *record);
	enum result result;

	if (!text_is_email(added->email) || !is_text(added->name, false) ||
		!is_text(added->address, true))
		return INVALID;
	record__customer__init(record);
	record->email = added->email;
	record->name = added->name;
	record->address = added->address;
	record->language = added->language;
	record->currency = (int32_t)added->currency;
	record->role = added->role;
	record->password = added->password_hash;
	record->created = clock_shop().seconds;
	result = counter_next(unit, "customer", &record->id);
	if (result == OK)
		result = take_email(unit, added->email, record->id);
	customer_added.role = added->role;
	entry.customer_added = &customer_added;
	if (result == OK)
		result = journal_add(unit, record, &entry);
	*customer = record;
	return result;
}

enum result customer_find(struct unit *unit, uint64_t id, Record__Customer **customer)
{
	struct key key = key_number(id);

	return customers_find(unit, &key, customer);
}

enum result customer_change(struct unit *unit, uint64_t id, const struct profile *profile)
{
	struct key key = key_number(id);
	Record__Customer *customer;
	enum result result;

	if (*profile->name == '\0' || !is_text(profile->name, false) ||
		!is_text(profile->address, true))
		return INVALID;
	result = customers_find(unit, &key, &customer);
	if (result != OK)
		return result;
	customer->name = profile->name;
	customer->address = profile->address;
	customer->language = profile->language;
	customer->currency = (int32_t)profile->currency;
	return customers_change(unit, &key, customer);
}

enum result customer_set_password(struct unit *unit, Record__Customer *customer, const char *hash)
{
	Record__PasswordChanged changed = RECORD__PASSWORD_CHANGED__INIT;
	Record__JournalEntry entry = RECORD__JOURNAL_ENTRY__INIT;
	enum result result;

	customer->password = hash;
	entry.password_changed = &changed;
	result = sessions_end_all(unit, customer);
	return result == OK ? journal_add(unit, customer, &entry) : result;
}

enum result customer_lock(struct unit *unit, Record__Customer *customer, bool locked)
{
	Record__CustomerLocked lock = RECORD__CUSTOMER_LOCKED__INIT;
	Record__CustomerUnlocked unlock = RECORD__CUSTOMER_UNLOCKED__INIT;
	Record__JournalEntry entry = RECORD__JOURNAL_ENTRY__INIT;
	enum result result;

	if ((bool)customer->locked == locked)
		return EXISTS;
	customer->locked = locked;
	if (locked)
		entry.customer_locked = &lock;
	else
		entry.customer_unlocked = &unlock;
	/* Those from before must not come back to life when the lock is taken away. */
	result = sessions_end_all(unit, customer);
	return result == OK ? journal_add(unit, customer, &entry) : result;
}

enum result customer_find_by_email(
	struct unit *unit, const char *email, Record__Customer **customer)
{
	struct key key;
	Record__Email *record;
	enum result result;

	if (!text_is_email(email))
		return NOT_FOUND;
	key = email_key(unit_arena(unit), email);
	result = emails_find(unit, &key, &record);
	return result == OK ? customer_find(unit, record->customer, customer) : result;
}

/* What the two units of a sign-in share. */
struct attempt {
	struct shop *shop;
	struct sign_in *asked;
	struct throttle account, address;
	struct throttle counted; /* the account, or the account at its owner's address */
	struct instant now;
	const char *hash; /* the account's, or NULL */
};

/* Before hashing: spend the solution, read the account, book the attempt as a failure. */
static enum result begin(struct unit *unit, void *context)
{
	struct attempt *attempt = context;
	struct sign_in *asked = attempt->asked;
	Record__Customer *customer;
	enum result result = nonce_spend(unit, asked->nonce);

	if (result == OK)
		result = throttle_narrow(
			unit, &attempt->account, &attempt->address, &attempt->counted);
	if (result == OK)
		result = throttle_check(unit, &attempt->counted, attempt->now, &asked->wait);
	if (result == OK)
		result = throttle_check(unit, &attempt->address, attempt->now, &asked->wait);
	if (result == OK)
		result = throttle_book(unit, &attempt->counted, attempt->now);
	if (result == OK)
		result = throttle_book(unit, &attempt->address, attempt->now);
	if (result != OK)
		return result;
	attempt->hash = NULL;
	asked->customer = 0;
	result = customer_find_by_email(unit, asked->email, &customer);
	if (result == OK) {
		asked->customer = customer->id;
		/* Who has no password yet can't sign in either. */
		if (!customer->locked && !text_is_empty(customer->password))
			attempt->hash = customer->password;
	}
	return result == NOT_FOUND ? OK : result;
}

/* The account must still be what the password was checked against: hashing takes its time. */
static enum result find_unchanged(
	struct unit *unit, const struct attempt *attempt, Record__Customer **customer)
{
	enum result result = customer_find(unit, attempt->asked->customer, customer);

	if (result != OK)
		return result == NOT_FOUND ? WRONG : result;
	return !(*customer)->locked && text_equal((*customer)->password, attempt->hash) ? OK
											: WRONG;
}

/* After it: forgive the attempt, open the session. */
static enum result finish(struct unit *unit, void *context)
{
	struct attempt *attempt = context;
	struct sign_in *asked = attempt->asked;
	Record__Customer *customer;
	enum result result = find_unchanged(unit, attempt, &customer);

	if (result == OK)
		result = throttle_forgive(unit, &attempt->counted);
	if (result == OK)
		result = throttle_forgive(unit, &attempt->address);
	if (result == OK)
		result = throttle_make_home(
			unit, &attempt->account, &attempt->address, attempt->now);
	if (result == OK && asked->closed != NULL)
		result = session_close(unit, asked->closed);
	if (result == OK)
		result = session_open(unit, &asked->token, customer, attempt->now);
	return result;
}

/* Nobody looked at the password, so it was no failure. */
static enum result take_back(struct unit *unit, void *context)
{
	const struct attempt *attempt = context;
	enum result result = throttle_take_back(unit, &attempt->counted);

	return result == OK ? throttle_take_back(unit, &attempt->address) : result;
}

struct rehash {
	uint64_t customer;
	const char *before, *hash;
};

static enum result replace_hash(struct unit *unit, void *context)
{
	const struct rehash *rehash = context;
	Record__Customer *customer;
	struct key key = key_number(rehash->customer);
	enum result result = customers_find(unit, &key, &customer);

	if (result != OK || !text_equal(customer->password, rehash->before))
		return result;
	customer->password = rehash->hash;
	return customers_change(unit, &key, customer);
}

/* The configured price has risen since this hash was made: the password is at hand now. */
static enum result renew_hash(
	struct attempt *attempt, struct arena *arena, struct password_cost cost)
{
	struct rehash rehash = { attempt->asked->customer, attempt->hash, NULL };
	char *hash = arena_allocate(arena, PASSWORD_HASH_SIZE);
	enum result result = password_hash(hash, attempt->asked->password, cost);

	rehash.hash = hash;
	if (result == OK)
		result =
			store_write(attempt->shop->store, arena, STORE_SYNC, replace_hash, &rehash);
	if (result == OK)
		attempt->hash = hash;
	return result;
}

/* A hash that no password has, at the configured price: an unknown account takes as long as a
 * known one. */
static const char *hash_of_nobody(struct arena *arena, struct password_cost cost)
{
	unsigned char random[48];
	char salt[SECRET_TEXT_SIZE(16)], key[SECRET_TEXT_SIZE(32)];

	secret_random(random, sizeof random);
	secret_base64(salt, random, 16);
	secret_base64(key, random + 16, 32);
	return arena_format(arena, "$argon2id$v=19$m=%" PRIu32 ",t=%" PRIu32 ",p=1$%s$%s",
		cost.mebibytes * 1024, cost.passes, salt, key);
}

static enum result check_password(struct attempt *attempt, struct arena *arena)
{
	struct password_cost cost = site_password_cost(&attempt->shop->site);
	bool known = attempt->hash != NULL;
	struct hashing hashing;
	enum result result = hashing_enter(&hashing, attempt->shop->hashing);

	if (result != OK)
		return result;
	result = password_check(
		known ? attempt->hash : hash_of_nobody(arena, cost), attempt->asked->password);
	if (result == OK && password_is_outdated(attempt->hash, cost))
		result = renew_hash(attempt, arena, cost);
	hashing_leave(&hashing);
	return result;
}

enum result sign_in(struct shop *shop, struct arena *arena, struct sign_in *asked)
{
	struct attempt attempt = { .shop = shop, .asked = asked, .now = clock_machine() };
	char *email = arena_text(arena, asked->email), network[LOG_NETWORK_SIZE];
	enum result result;

	text_lower(email);
	attempt.account = throttle_of(&shop->secrets, THROTTLE_ACCOUNT, email);
	attempt.address = throttle_of(&shop->secrets, THROTTLE_ADDRESS, asked->address);
	result = store_write(shop->store, arena, STORE_NOSYNC, begin, &attempt);
	if (result == OK)
		result = check_password(&attempt, arena);
	if (result == BUSY &&
		store_write(shop->store, arena, STORE_NOSYNC, take_back, &attempt) != OK)
		log_event("sign-in still booked", "customer=%" PRIu64, asked->customer);
	if (result == OK) {
		asked->token = session_token_random();
		result = store_write(shop->store, arena, STORE_NOSYNC, finish, &attempt);
	}
	log_event(result == OK ? "sign-in" : "sign-in refused",
		"customer=%" PRIu64 " result=%s wait=%" PRId64 " address=%s", asked->customer,
		result_name(result), asked->wait, log_network(asked->address, network));
	return result;
}

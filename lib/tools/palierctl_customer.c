#include "tools/palierctl_customer.h"

#include "base/log.h"
#include "base/text.h"
#include "tools/palierctl_password.h"
#include "tools/palierctl_print.h"
#include "tools/palierctl_shop.h"

#include <inttypes.h>

/* As many bytes as the form of « Mon compte » takes. */
#define NAME_MOST 600
#define ADDRESS_MOST 1600

/* ---- what the commands share --------------------------------------------------------------- */

enum result customer_named(struct unit *unit, const char *name, Record__Customer **found)
{
	int64_t id;

	if (text_number(name, 1, INT64_MAX, &id))
		return customer_find(unit, (uint64_t)id, found);
	return customer_find_by_email(unit, name, found);
}

enum exit_status customer_refuse(const struct shop *shop, const char *name, enum result result)
{
	int64_t id;

	if (result != NOT_FOUND)
		return shop_refuse(shop, result);
	return refuse("%s: no customer has this %s.", name,
		text_number(name, 1, INT64_MAX, &id) ? "number" : "address");
}

const char *customer_role(const Record__Customer *customer)
{
	return customer->role == RECORD__ROLE__OPERATOR ? "operator" : "customer";
}

const char *customer_state(const Record__Customer *customer)
{
	if (customer->locked)
		return "locked";
	return text_is_empty(customer->password) ? "no-password" : "active";
}

const char *instant_text(struct arena *arena, int64_t seconds)
{
	char text[32];

	instant_write((struct instant){ seconds }, text);
	return arena_text(arena, text);
}

struct work {
	const struct call *call;
	struct shop *shop;
	const char *name; /* as the call has it */
	struct new_customer added;
	Record__Customer *customer;
	const char *hash;
	bool locked;
};

static enum result find(struct unit *unit, void *context)
{
	struct work *work = context;

	return customer_named(unit, work->name, &work->customer);
}

static enum result change(const struct work *work, unit_function *function)
{
	return store_write(
		work->shop->store, work->call->arena, STORE_SYNC, function, (void *)work);
}

static enum exit_status tell(const struct work *work, const char *what)
{
	const Record__Customer *customer = work->customer;

	log_event(what, "customer=%" PRIu64 " by=palierctl", customer->id);
	if (work->call->json)
		print_json(json_pack("{s:I, s:s, s:s, s:s}", "customer", (json_int_t)customer->id,
			"email", customer->email, "role", customer_role(customer), "state",
			customer_state(customer)));
	else
		printf("%s: %s %" PRIu64 ", %s\n", what, customer_role(customer), customer->id,
			customer->email);
	return DONE;
}

/* Opens the shop, does it, closes the shop. */
static enum exit_status with_shop(struct work *work, enum exit_status (*does)(struct work *work))
{
	struct shop shop;
	enum exit_status status = shop_enter(work->call, &shop);

	work->shop = &shop;
	work->name = work->call->operands[0];
	if (status == DONE)
		status = does(work);
	if (shop.arena != NULL)
		shop_close(&shop);
	work->shop = NULL;
	return status;
}

/* ---- add ----------------------------------------------------------------------------------- */

static enum result write_added(struct unit *unit, void *context)
{
	struct work *work = context;

	return customer_add(unit, &work->added, &work->customer);
}

static enum exit_status refuse_taken(const struct work *work)
{
	return refuse("%s: a customer has this address already. See `palierctl customer show %s`.",
		work->name, work->name);
}

/* Before a password is asked for in vain; the unit that adds looks again. */
static enum exit_status check_free(struct work *work)
{
	enum result result = store_read(work->shop->store, work->call->arena, find, work);

	if (result == OK)
		return refuse_taken(work);
	return result == NOT_FOUND ? DONE : shop_refuse(work->shop, result);
}

static enum exit_status add(struct work *work)
{
	struct new_customer *added = &work->added;
	struct password_owner owner = { added->email, added->name };
	enum exit_status status = check_free(work);
	enum result result;

	if (added->language == NULL)
		added->language = work->shop->site.language == 0 ? "fr" : "en";
	if (added->currency == CURRENCIES)
		added->currency = (enum currency)work->shop->site.currency;
	if (status == DONE && call_option(work->call, "--no-password") == NULL)
		status =
			password_take(work->call->arena, work->shop, &owner, &added->password_hash);
	if (status != DONE)
		return status;
	result = change(work, write_added);
	if (result == EXISTS)
		return refuse_taken(work);
	return result == OK ? tell(work, "customer added") : shop_refuse(work->shop, result);
}

static bool is_proper(const char *text, size_t most, bool lines)
{
	size_t size = strlen(text);

	return size <= most && text[strspn(text, " \n")] != '\0' && text_is_utf8(text, size) &&
	       text_is_clean(text, lines);
}

enum exit_status command_customer_add(const struct call *call)
{
	const char *currency = call_option(call, "--currency");
	struct work work = { .call = call,
		.added = { .email = call->operands[0],
			.name = call_option(call, "--name"),
			.address = call_option(call, "--address"),
			.language = call_option(call, "--language"),
			.currency = CURRENCIES,
			.role = call_option(call, "--operator") == NULL ? RECORD__ROLE__CUSTOMER
									: RECORD__ROLE__OPERATOR,
			.password_hash = "" } };

	if (!text_is_email(work.added.email))
		return misuse(call, "\"%s\" is no address for mail.", work.added.email);
	if (!is_proper(work.added.name, NAME_MOST, false))
		return misuse(call,
			"--name must be one line of UTF-8 text, of at most %d bytes, without "
			"control characters.",
			NAME_MOST);
	if (!is_proper(work.added.address, ADDRESS_MOST, true))
		return misuse(call,
			"--address must be lines of UTF-8 text, of at most %d bytes, without "
			"control characters.",
			ADDRESS_MOST);
	if (currency != NULL)
		(void)currency_read(currency, &work.added.currency);
	return with_shop(&work, add);
}

/* ---- password ------------------------------------------------------------------------------ */

static enum result write_password(struct unit *unit, void *context)
{
	struct work *work = context;
	enum result result = find(unit, work);

	return result == OK ? customer_set_password(unit, work->customer, work->hash) : result;
}

static enum exit_status change_password(struct work *work)
{
	struct password_owner owner;
	enum exit_status status;
	enum result result = store_read(work->shop->store, work->call->arena, find, work);

	if (result != OK)
		return customer_refuse(work->shop, work->name, result);
	owner = (struct password_owner){ work->customer->email, work->customer->name };
	status = password_take(work->call->arena, work->shop, &owner, &work->hash);
	if (status != DONE)
		return status;
	result = change(work, write_password);
	return result == OK ? tell(work, "password changed")
			    : customer_refuse(work->shop, work->name, result);
}

enum exit_status command_customer_password(const struct call *call)
{
	struct work work = { .call = call };

	return with_shop(&work, change_password);
}

/* ---- lock and unlock ----------------------------------------------------------------------- */

static enum result write_lock(struct unit *unit, void *context)
{
	struct work *work = context;
	enum result result = find(unit, work);

	return result == OK ? customer_lock(unit, work->customer, work->locked) : result;
}

static enum exit_status lock(struct work *work)
{
	enum result result = change(work, write_lock);

	if (result == EXISTS)
		return refuse(
			"%s is %s already.", work->name, work->locked ? "locked" : "unlocked");
	if (result != OK)
		return customer_refuse(work->shop, work->name, result);
	return tell(work, work->locked ? "customer locked" : "customer unlocked");
}

enum exit_status command_customer_lock(const struct call *call)
{
	struct work work = { .call = call, .locked = true };

	return with_shop(&work, lock);
}

enum exit_status command_customer_unlock(const struct call *call)
{
	struct work work = { .call = call };

	return with_shop(&work, lock);
}

#include "tools/palierctl.h"

#include "base/log.h"
#include "base/secret_file.h"
#include "base/text.h"
#include "tools/palierctl_print.h"
#include "tools/palierctl_shop.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/stat.h>

#define HOURS INT64_C(3600)
#define DAYS (24 * HOURS)
#define GRACE_MOST (366 * DAYS)

/* How long the one before is believed: a session's forms live as long as it does, 8 hours at most;
 * links in mails are opened weeks later. */
static const int64_t graces[SECRET_NAMES] = {
	[SECRET_SIGNING] = 1 * DAYS,
	[SECRET_LASTING] = 30 * DAYS,
};

/* ---- list --------------------------------------------------------------------------------- */

/* made is 0 where there is none of its own; until, where none is believed beside it. */
static void print_secret(
	const struct call *call, const char *name, struct instant made, struct instant until)
{
	int64_t days = (clock_machine().seconds - made.seconds) / DAYS;
	char at[32] = "", end[32] = "";

	if (made.seconds != 0)
		instant_write(made, at);
	if (until.seconds > clock_machine().seconds)
		instant_write(until, end);
	if (call->json)
		print_json(json_pack("{s:s, s:s, s:I, s:s}", "secret", name, "made", at, "days",
			made.seconds == 0 ? (json_int_t)0 : (json_int_t)days, "before_until", end));
	else if (made.seconds == 0)
		printf("%-8s  as signing, until that is rotated\n", name);
	else
		printf("%-8s  %-25s  %6" PRId64 "  %s\n", name, at, days, end);
}

static enum exit_status print_files(const struct call *call)
{
	char error[512];

	if (secret_files_check(call->shop, error, sizeof error) != OK)
		return refuse("%s", error);
	for (enum secret_name name = 0; name < SECRET_NAMES; name++) {
		struct secret_file file;
		enum result result = secret_file_read(&file, call->shop, name, error, sizeof error);

		if (result == BROKEN)
			return refuse("%s", error);
		print_secret(call, secret_file_name(name), file.made, file.until);
		explicit_bzero(&file, sizeof file);
	}
	return DONE;
}

enum exit_status command_secret_list(const struct call *call)
{
	struct stat mail;
	struct shop shop;
	enum exit_status status = shop_look(call, &shop);

	if (status == DONE && !call->json)
		printf("%-8s  %-25s  %6s  %s\n", "SECRET", "MADE", "DAYS",
			"THE ONE BEFORE IS BELIEVED UNTIL");
	secret_init();
	if (status == DONE)
		status = print_files(call);
	if (status == DONE && stat(shop_path(&shop, "secrets/mail"), &mail) == 0)
		print_secret(
			call, "mail", (struct instant){ mail.st_mtime }, (struct instant){ 0 });
	if (shop.arena != NULL)
		shop_close(&shop);
	return status;
}

/* ---- rotate ------------------------------------------------------------------------------- */

static bool find_name(const struct call *call, enum secret_name *found)
{
	*found = SECRET_SIGNING;
	if (call->operand_count == 0)
		return true;
	for (enum secret_name name = 0; name < SECRET_NAMES; name++)
		if (text_equal(call->operands[0], secret_file_name(name))) {
			*found = name;
			return true;
		}
	return false;
}

static bool find_grace(const struct call *call, enum secret_name name, int64_t *grace)
{
	static const int64_t lengths[] = { ['d'] = DAYS, ['h'] = HOURS, ['m'] = 60, ['s'] = 1 };
	const char *given = call_option(call, "--grace");
	char unit;

	*grace = graces[name];
	if (given == NULL)
		return true;
	if (!call_read_time(given, grace, &unit) || *grace > GRACE_MOST)
		return false;
	*grace *= lengths[(unsigned char)unit];
	return *grace <= GRACE_MOST;
}

static enum exit_status rotate(const struct call *call, enum secret_name name, int64_t grace)
{
	struct secret_file now;
	char error[512], until[32] = "";
	enum result result = secret_file_rotate(call->shop, name, grace, &now, error, sizeof error);
	const char *path =
		arena_format(call->arena, "%s/secrets/%s", call->shop, secret_file_name(name));

	if (result == OK || result == ILLEGAL)
		instant_write(now.until, until);
	explicit_bzero(now.masters, sizeof now.masters);
	if (result == ILLEGAL)
		return refuse("%s: the secret before is believed until %s. Wait until then, or "
			      "void it and this one at once with --grace 0s.",
			path, until);
	if (result == BUSY)
		return refuse("%s: another process is changing it. Try again.", path);
	if (result != OK && error[0] != '\0')
		return refuse("%s", error);
	if (result != OK)
		return refuse("%s: can't be written (%s).", path, strerror(errno));
	log_event("secret rotated", "name=%s grace=%" PRId64, secret_file_name(name), grace);
	if (call->json)
		print_json(json_pack("{s:s, s:s}", "rotated", secret_file_name(name),
			"before_until", grace > 0 ? until : ""));
	else if (grace > 0)
		printf("%s is new; the one before is believed until %s\n", path, until);
	else
		printf("%s is new; the one before is void\n", path);
	return DONE;
}

enum exit_status command_secret_rotate(const struct call *call)
{
	enum secret_name name;
	enum exit_status status;
	struct shop shop;
	int64_t grace;

	if (!find_name(call, &name))
		return misuse(call, "there is no secret \"%s\"; it is \"signing\" or \"lasting\".",
			call->operands[0]);
	if (!find_grace(call, name, &grace))
		return misuse(
			call, "--grace is a number and d, h, m or s, like 24h, and at most 366d.");
	status = shop_look(call, &shop);
	if (status == DONE) {
		log_open(shop_path(&shop, "log/palier.log"));
		secret_init();
		status = rotate(call, name, grace);
	}
	if (shop.arena != NULL)
		shop_close(&shop);
	return status;
}

#include "tools/palierctl.h"

#include "base/text.h"
#include "domain/catalogue_source.h"
#include "domain/tables.h"
#include "tools/palierctl_catalog.h"
#include "tools/palierctl_conf.h"
#include "tools/palierctl_print.h"
#include "tools/palierctl_shop.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/stat.h>

#define SITE "site.cfg"

/* What one run has made, to be said, and taken back when it can't stand. */
struct making {
	const struct call *call;
	struct shop shop;
	bool made_site;
	bool missing[TABLES_MOST]; /* of domain_tables, before */
};

static void tell(const struct making *making, const char *path, bool made)
{
	if (making->call->json)
		print_json(json_pack("{s:s, s:b}", "path", path, "made", made));
	else
		printf("%s %s\n", made ? "made " : "found", path);
}

/* Folders above the shop are for everybody, as any folder is; the shop is its owner's. */
static bool make_directories(struct arena *arena, const char *path)
{
	char *above = arena_text(arena, path), *slash = above;
	mode_t mask = umask(022);

	/* What goes wrong here shows in the last one. */
	while ((slash = strchr(slash + 1, '/')) != NULL) {
		*slash = '\0';
		mkdir(above, 0755);
		*slash = '/';
	}
	umask(mask);
	return mkdir(path, 0700) == 0 || errno == EEXIST;
}

/* ---- conf/ ------------------------------------------------------------------------------- */

/* The text of a site.cfg with what was asked for; NULL: it was said why not. */
static const char *with_asked(const struct call *call, const char *path, const char *text)
{
	static const char *const asked[] = { "kind", "address" };

	for (size_t i = 0; i < sizeof asked / sizeof *asked && text != NULL; i++) {
		const char *value = call_option(call, arena_format(call->arena, "--%s", asked[i]));

		if (value == NULL)
			continue;
		text = conf_set(call->arena, text, asked[i], value);
		if (text == NULL)
			refuse("%s: no line begins with %s = \"…\". Add one.", path, asked[i]);
	}
	return text;
}

static enum exit_status copy_sample(const struct call *call, const char *name, const char *path)
{
	const char *samples = call_option(call, "--conf"), *from, *text;

	if (samples == NULL)
		samples = shop_samples(call->arena);
	if (samples == NULL)
		return refuse(
			"the samples of site.cfg and catalog.cfg aren't where they belong. Say "
			"where they are with --conf.");
	from = arena_format(call->arena, "%s/%s", samples, name);
	text = conf_read(call->arena, from);
	if (text == NULL)
		return refuse("%s: can't be read (%s).", from, strerror(errno));
	if (text_equal(name, SITE))
		text = with_asked(call, from, text);
	if (text == NULL)
		return REFUSED;
	if (!conf_replace(call->arena, path, text))
		return refuse("%s: can't be written (%s).", path, strerror(errno));
	return DONE;
}

/* What was asked for and what a file from before says may differ: the operator decides. */
static enum exit_status check_kept(const struct call *call, const char *path)
{
	const char *text = conf_read(call->arena, path), *asked;

	if (text == NULL)
		return refuse("%s: can't be read (%s).", path, strerror(errno));
	asked = with_asked(call, path, text);
	if (asked != NULL && !text_equal(asked, text))
		return refuse("%s is there already and has another kind or address. What exists "
			      "stays; change it there.",
			path);
	return asked == NULL ? REFUSED : DONE;
}

static enum exit_status make_file(struct making *making, const char *name)
{
	const struct call *call = making->call;
	const char *path = arena_format(call->arena, "%s/conf/%s", call->shop, name);
	bool missing = access(path, F_OK) != 0, is_site = text_equal(name, SITE);
	enum exit_status status = DONE;

	if (missing)
		status = copy_sample(call, name, path);
	else if (is_site)
		status = check_kept(call, path);
	if (status == DONE)
		tell(making, path, missing);
	making->made_site |= status == DONE && missing && is_site;
	return status;
}

static enum exit_status make_conf(struct making *making)
{
	const struct call *call = making->call;
	const char *conf = arena_format(call->arena, "%s/conf", call->shop);
	enum exit_status status;

	if (!make_directories(call->arena, call->shop))
		return refuse("%s: can't be made (%s).", call->shop, strerror(errno));
	if (mkdir(conf, 0700) != 0 && errno != EEXIST)
		return refuse("%s: can't be made (%s).", conf, strerror(errno));
	status = make_file(making, SITE);
	return status == DONE ? make_file(making, "catalog.cfg") : status;
}

/* ---- the rest ---------------------------------------------------------------------------- */

static enum exit_status publish_first(struct making *making)
{
	const struct call *call = making->call;
	struct publication first = { .only_first = true };
	struct config_error error = { "" };
	enum result result = catalogue_read(shop_path(&making->shop, "conf/catalog.cfg"),
		call->arena, &first.catalogue, &error);

	if (result != OK)
		return refuse("%s", error.text);
	result = publication_make(&making->shop, call->arena, &first);
	if (result != OK && result != EXISTS)
		return shop_refuse(&making->shop, result);
	if (call->json)
		print_json(json_pack("{s:I, s:b}", "catalogue", (json_int_t)first.version, "made",
			result == OK));
	else
		printf("%s catalogue %" PRIu64 "\n", result == OK ? "published" : "found",
			first.version);
	return DONE;
}

static const char *table_path(const struct making *making, const struct table *table)
{
	return arena_format(making->call->arena, "%s/data/%s.db", making->call->shop, table->name);
}

/* Of a store from before, so that they can be told. */
static void find_missing(struct making *making)
{
	for (size_t i = 0; domain_tables[i] != NULL; i++)
		making->missing[i] = access(table_path(making, domain_tables[i]), F_OK) != 0;
}

static void tell_added(const struct making *making)
{
	for (size_t i = 0; domain_tables[i] != NULL; i++)
		if (making->missing[i])
			tell(making, table_path(making, domain_tables[i]), true);
}

static enum exit_status make_shop(struct making *making)
{
	struct shop *shop = &making->shop;
	const struct call *call = making->call;
	struct config_error error = { "" };
	bool is_new = access(arena_format(call->arena, "%s/data/mark", call->shop), F_OK) != 0;
	enum exit_status status;
	enum result result;

	find_missing(making);
	result = shop_make(shop, call->shop, &error);
	if (result != OK) {
		/* A refused address must not stand in the way of the next try. */
		if (making->made_site && result == INVALID && shop->store == NULL)
			unlink(shop_path(shop, "conf/site.cfg"));
		if (result == READ_ONLY || (result == BROKEN && shop->secrets.count > 0))
			return report_damage("%s", error.text);
		return refuse("%s", error.text);
	}
	status = shop_is_playground(shop) ? shop_make_clock(shop) : DONE;
	if (status == DONE) {
		tell(making, shop_path(shop, "secrets/signing"), is_new);
		tell(making, shop_path(shop, "data"), is_new);
		if (!is_new)
			tell_added(making);
		status = publish_first(making);
	}
	return status;
}

static void print_next(const struct making *making)
{
	const char *shop = making->call->shop;

	if (making->call->json)
		return;
	printf("\nNext: edit %s/conf/site.cfg (who you are, how one pays) and %s/conf/catalog.cfg\n"
	       "(what you sell), then `palierctl --shop %s config check` and `palierctl --shop %s\n"
	       "catalog publish`.  To try it out instead: `palierctl --shop %s demo`.\n",
		shop, shop, shop, shop, shop);
}

enum exit_status command_init(const struct call *call)
{
	struct making making = { .call = call };
	const char *address = call_option(call, "--address");
	enum exit_status status;

	if (address != NULL && (strpbrk(address, "\"\\") != NULL || !text_is_clean(address, false)))
		return misuse(call, "--address must read like https://shop.example.com.");
	status = make_conf(&making);
	if (status != DONE)
		return status;
	status = make_shop(&making);
	if (making.shop.arena != NULL)
		shop_close(&making.shop);
	if (status == DONE)
		print_next(&making);
	return status;
}

#include "tools/palierctl.h"

#include "base/secret_file.h"
#include "base/text.h"
#include "domain/catalogue_source.h"
#include "domain/site.h"
#include "store/disk.h"
#include "tools/palierctl_print.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

struct checking {
	const struct call *call;
	const char *shop;
	struct stat owner; /* of the shop's folder */
	size_t wrong;
};

static const char *path_of(const struct checking *checking, const char *name)
{
	return arena_format(checking->call->arena, "%s/%s", checking->shop, name);
}

/* problem is NULL when all is well. */
static void note(struct checking *checking, const char *what, const char *problem)
{
	checking->wrong += problem != NULL;
	if (checking->call->json)
		print_json(json_pack("{s:s, s:b, s:s*}", "checked", what, "good", problem == NULL,
			"problem", problem));
	else
		printf("%s  %s\n", problem == NULL ? "good " : "wrong", what);
	if (problem != NULL)
		refuse("%s", problem);
}

/* ---- the files --------------------------------------------------------------------------- */

static void check_address(struct checking *checking, const struct site *site, const char *path)
{
	const char *problem = NULL;

	if (!site->https && !site->loopback)
		problem = arena_format(checking->call->arena,
			"%s: \"address\" is %s, where nobody can sign in: passwords would travel "
			"in "
			"the clear. Use https.",
			path, site->address);
	note(checking,
		arena_format(checking->call->arena, "address %s, %s", site->address,
			site->https      ? "encrypted"
			: site->loopback ? "on this machine alone"
					 : "not encrypted"),
		problem);
}

static void check_zone(struct checking *checking, const struct site *site, const char *path)
{
	const char *problem = NULL;

	if (clock_init(site->zone, NULL) != OK)
		problem = arena_format(checking->call->arena,
			"%s: \"zone\" is \"%s\", which this machine doesn't know. Take a name from "
			"/usr/share/zoneinfo, like \"Europe/Paris\".",
			path, site->zone);
	note(checking, arena_format(checking->call->arena, "zone %s", site->zone), problem);
}

/* Who may read it is asked with the other secrets. */
static void check_mail(struct checking *checking, const struct site *site)
{
	const char *path = path_of(checking, "secrets/mail"), *problem = NULL;
	struct stat status;

	if (text_is_empty(site->mail.host) || text_is_empty(site->mail.user))
		return;
	if (stat(path, &status) != 0)
		problem = arena_format(checking->call->arena,
			"%s: can't be read (%s). Write the password of \"%s\" at %s into it, one "
			"line, and run `chmod 600` on it.",
			path, strerror(errno), site->mail.user, site->mail.host);
	else if (status.st_size == 0)
		problem = arena_format(checking->call->arena,
			"%s: is empty. Write the mail server's password into it, one line.", path);
	note(checking, path, problem);
}

static void check_site(struct checking *checking)
{
	const char *path = path_of(checking, "conf/site.cfg");
	struct config_error error = { "" };
	struct site site = { 0 };
	bool good = site_read(&site, path, checking->call->arena, &error) == OK;

	note(checking, path, good ? NULL : error.text);
	if (!good)
		return;
	check_address(checking, &site, path);
	check_zone(checking, &site, path);
	check_mail(checking, &site);
}

static void check_catalogue(struct checking *checking)
{
	const char *path = path_of(checking, "conf/catalog.cfg");
	struct config_error error = { "" };
	Record__Catalogue *catalogue;
	bool good = catalogue_read(path, checking->call->arena, &catalogue, &error) == OK;

	note(checking, path, good ? NULL : error.text);
}

static bool check_secret(struct checking *checking, enum secret_name name)
{
	const char *file =
		arena_format(checking->call->arena, "secrets/%s", secret_file_name(name));
	struct config_error error = { "" };
	struct secret_file secret;
	enum result result =
		secret_file_read(&secret, checking->shop, name, error.text, sizeof error.text);

	explicit_bzero(&secret, sizeof secret);
	/* A shop from before there was a lasting one has none. */
	if (result != NOT_FOUND)
		note(checking, path_of(checking, file), result == OK ? NULL : error.text);
	return result != BROKEN;
}

static void check_secrets(struct checking *checking)
{
	struct config_error error = { "" };
	bool good = true;

	secret_init();
	for (enum secret_name name = 0; name < SECRET_NAMES; name++)
		good = check_secret(checking, name) && good;
	if (good)
		good = secret_files_check(checking->shop, error.text, sizeof error.text) == OK;
	if (good || error.text[0] != '\0')
		note(checking, path_of(checking, "secrets/*, who may read them"),
			good ? NULL : error.text);
}

/* ---- room to write ----------------------------------------------------------------------- */

static void check_log(struct checking *checking)
{
	const char *path = path_of(checking, "log/palier.log"), *problem = NULL;

	/* There is none before the first line; the folder is looked at below. */
	if (access(path, W_OK) != 0 && errno != ENOENT)
		problem = arena_format(checking->call->arena,
			"%s: can't be written (%s). Give it to the shop's owner with `chown`.",
			path, strerror(errno));
	note(checking, path, problem);
}

static void check_disk(struct checking *checking)
{
	struct arena *arena = checking->call->arena;
	struct statvfs status;
	uint64_t free;
	const char *problem = NULL;

	if (statvfs(checking->shop, &status) != 0)
		return;
	free = (uint64_t)status.f_bavail * status.f_frsize >> 20;
	if (!disk_has_room(checking->shop))
		problem = arena_format(arena,
			"%s: %" PRIu64 " MiB are free on its disk, fewer than those kept in "
			"reserve. Nothing is recorded until there is room: make some.",
			checking->shop, free);
	note(checking, arena_format(arena, "disk, %" PRIu64 " MiB free", free), problem);
}

/* ---- the folders ------------------------------------------------------------------------- */

struct folder {
	const char *name;
	mode_t forbidden; /* what group and others may not */
	const char *remedy;
};

static const struct folder folders[] = {
	{ .name = "conf", .forbidden = 022, .remedy = "go-w" },
	{ .name = "secrets", .forbidden = 077, .remedy = "700" },
	{ .name = "data", .forbidden = 077, .remedy = "700" },
	{ .name = "log", .forbidden = 077, .remedy = "700" },
	{ .name = "mail", .forbidden = 077, .remedy = "700" },
};

static void check_folder(struct checking *checking, const struct folder *folder)
{
	struct arena *arena = checking->call->arena;
	const char *path = path_of(checking, folder->name), *problem = NULL;
	struct stat status;

	if (stat(path, &status) != 0)
		problem = arena_format(arena, "%s: %s. `palierctl init` makes what is missing.",
			path, strerror(errno));
	else if (!S_ISDIR(status.st_mode))
		problem = arena_format(
			arena, "%s: isn't a folder. Move it away and run `palierctl init`.", path);
	else if ((status.st_mode & folder->forbidden) != 0)
		problem = arena_format(arena, "%s: others may %s. Run `chmod %s` on it.", path,
			folder->forbidden == 022 ? "change it" : "look into it", folder->remedy);
	else if (status.st_uid != checking->owner.st_uid)
		problem = arena_format(arena,
			"%s: belongs to user %u, and the shop to user %u. Give it to the shop's "
			"owner with `chown`.",
			path, (unsigned)status.st_uid, (unsigned)checking->owner.st_uid);
	note(checking, path, problem);
}

enum exit_status command_config_check(const struct call *call)
{
	struct checking checking = { .call = call, .shop = call->shop };

	if (stat(call->shop, &checking.owner) != 0)
		return refuse(
			"%s: there is no shop (%s). Name another with --shop, or make one with "
			"`palierctl init --shop %s`.",
			call->shop, strerror(errno), call->shop);
	check_site(&checking);
	check_catalogue(&checking);
	check_secrets(&checking);
	check_log(&checking);
	check_disk(&checking);
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		check_folder(&checking, &folders[i]);
	return checking.wrong == 0 ? DONE : REFUSED;
}

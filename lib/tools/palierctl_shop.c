#include "tools/palierctl_shop.h"

#include "base/text.h"
#include "tools/palierctl_print.h"

#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <sys/stat.h>

enum exit_status shop_become_owner(const char *directory)
{
	struct stat status;

	if (geteuid() != 0 || stat(directory, &status) != 0 || status.st_uid == 0)
		return DONE;
	if (setgroups(0, NULL) != 0 || setgid(status.st_gid) != 0 || setuid(status.st_uid) != 0)
		return refuse("%s: can't become its owner, user %u (%s).", directory,
			(unsigned)status.st_uid, strerror(errno));
	return DONE;
}

/* ---- opening ----------------------------------------------------------------------------- */

static bool is_there(const struct call *call)
{
	struct stat status;

	if (stat(call->shop, &status) == 0 && S_ISDIR(status.st_mode))
		return true;
	refuse("%s: there is no shop (%s). Name another with --shop, or make one with `palierctl "
	       "init --shop %s`.",
		call->shop, errno == 0 ? "not a folder" : strerror(errno), call->shop);
	return false;
}

enum exit_status shop_look(const struct call *call, struct shop *shop)
{
	struct config_error error = { "" };

	*shop = (struct shop){ 0 };
	errno = 0;
	if (!is_there(call))
		return REFUSED;
	return shop_configure(shop, call->shop, &error) == OK ? DONE : refuse("%s", error.text);
}

enum exit_status shop_enter(const struct call *call, struct shop *shop)
{
	struct config_error error = { "" };
	enum result result;

	*shop = (struct shop){ 0 };
	errno = 0;
	if (!is_there(call))
		return REFUSED;
	result = shop_open(shop, call->shop, &error);
	if (result == OK)
		return DONE;
	/* A secret that others may read is a matter of configuration; the store's state isn't. */
	if (result == READ_ONLY || (result == BROKEN && shop->secrets.count > 0))
		return report_damage("%s", error.text);
	return refuse("%s", error.text);
}

enum exit_status shop_refuse(const struct shop *shop, enum result result)
{
	const char *directory = shop->directory;

	switch (result) {
	case FULL:
		return refuse(
			"%s/data: the disk has no room left. Free some and try again.", directory);
	case UNAVAILABLE:
		return refuse("%s/data: the store doesn't answer. Try again in a minute; "
			      "%s/log/palier.log says why.",
			directory, directory);
	case READ_ONLY:
		return report_damage("%s/data: the store lost its last entries and takes no more. "
				     "Restore the last backup.",
			directory);
	case BROKEN:
		return report_damage("%s/data: the store is damaged. %s/log/palier.log says where; "
				     "restore the last backup.",
			directory, directory);
	default:
		return refuse("%s: refused (%s).", directory, result_name(result));
	}
}

enum exit_status shop_refuse_live(const struct shop *shop, const char *why)
{
	return refuse("%s is a live shop: %s. Use a demo or test shop (\"kind\" in conf/site.cfg).",
		shop->directory, why);
}

/* ---- what lies around it ----------------------------------------------------------------- */

static bool has_samples(struct arena *arena, const char *directory)
{
	return access(arena_format(arena, "%s/site.cfg", directory), F_OK) == 0 &&
	       access(arena_format(arena, "%s/catalog.cfg", directory), F_OK) == 0;
}

const char *shop_samples(struct arena *arena)
{
	/* Beside PREFIX/bin; above build/bin; above a build folder within build. */
	static const char *const places[] = { "../share/palier/conf", "../../conf", "../../../conf",
		NULL };
	char program[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
	char *name;

	if (length <= 0)
		return NULL;
	program[length] = '\0';
	name = strrchr(program, '/');
	if (name != NULL)
		*name = '\0';
	for (size_t i = 0; places[i] != NULL; i++) {
		const char *directory = arena_format(arena, "%s/%s", program, places[i]);

		if (has_samples(arena, directory))
			return directory;
	}
	return NULL;
}

enum exit_status shop_make_clock(const struct shop *shop)
{
	const char *path = shop_path(shop, "data/clock");

	if (access(path, F_OK) == 0 || clock_move(path, 0) == OK)
		return DONE;
	return refuse("%s: can't be written (%s).", path, strerror(errno));
}

#include "domain/shop.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "domain/tables.h"
#include "domain/upload.h"

#include <errno.h>
#include <sys/stat.h>

#define SHOP_MEMORY (size_t)(8 << 20)

const char *shop_path(const struct shop *shop, const char *path)
{
	return arena_format(shop->arena, "%s/%s", shop->directory, path);
}

bool shop_is_playground(const struct shop *shop)
{
	return shop->site.kind != SITE_LIVE;
}

enum result shop_configure(struct shop *shop, const char *directory, struct config_error *error)
{
	const char *path;
	enum result result;

	*shop = (struct shop){ .arena = arena_open(SHOP_MEMORY) };
	shop->directory = arena_text(shop->arena, directory);
	shop->hashing = shop_path(shop, "data/hashing");
	path = shop_path(shop, "conf/site.cfg");
	result = site_read(&shop->site, path, shop->arena, error);
	if (result != OK)
		return result;
	if (clock_init(shop->site.zone,
		    shop_is_playground(shop) ? shop_path(shop, "data/clock") : NULL) != OK)
		return config_complain(error, path, 0,
			"\"zone\" is \"%s\", which this machine doesn't know. Take a name from "
			"/usr/share/zoneinfo, like \"Europe/Paris\".",
			shop->site.zone);
	return OK;
}

static enum result open_store(struct shop *shop, struct config_error *error, bool make)
{
	const char *data = shop_path(shop, "data");
	enum result result = make ? store_make(&shop->store, data, domain_tables)
				  : store_open(&shop->store, data, domain_tables);

	if (result == NOT_FOUND)
		snprintf(error->text, sizeof error->text,
			"%s: there is no store. Make the shop with `palierctl init`.", data);
	else if (result == STALE)
		snprintf(error->text, sizeof error->text,
			"%s: an older version made this store, which lacks tables. Add them with "
			"`palierctl --shop %s init`; what is there stays as it is.",
			data, shop->directory);
	else if (result == INVALID)
		snprintf(error->text, sizeof error->text,
			"%s: this file system can't hold a store (it is a remote one). Move the "
			"shop to a local disk.",
			data);
	else if (result != OK)
		snprintf(error->text, sizeof error->text,
			"%s: the store can't be opened (%s). log/palier.log says why.", data,
			result_name(result));
	if (result == OK)
		catalogue_cache_init(&shop->catalogue);
	return result;
}

static void open_log(const struct shop *shop)
{
	log_open(shop_path(shop, "log/palier.log"));
	log_rotate_at((uint64_t)shop->site.log.mebibytes << 20, (unsigned)shop->site.log.files);
}

enum result shop_open(struct shop *shop, const char *directory, struct config_error *error)
{
	enum result result = shop_configure(shop, directory, error);

	if (result == OK) {
		open_log(shop);
		secret_init();
		result = secrets_read(&shop->secrets, directory, error->text, sizeof error->text);
	}
	if (result == OK)
		result = open_store(shop, error, false);
	if (result != OK)
		log_event("shop refused", "reason=\"%s\"", error->text);
	return result;
}

/* Closed to everybody else: what lies in these folders is nobody's business. */
static enum result make_folders(struct shop *shop, struct config_error *error)
{
	static const char *const folders[] = { "secrets", "data", UPLOAD_FOLDER, "log", "mail" };

	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		const char *path = shop_path(shop, folders[i]);

		if (mkdir(path, 0700) != 0 && errno != EEXIST)
			return config_complain(
				error, path, 0, "can't be made (%s).", strerror(errno));
	}
	return OK;
}

enum result shop_make(struct shop *shop, const char *directory, struct config_error *error)
{
	enum result result = shop_configure(shop, directory, error);

	if (result == OK)
		result = make_folders(shop, error);
	if (result != OK)
		return result;
	open_log(shop);
	secret_init();
	result = secrets_make(directory);
	if (result != OK && result != EXISTS)
		return config_complain(error, shop_path(shop, "secrets/signing"), 0,
			"can't be written (%s).", strerror(errno));
	result = secrets_read(&shop->secrets, directory, error->text, sizeof error->text);
	return result == OK ? open_store(shop, error, true) : result;
}

void shop_close(struct shop *shop)
{
	if (shop->store != NULL) {
		store_close(shop->store);
		catalogue_cache_free(&shop->catalogue);
	}
	arena_close(shop->arena);
	shop->store = NULL;
	shop->arena = NULL;
}

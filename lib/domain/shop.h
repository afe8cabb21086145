/*
 * shop.h - one installation: a directory with conf/ secrets/ data/ log/ mail/, opened once per
 * process.
 */
#ifndef DOMAIN_SHOP_H
#define DOMAIN_SHOP_H

#include "base/arena.h"
#include "base/config.h"
#include "base/secret.h"
#include "domain/catalogue.h"
#include "domain/site.h"
#include "store/store.h"

struct shop {
	const char *directory;
	struct site site;
	struct secrets secrets;
	struct store *store;
	struct catalogue_cache catalogue; /* as published, read again when the version moves */
	struct arena *arena;              /* lives as long as the shop is open */
	const char *hashing;              /* data/hashing: see hashing.h */
};

/*
 * Opens the shop for reading and writing.  INVALID or BROKEN: error is a sentence that names the
 * file and the remedy; it was logged too.
 */
MUST_USE enum result shop_open(
	struct shop *shop, const char *directory, struct config_error *error);

/* The configuration and the clocks alone, without the store. */
MUST_USE enum result shop_configure(
	struct shop *shop, const char *directory, struct config_error *error);

/*
 * Makes the folders, the secrets and the store around a conf/ that is there already.  What
 * exists stays as it is, so that making can be repeated after a failure.
 */
MUST_USE enum result shop_make(
	struct shop *shop, const char *directory, struct config_error *error);

void shop_close(struct shop *shop);

/* A path below the shop, in the shop's arena. */
const char *shop_path(const struct shop *shop, const char *path);

bool shop_is_playground(const struct shop *shop); /* demo or test */

#endif

/*
 * catalogue.h - what is sold: products, editions, prices, and the policy for changing them.
 *
 * Running programs read the published catalogue from the store.  A catalogue is never edited,
 * only superseded: versions count from 1 and the last one is in force; old ones stay, for
 * quotes made from them.  What is published was checked before (catalogue_source.h): ids are
 * unique, ranks rise, every edition of a product has a price in the same currencies and
 * cycles.
 */
#ifndef DOMAIN_CATALOGUE_H
#define DOMAIN_CATALOGUE_H

#include "base/money.h"
#include "domain/schema.pb-c.h"
#include "store/table.h"

TABLE(catalogues, Record__Catalogue, record__catalogue__descriptor)

/* The version in force; 0 before the first is published.  One get. */
MUST_USE enum result catalogue_version(struct unit *unit, uint64_t *version);

/* The catalogue in force, in the unit's arena.  NOT_FOUND: none was published yet. */
MUST_USE enum result catalogue_current(struct unit *unit, Record__Catalogue **catalogue);

/* Puts a catalogue in force: gives it the next version and the shop's time, and adds it. */
MUST_USE enum result catalogue_publish(struct unit *unit, Record__Catalogue *catalogue);

/*
 * The catalogue in force, kept unpacked from one request to the next and read again only when
 * the version moved.  What it gives stays valid until the second publication after it, so a
 * request may hold it from one unit to another.  Don't ask in a unit that publishes: what is
 * published there may yet be rolled back.
 */
struct catalogue_cache {
	struct arena *arenas[2]; /* of the catalogue in force, and of the one before */
	const Record__Catalogue *catalogue;
};
void catalogue_cache_init(struct catalogue_cache *cache);
void catalogue_cache_free(struct catalogue_cache *cache);
/* NOT_FOUND: none was published yet. */
MUST_USE enum result catalogue_cached(
	struct catalogue_cache *cache, struct unit *unit, const Record__Catalogue **catalogue);

/* NULL: there is none. */
const Record__Product *product_find(const Record__Catalogue *catalogue, const char *id);
const Record__Edition *edition_find(const Record__Product *product, const char *id);

/* Editions of one product, rank rising, within its own list. */
struct editions {
	size_t count;
	Record__Edition *const *items;
};
struct editions editions_above(const Record__Product *product, const Record__Edition *edition);

/* Its editions are all sold in the same currencies. */
bool product_is_sold(const Record__Product *product, enum currency currency);

/* The price of one seat for a cycle.  NOT_FOUND: not sold so. */
MUST_USE enum result edition_price(const Record__Edition *edition, enum currency currency,
	Record__Cycle cycle, struct money *price);

#endif

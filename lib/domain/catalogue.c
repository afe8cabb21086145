#include "domain/catalogue.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "domain/counter.h"
#include "store/record.h"

#include <inttypes.h>

#define COUNTER "catalogue"

/* Far above what the largest catalogue takes unpacked; it isn't allocated before it is used. */
#define CACHE_CEILING ((size_t)16 * 1024 * 1024)

enum result catalogue_version(struct unit *unit, uint64_t *version)
{
	return counter_value(unit, COUNTER, version);
}

enum result catalogue_current(struct unit *unit, Record__Catalogue **catalogue)
{
	uint64_t version;
	struct key key;
	enum result result = catalogue_version(unit, &version);

	if (result != OK)
		return result;
	if (version == 0)
		return NOT_FOUND;
	key = key_number(version);
	result = catalogues_find(unit, &key, catalogue);
	if (result == NOT_FOUND) {
		/* Counted and added in one transaction: the store lost something. */
		log_event("catalogue missing", "version=%" PRIu64, version);
		result = BROKEN;
	}
	return result;
}

enum result catalogue_publish(struct unit *unit, Record__Catalogue *catalogue)
{
	enum result result = counter_next(unit, COUNTER, &catalogue->version);
	struct key key;

	if (result != OK)
		return result;
	catalogue->published = clock_shop().seconds;
	key = key_number(catalogue->version);
	return catalogues_add(unit, &key, catalogue);
}

/* ---- the cache ------------------------------------------------------------------------- */

void catalogue_cache_init(struct catalogue_cache *cache)
{
	*cache = (struct catalogue_cache){
		.arenas = { arena_open(CACHE_CEILING), arena_open(CACHE_CEILING) },
	};
}

void catalogue_cache_free(struct catalogue_cache *cache)
{
	arena_close(cache->arenas[0]);
	arena_close(cache->arenas[1]);
	*cache = (struct catalogue_cache){ 0 };
}

static const Record__Catalogue *catalogue_copy(
	struct arena *arena, const Record__Catalogue *catalogue)
{
	size_t size = record__catalogue__get_packed_size(catalogue);
	uint8_t *packed = arena_allocate(arena, size);

	record__catalogue__pack(catalogue, packed);
	return (const Record__Catalogue *)record_unpack(
		arena, &record__catalogue__descriptor, packed, size);
}

/* The older of the two arenas takes the new one, and the former one stays for its holders. */
static enum result cache_keep(struct catalogue_cache *cache, const Record__Catalogue *catalogue)
{
	struct arena *older = cache->arenas[1];

	arena_reset(older);
	cache->arenas[1] = cache->arenas[0];
	cache->arenas[0] = older;
	cache->catalogue = catalogue_copy(older, catalogue);
	return cache->catalogue == NULL ? BROKEN : OK;
}

enum result catalogue_cached(
	struct catalogue_cache *cache, struct unit *unit, const Record__Catalogue **catalogue)
{
	Record__Catalogue *current;
	uint64_t version;
	enum result result = catalogue_version(unit, &version);

	if (result == OK && (cache->catalogue == NULL || cache->catalogue->version != version)) {
		result = catalogue_current(unit, &current);
		if (result == OK)
			result = cache_keep(cache, current);
	}
	if (result == OK)
		*catalogue = cache->catalogue;
	return result;
}

/* ---- looking up ------------------------------------------------------------------------ */

const Record__Product *product_find(const Record__Catalogue *catalogue, const char *id)
{
	for (size_t i = 0; i < catalogue->n_products; i++)
		if (text_equal(catalogue->products[i]->id, id))
			return catalogue->products[i];
	return NULL;
}

const Record__Edition *edition_find(const Record__Product *product, const char *id)
{
	for (size_t i = 0; i < product->n_editions; i++)
		if (text_equal(product->editions[i]->id, id))
			return product->editions[i];
	return NULL;
}

struct editions editions_above(const Record__Product *product, const Record__Edition *edition)
{
	size_t first = 0;

	while (first < product->n_editions && product->editions[first]->rank <= edition->rank)
		first++;
	return (struct editions){ product->n_editions - first, product->editions + first };
}

bool product_is_sold(const Record__Product *product, enum currency currency)
{
	const Record__Edition *edition = product->editions[0];

	for (size_t i = 0; i < edition->n_prices; i++)
		if (edition->prices[i]->currency == (int32_t)currency)
			return true;
	return false;
}

enum result edition_price(const Record__Edition *edition, enum currency currency,
	Record__Cycle cycle, struct money *price)
{
	for (size_t i = 0; i < edition->n_prices; i++) {
		const Record__Price *each = edition->prices[i];

		if (each->currency != (int32_t)currency || each->cycle != cycle)
			continue;
		*price = money_of(each->minor, currency);
		return OK;
	}
	return NOT_FOUND;
}

#include "tools/palierctl_catalog.h"

#include "base/log.h"
#include "domain/catalogue_source.h"
#include "tools/palierctl_preview.h"
#include "tools/palierctl_print.h"
#include "tools/palierctl_shop.h"

#include <inttypes.h>

/* ---- publishing -------------------------------------------------------------------------- */

/* What publishing gives a catalogue doesn't tell two apart. */
static bool are_equal(
	struct arena *arena, const Record__Catalogue *one, const Record__Catalogue *other)
{
	Record__Catalogue a = *one, b = *other;
	size_t size;
	uint8_t *bytes;

	a.version = b.version = 0;
	a.published = b.published = 0;
	size = record__catalogue__get_packed_size(&a);
	if (size != record__catalogue__get_packed_size(&b))
		return false;
	bytes = arena_allocate(arena, 2 * size);
	record__catalogue__pack(&a, bytes);
	record__catalogue__pack(&b, bytes + size);
	return memcmp(bytes, bytes + size, size) == 0;
}

static enum result publish(struct unit *unit, void *context)
{
	struct publication *publication = context;
	Record__Catalogue *current;
	enum result result = catalogue_current(unit, &current);

	if (result == OK && (publication->only_first ||
				    are_equal(unit_arena(unit), current, publication->catalogue))) {
		publication->version = current->version;
		return EXISTS;
	}
	if (result != OK && result != NOT_FOUND)
		return result;
	result = catalogue_publish(unit, publication->catalogue);
	publication->version = publication->catalogue->version;
	return result;
}

enum result publication_make(
	struct shop *shop, struct arena *arena, struct publication *publication)
{
	enum result result = store_write(shop->store, arena, STORE_SYNC, publish, publication);

	if (result == OK)
		log_event("catalogue published", "version=%" PRIu64, publication->version);
	return result;
}

/* ---- the commands ------------------------------------------------------------------------ */

static enum exit_status read_file(
	const struct call *call, const char **path, Record__Catalogue **catalogue)
{
	struct config_error error = { "" };

	*path = call->operand_count > 0
			? call->operands[0]
			: arena_format(call->arena, "%s/conf/catalog.cfg", call->shop);
	return catalogue_read(*path, call->arena, catalogue, &error) == OK
		       ? DONE
		       : refuse("%s", error.text);
}

enum exit_status command_catalog_check(const struct call *call)
{
	Record__Catalogue *catalogue;
	size_t editions = 0, prices = 0;
	const char *path;
	enum exit_status status = read_file(call, &path, &catalogue);

	if (status != DONE)
		return status;
	for (size_t i = 0; i < catalogue->n_products; i++) {
		const Record__Product *product = catalogue->products[i];

		editions += product->n_editions;
		for (size_t j = 0; j < product->n_editions; j++)
			prices += product->editions[j]->n_prices;
	}
	if (call->json)
		print_json(json_pack("{s:s, s:I, s:I, s:I, s:I}", "checked", path, "products",
			(json_int_t)catalogue->n_products, "editions", (json_int_t)editions,
			"prices", (json_int_t)prices, "cases", (json_int_t)catalogue->n_policy));
	else
		printf("%s holds together: %zu products, %zu editions, %zu prices, %zu cases of "
		       "the "
		       "policy\n",
			path, catalogue->n_products, editions, prices, catalogue->n_policy);
	return DONE;
}

static enum result read_current(struct unit *unit, void *context)
{
	enum result result = catalogue_current(unit, context);

	return result == NOT_FOUND ? OK : result;
}

enum exit_status command_catalog_preview(const struct call *call)
{
	Record__Catalogue *catalogue, *current = NULL;
	const char *path;
	struct shop shop = { 0 };
	enum exit_status status = read_file(call, &path, &catalogue);
	enum result result;

	if (status == DONE)
		status = shop_enter(call, &shop);
	if (status == DONE) {
		result = store_read(shop.store, call->arena, read_current, &current);
		if (result != OK)
			status = shop_refuse(&shop, result);
		else if (preview_print(call, current, catalogue) == 0 && !call->json)
			printf("%s is what catalogue %" PRIu64 " says: nothing would change\n",
				path, current->version);
	}
	if (shop.arena != NULL)
		shop_close(&shop);
	return status;
}

static void print_published(
	const struct call *call, const struct publication *publication, bool fresh)
{
	if (call->json)
		print_json(json_pack("{s:I, s:b}", "catalogue", (json_int_t)publication->version,
			"published", fresh));
	else if (fresh)
		printf("catalogue %" PRIu64 " is in force\n", publication->version);
	else
		printf("catalogue %" PRIu64 " says the same and stays in force\n",
			publication->version);
}

enum exit_status command_catalog_publish(const struct call *call)
{
	struct publication publication = { .only_first = false };
	const char *path;
	struct shop shop = { 0 };
	enum exit_status status = read_file(call, &path, &publication.catalogue);
	enum result result;

	if (status == DONE)
		status = shop_enter(call, &shop);
	if (status == DONE) {
		result = publication_make(&shop, call->arena, &publication);
		if (result == OK || result == EXISTS)
			print_published(call, &publication, result == OK);
		else
			status = shop_refuse(&shop, result);
	}
	if (shop.arena != NULL)
		shop_close(&shop);
	return status;
}

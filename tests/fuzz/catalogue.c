/*
 * catalogue.c - conf/catalog.cfg, as an operator may have left it.
 *
 * A catalogue that is accepted can be stored and read again, every product's editions rise and are
 * sold in the same currencies and cycles, and the policy has an answer to every question.
 */
#include "domain/catalogue.h"
#include "domain/catalogue_source.h"
#include "domain/policy.h"
#include "fuzz.h"
#include "leaks.h"
#include "store/record.h"

static void check_stored(struct arena *arena, const Record__Catalogue *catalogue)
{
	size_t size = record__catalogue__get_packed_size(catalogue);
	uint8_t *bytes = arena_allocate(arena, size), *again = arena_allocate(arena, size);
	const Record__Catalogue *read;

	assert(size <= CATALOGUE_SIZE_MOST);
	record__catalogue__pack(catalogue, bytes);
	read = (const Record__Catalogue *)record_unpack(
		arena, &record__catalogue__descriptor, bytes, size);
	assert(read != NULL && record__catalogue__get_packed_size(read) == size);
	record__catalogue__pack(read, again);
	assert(memcmp(bytes, again, size) == 0);
}

static void check_product(const Record__Catalogue *catalogue, const Record__Product *product)
{
	assert(product_find(catalogue, product->id) == product);
	assert(product->n_editions >= 1 && *product->name != '\0');
	for (size_t i = 0; i < product->n_editions; i++) {
		const Record__Edition *edition = product->editions[i];

		assert(edition_find(product, edition->id) == edition);
		assert(edition->n_prices == product->editions[0]->n_prices);
		if (i == 0)
			continue;
		assert(edition->rank > product->editions[i - 1]->rank);
		policy_edition(catalogue, product, product->editions[i - 1], edition);
		policy_edition(catalogue, product, edition, product->editions[i - 1]);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const char *path = fuzz_file(bytes, size);
	struct arena *arena = fuzz_arena();
	struct config_error error = { "" };
	Record__Catalogue *catalogue;

	if (catalogue_read(path, arena, &catalogue, &error) != OK) {
		assert(strncmp(error.text, path, strlen(path)) == 0);
		assert(fuzz_is_text(error.text, strlen(error.text)));
		return 0;
	}
	check_stored(arena, catalogue);
	for (size_t i = 0; i < catalogue->n_products; i++)
		check_product(catalogue, catalogue->products[i]);
	return 0;
}

#include "domain/catalogue_source.h"

#include "base/money.h"
#include "base/text.h"
#include "domain/catalogue.h"
#include "domain/period.h"
#include "domain/policy_source.h"

#define CYCLES 2

struct source_price {
	const char *currency;
	int cycle;
	int64_t minor;
	int line;
};

struct source_edition {
	const char *id, *name;
	int64_t rank;
	struct config_list adds, prices;
	int line;
};

struct source_product {
	const char *id, *name;
	struct source_words tagline;
	struct config_list editions;
	int line;
};

struct source_catalogue {
	struct config_list products, policy;
};

#define IN(noun, member) .offset = offsetof(struct source_##noun, member)

static const struct config_key price_keys[] = {
	{ "currency", CONFIG_TEXT, IN(price, currency) },
	{ "cycle", CONFIG_WORD, IN(price, cycle), .words = period_cycle_words },
	{ "minor", CONFIG_NUMBER, IN(price, minor), .most = MONEY_PRICE_MOST },
	{ "line", CONFIG_LINE, IN(price, line) },
	{ 0 },
};

static const struct config_key edition_keys[] = {
	{ "id", CONFIG_TEXT, IN(edition, id) },
	{ "name", CONFIG_TEXT, IN(edition, name) },
	{ "rank", CONFIG_NUMBER, IN(edition, rank), .least = 1, .most = 1000 },
	{ "adds", CONFIG_LIST, IN(edition, adds), .least = 1, .most = 20, .keys = source_words_keys,
		.size = sizeof(struct source_words) },
	{ "prices", CONFIG_LIST, IN(edition, prices), .least = 1, .most = CURRENCIES * CYCLES,
		.keys = price_keys, .size = sizeof(struct source_price) },
	{ "line", CONFIG_LINE, IN(edition, line) },
	{ 0 },
};

static const struct config_key product_keys[] = {
	{ "id", CONFIG_TEXT, IN(product, id) },
	{ "name", CONFIG_TEXT, IN(product, name) },
	{ "tagline", CONFIG_GROUP, IN(product, tagline), .keys = source_words_keys },
	/* As many as the pages show side by side (palier.css). */
	{ "editions", CONFIG_LIST, IN(product, editions), .least = 1, .most = 6,
		.keys = edition_keys, .size = sizeof(struct source_edition) },
	{ "line", CONFIG_LINE, IN(product, line) },
	{ 0 },
};

static const struct config_key catalogue_keys[] = {
	{ "products", CONFIG_LIST, IN(catalogue, products), .least = 1, .most = 50,
		.keys = product_keys, .size = sizeof(struct source_product) },
	{ "policy", CONFIG_LIST, IN(catalogue, policy), .least = 1, .most = 200,
		.keys = policy_source_keys, .size = sizeof(struct policy_source) },
	{ 0 },
};

/* ---- prices ---------------------------------------------------------------------------- */

static enum result price_read(const struct source *source, const struct source_price *item,
	const Record__Edition *edition, Record__Price *price)
{
	enum currency currency;
	struct money already;

	if (!currency_read(item->currency, &currency)) {
		char list[64] = "";

		for (enum currency each = 0; each < CURRENCIES; each++)
			snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s",
				each == 0 ? "" : ", ", currency_code(each));
		return config_complain(source->error, source->path, item->line,
			"\"%.20s\" is no currency of this shop. Use one of %s.", item->currency,
			list);
	}
	record__price__init(price);
	price->currency = (int32_t)currency;
	price->cycle = (Record__Cycle)item->cycle;
	price->minor = item->minor;
	if (edition_price(edition, currency, price->cycle, &already) == OK)
		return config_complain(source->error, source->path, item->line,
			"Edition \"%s\" has a price in %s per %s already. Keep one of the two.",
			edition->id, item->currency, period_cycle_words[item->cycle]);
	return OK;
}

static enum result prices_read(
	const struct source *source, const struct config_list *list, Record__Edition *edition)
{
	const struct source_price *items = list->items;
	enum result result = OK;

	edition->prices = arena_allocate(source->arena, list->count * sizeof *edition->prices);
	for (size_t i = 0; i < list->count && result == OK; i++) {
		Record__Price *price = arena_allocate(source->arena, sizeof *price);

		result = price_read(source, items + i, edition, price);
		edition->prices[edition->n_prices++] = price;
	}
	return result;
}

/* A customer who pays in one currency and cycle must find every edition sold so. */
static enum result check_priced_alike(const struct source *source, int line,
	const Record__Edition *edition, const Record__Edition *other)
{
	for (size_t i = 0; i < other->n_prices; i++) {
		const Record__Price *price = other->prices[i];
		struct money found;

		if (edition_price(edition, (enum currency)price->currency, price->cycle, &found) !=
			OK)
			return config_complain(source->error, source->path, line,
				"Edition \"%s\" has no price in %s per %s, but \"%s\" has one. Add "
				"it here, or remove it there.",
				edition->id, currency_code((enum currency)price->currency),
				period_cycle_words[price->cycle], other->id);
	}
	return OK;
}

/* ---- editions -------------------------------------------------------------------------- */

static enum result check_edition(const struct source *source, const struct source_edition *item,
	const Record__Product *product)
{
	const Record__Edition *below;
	enum result result = source_check_id(source, item->line, item->id);

	if (result == OK)
		result = source_check_text(source, item->line, "name", item->name);
	if (result != OK || product->n_editions == 0)
		return result;
	if (edition_find(product, item->id) != NULL)
		return config_complain(source->error, source->path, item->line,
			"Product \"%s\" has an edition \"%s\" already. Give this one another id.",
			product->id, item->id);
	below = product->editions[product->n_editions - 1];
	if (item->rank <= below->rank)
		return config_complain(source->error, source->path, item->line,
			"Edition \"%s\" has rank %d, which isn't above the %d of \"%s\" before it. "
			"List editions from the lowest to the highest.",
			item->id, (int)item->rank, below->rank, below->id);
	return OK;
}

static enum result adds_read(
	const struct source *source, const struct config_list *list, Record__Edition *edition)
{
	const struct source_words *items = list->items;
	enum result result = OK;

	edition->adds = arena_allocate(source->arena, list->count * sizeof *edition->adds);
	for (size_t i = 0; i < list->count && result == OK; i++) {
		result = source_check_words(source, items + i);
		edition->adds[edition->n_adds++] = source_words_record(source, items + i);
	}
	return result;
}

static enum result edition_read(
	const struct source *source, const struct source_edition *item, Record__Product *product)
{
	Record__Edition *edition = arena_allocate(source->arena, sizeof *edition);
	enum result result = check_edition(source, item, product);

	record__edition__init(edition);
	edition->id = item->id;
	edition->name = item->name;
	edition->rank = (int32_t)item->rank;
	if (result == OK)
		result = adds_read(source, &item->adds, edition);
	if (result == OK)
		result = prices_read(source, &item->prices, edition);
	product->editions[product->n_editions++] = edition;
	if (result == OK)
		result = check_priced_alike(source, item->line, edition, product->editions[0]);
	return result;
}

/* ---- products -------------------------------------------------------------------------- */

static enum result check_product(const struct source *source, const struct source_product *item,
	const Record__Catalogue *catalogue)
{
	enum result result = source_check_id(source, item->line, item->id);

	if (result == OK)
		result = source_check_text(source, item->line, "name", item->name);
	if (result == OK)
		result = source_check_words(source, &item->tagline);
	if (result == OK && product_find(catalogue, item->id) != NULL)
		result = config_complain(source->error, source->path, item->line,
			"There is a product \"%s\" already. Give this one another id.", item->id);
	return result;
}

static enum result product_read(const struct source *source, const struct source_product *item,
	Record__Catalogue *catalogue)
{
	const struct source_edition *items = item->editions.items;
	Record__Product *product = arena_allocate(source->arena, sizeof *product);
	enum result result = check_product(source, item, catalogue);

	record__product__init(product);
	product->id = item->id;
	product->name = item->name;
	product->tagline = source_words_record(source, &item->tagline);
	product->editions =
		arena_allocate(source->arena, item->editions.count * sizeof *product->editions);
	for (size_t i = 0; i < item->editions.count && result == OK; i++)
		result = edition_read(source, items + i, product);
	/* Each was compared with the first; now the first with each. */
	for (size_t i = 1; i < product->n_editions && result == OK; i++)
		result = check_priced_alike(
			source, items[0].line, product->editions[0], product->editions[i]);
	catalogue->products[catalogue->n_products++] = product;
	return result;
}

enum result catalogue_read(const char *path, struct arena *arena, Record__Catalogue **catalogue,
	struct config_error *error)
{
	const struct source source = { path, arena, error };
	struct source_catalogue file = { 0 };
	const struct source_product *items;
	Record__Catalogue *record = arena_allocate(arena, sizeof *record);
	enum result result = config_file_read(path, catalogue_keys, &file, arena, error);

	record__catalogue__init(record);
	record->products = arena_allocate(arena, file.products.count * sizeof *record->products);
	items = file.products.items;
	for (size_t i = 0; i < file.products.count && result == OK; i++)
		result = product_read(&source, items + i, record);
	if (result == OK)
		result = policy_source_read(&source, &file.policy, record);
	if (result == OK && record__catalogue__get_packed_size(record) > CATALOGUE_SIZE_MOST)
		result = config_complain(error, path, 1,
			"The catalogue is larger than %d bytes. Shorten its texts.",
			CATALOGUE_SIZE_MOST);
	if (result == OK)
		*catalogue = record;
	return result;
}

#include "domain/import.h"

#include "base/text.h"

#include <inttypes.h>
#include <search.h>

#define MEMORY ((size_t)64 << 20)      /* of a slice */
#define MEMORY_KEPT ((size_t)4 << 30)  /* while checking */
#define WEIGHT_MOST 60                 /* customers and subscriptions, and one line's more */
#define BYTES_MOST ((size_t)256 << 10) /* the same */

void import_open(struct import *import)
{
	import->arena = arena_open(MEMORY);
	import->kept = arena_open(MEMORY_KEPT);
}

static void keep(void *seen)
{
	(void)seen; /* it is the arena's */
}

void import_close(struct import *import)
{
	tdestroy(import->seen, keep);
	import->seen = NULL;
	arena_close(import->kept);
	arena_close(import->arena);
}

/* ---- does it fit the shop? ----------------------------------------------------------------- */

static bool is_sold(struct arena *arena, const Record__Catalogue *catalogue,
	struct import_line *line, size_t number)
{
	const struct new_subscription *subscription = &line->subscriptions[number - 1];
	const Record__Product *product = product_find(catalogue, subscription->product);
	const Record__Edition *edition =
		product == NULL ? NULL : edition_find(product, subscription->edition);
	enum currency currency = line->customer.currency;
	struct money price;

	if (product == NULL)
		return import_line_refuse(line, arena,
			"subscription %zu: \"product\" is none that the shop sells. Publish it "
			"first.",
			number);
	if (edition == NULL)
		return import_line_refuse(line, arena,
			"subscription %zu: \"edition\" is none of the product %s. Publish it "
			"first.",
			number, product->id);
	if (edition_price(edition, currency, subscription->cycle, &price) != OK)
		return import_line_refuse(line, arena,
			"subscription %zu: %s isn't sold by the %s in %s. Publish a price first.",
			number, edition->id, period_cycle_words[subscription->cycle],
			currency_code(currency));
	return true;
}

/* Somebody has the address: by the very same line, or not. */
static enum result compare(
	struct unit *unit, const Record__Customer *customer, struct import_line *line)
{
	struct key key = key_number(customer->id);
	Record__Import *import;
	enum result result = imports_find(unit, &key, &import);

	if (result != OK && result != NOT_FOUND)
		return result;
	if (result == OK && import->content.len == sizeof line->content.bytes &&
		memcmp(import->content.data, line->content.bytes, import->content.len) == 0)
		line->outcome = IMPORT_THERE;
	else if (result == OK)
		import_line_refuse(line, unit_arena(unit),
			"customer %" PRIu64 " was imported with this address already, and with "
			"another content. Leave the line out, and change the customer in the shop.",
			customer->id);
	else
		import_line_refuse(line, unit_arena(unit),
			"customer %" PRIu64 " has this address already. Leave the line out, and "
			"change the customer in the shop.",
			customer->id);
	return OK;
}

/* Decides the line's outcome, writing nothing. */
static enum result judge(
	struct unit *unit, const Record__Catalogue *catalogue, struct import_line *line)
{
	Record__Customer *customer;
	enum result result = customer_find_by_email(unit, line->customer.email, &customer);

	line->outcome = IMPORT_ADDED;
	if (result == OK)
		return compare(unit, customer, line);
	for (size_t i = 1; i <= line->subscription_count; i++)
		if (!is_sold(unit_arena(unit), catalogue, line, i))
			break;
	return result == NOT_FOUND ? OK : result;
}

/* ---- writing ------------------------------------------------------------------------------- */

static enum result remember(
	struct unit *unit, const Record__Customer *customer, struct import_line *line)
{
	Record__Import import = RECORD__IMPORT__INIT;
	struct key key = key_number(customer->id);

	import.content.data = line->content.bytes;
	import.content.len = sizeof line->content.bytes;
	import.at = clock_shop().seconds;
	return imports_add(unit, &key, &import);
}

static enum result write_line(struct unit *unit, const struct site *site,
	const Record__Catalogue *catalogue, struct import_line *line)
{
	Record__Subscription *subscription;
	Record__Customer *customer;
	enum result result = customer_add(unit, &line->customer, &customer);

	if (result == OK)
		result = remember(unit, customer, line);
	for (size_t i = 0; i < line->subscription_count && result == OK; i++)
		result = subscription_add(
			unit, site, catalogue, customer, &line->subscriptions[i], &subscription);
	return result;
}

static enum result take_slice(struct unit *unit, void *context)
{
	struct import *import = context;
	const Record__Catalogue *catalogue;
	enum result result = catalogue_cached(&import->shop->catalogue, unit, &catalogue);

	for (size_t i = 0; i < import->count && result == OK; i++) {
		struct import_line *line = &import->lines[i];

		if (!line->readable)
			continue;
		result = judge(unit, catalogue, line);
		if (result == OK && line->outcome == IMPORT_ADDED && !import->checking)
			result = write_line(unit, &import->shop->site, catalogue, line);
	}
	return result;
}

/* ---- checking only: what the file itself said before --------------------------------------- */

struct seen {
	struct digest email, content;
};

static int compare_seen(const void *a, const void *b)
{
	const struct seen *one = a, *other = b;

	return memcmp(one->email.bytes, other->email.bytes, sizeof one->email.bytes);
}

static void look_back(struct import *import, struct import_line *line)
{
	struct seen *seen = arena_allocate(import->kept, sizeof *seen), **found;
	char *email = arena_text(import->arena, line->customer.email);

	text_lower(email);
	seen->email = secret_hash(email, strlen(email));
	seen->content = line->content;
	found = tsearch(seen, &import->seen, compare_seen);
	if (found == NULL || *found == seen)
		return;
	if (memcmp((*found)->content.bytes, seen->content.bytes, sizeof seen->content.bytes) == 0)
		line->outcome = IMPORT_THERE;
	else
		import_line_refuse(line, import->arena,
			"a line above has this address already, with another content. Leave one "
			"of them out.");
}

/* ---- lines --------------------------------------------------------------------------------- */

static void count_line(struct import *import, const struct import_line *line)
{
	switch (line->outcome) {
	case IMPORT_ADDED:
		import->added++;
		import->subscriptions += line->subscription_count;
		break;
	case IMPORT_THERE:
		import->there++;
		break;
	case IMPORT_REFUSED:
		import->refused++;
		import->refuse(line, import->context);
		break;
	}
}

enum result import_flush(struct import *import)
{
	struct store *store = import->shop->store;
	enum result result = OK;

	if (import->count > 0)
		result = import->checking ? store_read(store, import->arena, take_slice, import)
					  : store_write(store, import->arena, STORE_SYNC,
						    take_slice, import);
	for (size_t i = 0; i < import->count && result == OK; i++) {
		if (import->checking && import->lines[i].outcome == IMPORT_ADDED)
			look_back(import, &import->lines[i]);
		count_line(import, &import->lines[i]);
	}
	import->count = import->weight = import->bytes = 0;
	arena_reset(import->arena);
	return result;
}

enum result import_add(struct import *import, uint64_t number, const char *bytes, size_t size)
{
	struct import_line *line = &import->lines[import->count++];

	*line = (struct import_line){
		.number = number, .bytes = arena_copy(import->arena, bytes, size), .size = size
	};
	import_line_read(line, import->arena, day_at(clock_shop()));
	import->weight += 1 + line->subscription_count;
	import->bytes += size;
	return import->count == IMPORT_SLICE || import->weight >= WEIGHT_MOST ||
			       import->bytes >= BYTES_MOST
		       ? import_flush(import)
		       : OK;
}

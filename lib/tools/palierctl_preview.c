#include "tools/palierctl_preview.h"

#include "base/text.h"
#include "domain/catalogue.h"
#include "domain/period.h"
#include "tools/palierctl_print.h"

#include <stdarg.h>

struct preview {
	const struct call *call;
	size_t count;
	const char *product, *edition; /* at hand; NULL: none */
};

/* A line: what happens to the thing at hand, or to its `detail`. */
__attribute__((format(printf, 4, 5))) static void note(
	struct preview *preview, const char *change, const char *detail, const char *format, ...)
{
	struct arena *arena = preview->call->arena;
	const char *name = preview->product == NULL ? "policy" : preview->product;
	char sentence[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(sentence, sizeof sentence, format, arguments);
	va_end(arguments);
	preview->count++;
	if (preview->edition != NULL)
		name = arena_format(arena, "%s/%s", name, preview->edition);
	if (preview->call->json)
		print_json(json_pack("{s:s, s:s, s:s, s:s}", "what", name, "change", change,
			"detail", detail, "text", sentence));
	else
		printf("%s: %s\n", name, sentence);
}

/* ---- prices ------------------------------------------------------------------------------ */

static void compare_price(struct preview *preview, const Record__Edition *before,
	const Record__Edition *after, enum currency currency, Record__Cycle cycle)
{
	struct arena *arena = preview->call->arena;
	struct money was, is;
	bool had = edition_price(before, currency, cycle, &was) == OK;
	bool has = edition_price(after, currency, cycle, &is) == OK;
	const char *word = period_cycle_words[cycle];
	const char *name = arena_format(arena, "%s/%s", currency_code(currency), word);

	if (had && has && !money_equal(was, is))
		note(preview, "changed", name, "%s becomes %s per %s", money_text(arena, was),
			money_text(arena, is), word);
	else if (had && !has)
		note(preview, "removed", name, "no longer sold at %s per %s",
			money_text(arena, was), word);
	else if (!had && has)
		note(preview, "added", name, "sold at %s per %s", money_text(arena, is), word);
}

static void compare_prices(
	struct preview *preview, const Record__Edition *before, const Record__Edition *after)
{
	for (enum currency currency = 0; currency < CURRENCIES; currency++)
		for (int cycle = 0; period_cycle_words[cycle] != NULL; cycle++)
			compare_price(preview, before, after, currency, (Record__Cycle)cycle);
}

/* ---- editions ---------------------------------------------------------------------------- */

static bool words_equal(const Record__Words *a, const Record__Words *b)
{
	return text_equal(a->fr, b->fr) && text_equal(a->en, b->en);
}

static bool adds_equal(const Record__Edition *a, const Record__Edition *b)
{
	if (a->n_adds != b->n_adds)
		return false;
	for (size_t i = 0; i < a->n_adds; i++)
		if (!words_equal(a->adds[i], b->adds[i]))
			return false;
	return true;
}

static void compare_edition(
	struct preview *preview, const Record__Edition *before, const Record__Edition *after)
{
	static const Record__Edition nothing = RECORD__EDITION__INIT;

	preview->edition = after->id;
	if (before == NULL) {
		note(preview, "added", "edition", "new edition \"%s\" with rank %d", after->name,
			(int)after->rank);
		before = &nothing;
	} else {
		if (!text_equal(before->name, after->name))
			note(preview, "changed", "name", "\"%s\" is called \"%s\"", before->name,
				after->name);
		if (before->rank != after->rank)
			note(preview, "changed", "rank", "rank %d becomes %d", (int)before->rank,
				(int)after->rank);
		if (!adds_equal(before, after))
			note(preview, "changed", "adds", "what it adds is worded otherwise");
	}
	compare_prices(preview, before, after);
	preview->edition = NULL;
}

static void compare_product(
	struct preview *preview, const Record__Product *before, const Record__Product *after)
{
	preview->product = after->id;
	if (before == NULL)
		note(preview, "added", "product", "new product \"%s\"", after->name);
	else if (!text_equal(before->name, after->name))
		note(preview, "changed", "name", "\"%s\" is called \"%s\"", before->name,
			after->name);
	if (before != NULL && !words_equal(before->tagline, after->tagline))
		note(preview, "changed", "tagline", "its line is worded otherwise");
	for (size_t i = 0; i < after->n_editions; i++)
		compare_edition(preview,
			before == NULL ? NULL : edition_find(before, after->editions[i]->id),
			after->editions[i]);
	for (size_t i = 0; before != NULL && i < before->n_editions; i++) {
		preview->edition = before->editions[i]->id;
		if (edition_find(after, preview->edition) == NULL)
			note(preview, "removed", "edition",
				"no longer sold; who has it keeps it, and can't change it");
		preview->edition = NULL;
	}
}

/* ---- the whole --------------------------------------------------------------------------- */

static bool cases_equal(const Record__Case *a, const Record__Case *b)
{
	return text_equal(a->change, b->change) && text_equal(a->product, b->product) &&
	       text_equal(a->from, b->from) && text_equal(a->to, b->to) &&
	       text_equal(a->rank, b->rank) && text_equal(a->result, b->result) &&
	       (a->reason == NULL) == (b->reason == NULL) &&
	       (a->reason == NULL || words_equal(a->reason, b->reason));
}

static bool policies_equal(const Record__Catalogue *a, const Record__Catalogue *b)
{
	if (a->n_policy != b->n_policy)
		return false;
	for (size_t i = 0; i < a->n_policy; i++)
		if (!cases_equal(a->policy[i], b->policy[i]))
			return false;
	return true;
}

size_t preview_print(
	const struct call *call, const Record__Catalogue *before, const Record__Catalogue *after)
{
	static const Record__Catalogue nothing = RECORD__CATALOGUE__INIT;
	struct preview preview = { .call = call };

	if (before == NULL)
		before = &nothing;
	for (size_t i = 0; i < after->n_products; i++)
		compare_product(
			&preview, product_find(before, after->products[i]->id), after->products[i]);
	for (size_t i = 0; i < before->n_products; i++) {
		preview.product = before->products[i]->id;
		if (product_find(after, preview.product) == NULL)
			note(&preview, "removed", "product",
				"no longer sold; who has it keeps it, and can't change it");
	}
	preview.product = NULL;
	if (!policies_equal(before, after))
		note(&preview, "changed", "cases", "%zu cases become %zu others", before->n_policy,
			after->n_policy);
	return preview.count;
}

#include "domain/policy_source.h"

#include "base/text.h"
#include "domain/catalogue.h"

#define AT(member) .offset = offsetof(struct policy_source, member)

const struct config_key policy_source_keys[] = {
	{ "change", CONFIG_WORD, AT(change), .words = policy_change_words },
	{ "product", CONFIG_TEXT, AT(product), .optional = true, .fallback = "" },
	{ "from", CONFIG_TEXT, AT(from), .optional = true, .fallback = "" },
	{ "to", CONFIG_TEXT, AT(to), .optional = true, .fallback = "" },
	{ "rank", CONFIG_WORD, AT(rank), .optional = true, .words = policy_rank_words,
		.fallback_number = POLICY_RANKS },
	{ "result", CONFIG_WORD, AT(result), .words = policy_result_words },
	{ "reason", CONFIG_GROUP, AT(reason), .optional = true, .keys = source_words_keys },
	{ "line", CONFIG_LINE, AT(line) },
	{ 0 },
};

/* Is there an edition of this id in the case's product, or in any where it names none? */
static bool edition_is_sold(
	const struct policy_source *each, const char *id, const Record__Catalogue *catalogue)
{
	for (size_t i = 0; i < catalogue->n_products; i++) {
		const Record__Product *product = catalogue->products[i];

		if (!text_is_empty(each->product) && !text_equal(each->product, product->id))
			continue;
		if (edition_find(product, id) != NULL)
			return true;
	}
	return false;
}

static enum result check_edition(const struct source *source, const struct policy_source *each,
	const char *name, const char *id, const Record__Catalogue *catalogue)
{
	if (text_is_empty(id) || edition_is_sold(each, id, catalogue))
		return OK;
	return config_complain(source->error, source->path, each->line,
		"\"%s\" is \"%.60s\", which is no edition of %s. Write the id of one, or leave "
		"\"%s\" out to match all.",
		name, id, text_is_empty(each->product) ? "any product" : each->product, name);
}

static enum result check_ids(const struct source *source, const struct policy_source *each,
	const Record__Catalogue *catalogue)
{
	enum result result;

	if (!text_is_empty(each->product) && product_find(catalogue, each->product) == NULL)
		return config_complain(source->error, source->path, each->line,
			"\"product\" is \"%.60s\", which isn't in the list of products. Write the "
			"id of one, or leave \"product\" out to match all.",
			each->product);
	result = check_edition(source, each, "from", each->from, catalogue);
	return result != OK ? result : check_edition(source, each, "to", each->to, catalogue);
}

/* Keys that the kind of change makes no use of would silently not hold. */
static enum result check_keys(const struct source *source, const struct policy_source *each)
{
	if (each->change != POLICY_EDITION && !text_is_empty(each->to))
		return config_complain(source->error, source->path, each->line,
			"\"to\" only goes with change = \"edition\". Remove it; \"from\" is the "
			"edition that stays.");
	if (each->change == POLICY_CANCEL && each->rank != POLICY_RANKS)
		return config_complain(source->error, source->path, each->line,
			"\"rank\" doesn't go with change = \"cancel\". Remove it.");
	if (each->result == POLICY_ILLEGAL && each->reason.line == 0)
		return config_complain(source->error, source->path, each->line,
			"An illegal change needs a reason that the customer can read. Add "
			"reason = { fr = \"…\"; en = \"…\"; };");
	if (each->result != POLICY_ILLEGAL && each->reason.line != 0)
		return config_complain(source->error, source->path, each->reason.line,
			"Only an illegal change shows a reason. Remove it, or write result = "
			"\"illegal\".");
	return each->reason.line == 0 ? OK : source_check_words(source, &each->reason);
}

static bool covers_text(const char *wider, const char *narrower)
{
	return text_is_empty(wider) || text_equal(wider, narrower);
}

/* Does the wider case match everything that the narrower one does? */
static bool covers(const struct policy_source *wider, const struct policy_source *narrower)
{
	return wider->change == narrower->change &&
	       covers_text(wider->product, narrower->product) &&
	       covers_text(wider->from, narrower->from) && covers_text(wider->to, narrower->to) &&
	       (wider->rank == POLICY_RANKS || wider->rank == narrower->rank);
}

static enum result check_reached(const struct source *source, const struct policy_source *first,
	const struct policy_source *each)
{
	for (const struct policy_source *earlier = first; earlier < each; earlier++)
		if (covers(earlier, each))
			return config_complain(source->error, source->path, each->line,
				"This case never decides: the one in line %d matches all that it "
				"does. Move it above that one, or remove it.",
				earlier->line);
	return OK;
}

static enum result check_last_cases(
	const struct source *source, const struct policy_source *items, size_t count)
{
	for (int change = 0; change < POLICY_CHANGES; change++) {
		const struct policy_source all = {
			.change = change, .product = "", .from = "", .to = "", .rank = POLICY_RANKS
		};
		size_t i = 0;

		while (i < count && !covers(items + i, &all))
			i++;
		if (i == count)
			return config_complain(source->error, source->path, items[count - 1].line,
				"No case for change = \"%s\" matches everything. Add a last one "
				"with "
				"nothing but \"change\" and \"result\".",
				policy_change_words[change]);
	}
	return OK;
}

static Record__Case *case_record(const struct source *source, const struct policy_source *each)
{
	Record__Case *record = arena_allocate(source->arena, sizeof *record);

	record__case__init(record);
	record->change = policy_change_words[each->change];
	record->product = each->product;
	record->from = each->from;
	record->to = each->to;
	if (each->rank != POLICY_RANKS)
		record->rank = policy_rank_words[each->rank];
	record->result = policy_result_words[each->result];
	if (each->reason.line != 0)
		record->reason = source_words_record(source, &each->reason);
	return record;
}

enum result policy_source_read(
	const struct source *source, const struct config_list *cases, Record__Catalogue *catalogue)
{
	const struct policy_source *items = cases->items;
	enum result result = OK;

	catalogue->policy = arena_allocate(source->arena, cases->count * sizeof *catalogue->policy);
	for (size_t i = 0; i < cases->count && result == OK; i++) {
		result = check_ids(source, items + i, catalogue);
		if (result == OK)
			result = check_keys(source, items + i);
		if (result == OK)
			result = check_reached(source, items, items + i);
		catalogue->policy[i] = case_record(source, items + i);
	}
	catalogue->n_policy = cases->count;
	return result != OK ? result : check_last_cases(source, items, cases->count);
}

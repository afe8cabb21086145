#include "tools/template.h"

#include <stdio.h>

struct block *template_begin(struct template *template, enum block_kind kind)
{
	struct block *block = &template->blocks[template->depth];

	if (template->depth == TEMPLATE_DEPTH)
		template_fail(template, "blocks lie deeper than %d in one another", TEMPLATE_DEPTH);
	template_check(template, place_branch(&template->place));
	*block = (struct block){ .kind = kind, .at = template->at, .start = template->place };
	template->depth++;
	return block;
}

static struct block *block_top(struct template *template, const char *directive)
{
	if (template->depth == 0)
		template_fail(template, "%s without a beginning", directive);
	return &template->blocks[template->depth - 1];
}

void template_if(struct template *template, struct span span)
{
	if (span_is_empty(span))
		template_fail(template, "if wants a condition");
	template_begin(template, BLOCK_IF);
	template_origin(template, span.at);
	printf("\tif (");
	template_expression(template, span);
	printf(") {\n");
}

static void if_branch(struct template *template, struct block *block)
{
	template_check(template, place_branch(&template->place));
	if (block->branched)
		template_check(template, place_join(&block->end, &template->place));
	else
		block->end = template->place;
	block->branched = true;
}

void template_else(struct template *template, struct span span)
{
	struct block *block = block_top(template, "else");

	if (block->kind != BLOCK_IF || block->otherwise)
		template_fail(template, "else without an if");
	if_branch(template, block);
	template->place = block->start;
	template_origin(template, span.at);
	if (span_is_empty(span)) {
		block->otherwise = true;
		printf("\t} else {\n");
		return;
	}
	if (!scan_word(&span, "if") || span_is_empty(span))
		template_fail(template, "else wants nothing behind it, or if and a condition");
	printf("\t} else if (");
	template_expression(template, span);
	printf(") {\n");
}

static void if_end(struct template *template, struct block *block)
{
	if_branch(template, block);
	if (!block->otherwise)
		template_check(template, place_join(&block->end, &block->start));
	template->place = block->end;
	printf("\t}\n");
}

/* The last [ of "array[count]" when that is what the span is. */
static const char *each_count(struct template *template, struct span span)
{
	const char *last = NULL;

	for (const char *at = span.at; at < span.end;) {
		at = scan_until(template, (struct span){ at, span.end }, "[");
		if (at < span.end) {
			struct span inside = { at + 1, span.end };

			last = at;
			at = scan_until(template, inside, "]");
			at += at < span.end;
		}
	}
	return last && span.end[-1] == ']' ? last : NULL;
}

void template_each(struct template *template, struct span span)
{
	struct span name = { span.at, scan_name(span) };
	struct span list = span_trim((struct span){ name.end, span.end });
	int length = (int)(name.end - name.at);
	const char *count;

	if (span_is_empty(name) || !scan_word(&list, "in") || span_is_empty(list))
		template_fail(template, "each wants ITEM in LIST or ITEM in ARRAY[COUNT]");
	template_begin(template, BLOCK_EACH);
	template->place.line = false;
	template_origin(template, span.at);
	count = each_count(template, list);
	printf("\t{ const __auto_type %.*s_list_ = (", length, name.at);
	template_expression(template, (struct span){ list.at, count ? count : list.end });
	printf(");\n\tconst size_t %.*s_count_ = (size_t)(", length, name.at);
	if (count)
		template_expression(template, (struct span){ count + 1, list.end - 1 });
	else
		printf("%.*s_list_->count", length, name.at);
	printf(");\n\tfor (size_t %.*s_index = 0; ", length, name.at);
	printf("%.*s_index < %.*s_count_; ", length, name.at, length, name.at);
	printf("%.*s_index++) {\n", length, name.at);
	if (count)
		printf("\tconst __auto_type %.*s = %.*s_list_[%.*s_index];", length, name.at,
			length, name.at, length, name.at);
	else
		printf("\tconst __typeof__(%.*s_list_->items[0]) *const %.*s = "
		       "&%.*s_list_->items[%.*s_index];",
			length, name.at, length, name.at, length, name.at, length, name.at);
	printf(" (void)%.*s;\n", length, name.at);
}

static void each_end(struct template *template, struct block *block)
{
	template_check(template, place_branch(&template->place));
	template_check(template, place_repeat(&block->start, &template->place));
	template_check(template, place_join(&template->place, &block->start));
	printf("\t} }\n");
}

void template_end(struct template *template, struct span span)
{
	struct block *block = block_top(template, "end");

	if (!span_is_empty(span))
		template_fail(template, "end stands alone");
	template_string_close(template);
	if (block->kind == BLOCK_IF)
		if_end(template, block);
	else if (block->kind == BLOCK_EACH)
		each_end(template, block);
	else if (template->place.kind != PLACE_TEXT || template->place.pre > 0)
		template_fail(template, "the page ends within a tag or an unfinished element");
	else
		printf("}\n\n");
	template->depth--;
}

#include "tools/article.h"

#include "base/buffer.h"
#include "base/text.h"

#include <assert.h>
#include <string.h>

#define WORDS_MOST ((size_t)64 << 10)

static const struct place {
	const char *name;
	bool alone; /* a paragraph of its own */
	const char *directive;
} places[] = {
	{ "shop", false, "{{ visit->shop->site.name }}" },
	{ "support", false, "{{ visit_mailbox(visit) }}" },
	{ "days", false, "{{ call article_days_page(visit) }}" },
	{ "editions", true, "{{ call article_editions_page(visit, view) }}\n" },
	{ "ways", true, "{{ call article_ways_page(visit, view) }}\n" },
	{ "transfer", true, "{{ call article_transfer_page(visit) }}\n" },
	{ "do upgrade", true, "{{ call article_upgrade_page(visit, view) }}\n" },
};

static const struct place *place_find(const char *name)
{
	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (text_equal(places[i].name, name))
			return &places[i];
	return NULL;
}

/* The English words of a place that is a label; NULL for any other place. */
static const char *label_of(const char *place)
{
	return text_starts(place, "label ") ? place + 6 : NULL;
}

static const struct article_label *label_read(
	const struct article_source *article, cmark_node *node, const char *english)
{
	const struct article_label *label = article_label_find(article->labels, english);

	if (label == NULL)
		article_refuse(article, node,
			"no page says \"%s\"; a label is the English text of a button, a link or "
			"a field, as the sources have it",
			english);
	if (*label->text == '\0')
		article_refuse(article, node,
			"\"%s\" has no translation yet; fill it in in the catalogue", english);
	return label;
}

/* Takes a {place} off the front of a text, which begins with one. */
static const char *place_read(
	const struct article_source *article, cmark_node *node, const char **text)
{
	size_t length = strcspn(*text + 1, "{}");
	const char *name = arena_copy(article->arena, *text + 1, length);

	if (**text == '}' || (*text)[length + 1] != '}')
		article_refuse(article, node,
			"a brace begins or ends a place, {name}, on one line; set other braces "
			"as `code`");
	if (label_of(name) == NULL && place_find(name) == NULL)
		article_refuse(article, node,
			"there is no place {%s}; see article --help for those that there are",
			name);
	*text += length + 2;
	return name;
}

/* ---- words ---------------------------------------------------------------------------------- */

static void add_words(const struct article_source *article, cmark_node *node, struct buffer *words)
{
	const char *text = cmark_node_get_literal(node);

	while (*text != '\0') {
		size_t length = strcspn(text, "{}");
		const char *english;

		buffer_add(words, text, length);
		text += length;
		if (*text == '\0')
			return;
		english = label_of(place_read(article, node, &text));
		if (english != NULL)
			buffer_add_text(words, article->language == ENGLISH
						       ? english
						       : label_read(article, node, english)->text);
	}
}

const char *article_words(const struct article_source *article)
{
	cmark_iter *all = cmark_iter_new(article->body);
	cmark_event_type event;
	struct buffer words;
	const char *text;

	buffer_init(&words, WORDS_MOST);
	while ((event = cmark_iter_next(all)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(all);
		cmark_node_type type = cmark_node_get_type(node);

		if (event == CMARK_EVENT_ENTER && type == CMARK_NODE_TEXT)
			add_words(article, node, &words);
		else if (type == CMARK_NODE_CODE || type == CMARK_NODE_CODE_BLOCK)
			buffer_add_text(&words, cmark_node_get_literal(node));
		else if (type <= CMARK_NODE_LAST_BLOCK || type == CMARK_NODE_SOFTBREAK)
			buffer_add_byte(&words, ' ');
	}
	cmark_iter_free(all);
	text = arena_text(article->arena, buffer_text(&words));
	buffer_free(&words);
	return text;
}

/* ---- directives ------------------------------------------------------------------------------ */

static void insert(cmark_node *before, cmark_node_type type, const char *text)
{
	cmark_node *node = cmark_node_new(type);

	if (type == CMARK_NODE_TEXT)
		cmark_node_set_literal(node, text);
	else
		cmark_node_set_on_enter(node, text);
	cmark_node_insert_before(before, node);
}

static void discard(cmark_node *node)
{
	cmark_node_unlink(node);
	cmark_node_free(node);
}

static bool is_in_link(cmark_node *node)
{
	while (node != NULL && cmark_node_get_type(node) != CMARK_NODE_LINK)
		node = cmark_node_parent(node);
	return node != NULL;
}

/* A link's words are marked enough; elsewhere a label stands out. */
static const char *label_directive(
	const struct article_source *article, cmark_node *node, const char *english)
{
	bool plain = is_in_link(node);
	const char *escaped = "";

	label_read(article, node, english);
	for (; *english != '\0'; english++)
		escaped = arena_format(article->arena, "%s%s%c", escaped,
			*english == '"' || *english == '\\' ? "\\" : "", *english);
	return arena_format(article->arena, "%s{{ say \"%s\" }}%s", plain ? "" : "<strong>",
		escaped, plain ? "" : "</strong>");
}

static void replace_text(const struct article_source *article, cmark_node *node)
{
	const char *text = cmark_node_get_literal(node);

	if (strpbrk(text, "{}") == NULL)
		return;
	while (*text != '\0') {
		size_t length = strcspn(text, "{}");
		const char *name, *english;
		const struct place *place;

		if (length > 0) {
			insert(node, CMARK_NODE_TEXT, arena_copy(article->arena, text, length));
			text += length;
			continue;
		}
		name = place_read(article, node, &text);
		english = label_of(name);
		place = english == NULL ? place_find(name) : NULL;
		assert(english != NULL || place != NULL); /* place_read refuses others */
		if (place != NULL && place->alone)
			article_refuse(article, node, "{%s} is a paragraph of its own", name);
		insert(node, CMARK_NODE_CUSTOM_INLINE,
			place == NULL ? label_directive(article, node, english) : place->directive);
	}
	discard(node);
}

static void replace_code(const struct article_source *article, cmark_node *node, bool block)
{
	insert(node, block ? CMARK_NODE_CUSTOM_BLOCK : CMARK_NODE_CUSTOM_INLINE,
		article_code(article->arena, cmark_node_get_literal(node), block));
	discard(node);
}

/* A paragraph that is one place or one image is replaced as a whole. */
static bool replace_paragraph(const struct article_source *article, cmark_node *node)
{
	cmark_node *only = cmark_node_first_child(node);
	const char *text = "";

	if (only == NULL || cmark_node_next(only) != NULL)
		return false;
	if (cmark_node_get_type(only) == CMARK_NODE_IMAGE) {
		article_picture(article, node);
		return true;
	}
	if (cmark_node_get_type(only) == CMARK_NODE_TEXT)
		text = cmark_node_get_literal(only);
	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (places[i].alone &&
			text_equal(text, arena_format(article->arena, "{%s}", places[i].name))) {
			insert(node, CMARK_NODE_CUSTOM_BLOCK, places[i].directive);
			discard(node);
			return true;
		}
	return false;
}

static void check_link(const struct article_source *article, cmark_node *node)
{
	const char *address = cmark_node_get_url(node);

	if (!(*address == '/' && address[1] != '/') && !text_starts(address, "https://") &&
		!text_starts(address, "mailto:"))
		article_refuse(article, node,
			"a link leads to a page of the shop (/invoices), to https:// or mailto:, "
			"not to \"%s\"",
			address);
	if (*cmark_node_get_title(node) != '\0')
		article_refuse(article, node, "a link has no title; say it in the text");
}

static void replace(const struct article_source *article, cmark_node *node)
{
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_HTML_BLOCK:
	case CMARK_NODE_HTML_INLINE:
		article_refuse(article, node, "HTML isn't taken; set a < as `code`");
	case CMARK_NODE_HEADING:
		if (cmark_node_get_heading_level(node) == 1)
			article_refuse(article, node, "the title is the heading; begin with ##");
		break;
	case CMARK_NODE_LINK:
		check_link(article, node);
		break;
	case CMARK_NODE_IMAGE:
		article_refuse(article, node, "an image is a paragraph of its own");
	case CMARK_NODE_TEXT:
		replace_text(article, node);
		break;
	case CMARK_NODE_CODE:
	case CMARK_NODE_CODE_BLOCK:
		replace_code(article, node, cmark_node_get_type(node) == CMARK_NODE_CODE_BLOCK);
		break;
	default:
		break;
	}
}

static void replace_below(const struct article_source *article, cmark_node *parent)
{
	cmark_node *next;

	for (cmark_node *node = cmark_node_first_child(parent); node != NULL; node = next) {
		next = cmark_node_next(node);
		if (cmark_node_get_type(node) == CMARK_NODE_PARAGRAPH &&
			replace_paragraph(article, node))
			continue;
		replace_below(article, node);
		replace(article, node);
	}
}

void article_replace(const struct article_source *article)
{
	replace_below(article, article->body);
}

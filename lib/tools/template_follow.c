#include "tools/template_place.h"

#include <ctype.h>
#include <string.h>

/* Elements whose content a browser doesn't parse, so that no escaping would be right. */
static const char *const raw_tags[] = { "script", "style", "xmp", "iframe", "noembed", "noframes",
	"plaintext", NULL };
static const char *const plain_tags[] = { "title", "textarea", NULL };
static const char *const url_attributes[] = { "href", "xlink:href", "src", "action", "formaction",
	"poster", "cite", "data", "ping", "background", "manifest", NULL };
/* Beside those that begin with "on".  An animation may give any attribute its values. */
static const char *const forbidden_attributes[] = { "style", "srcdoc", "srcset", "imagesrcset",
	"values", "from", "to", "by", NULL };

static const char less_complaint[] = "write &lt; for a < that begins no tag";

bool place_word_in(const char *word, const char *const *list)
{
	for (; *list; list++)
		if (strcmp(word, *list) == 0)
			return true;
	return false;
}

void place_word_add(char word[static PLACE_NAME_SIZE], char byte)
{
	size_t length = strlen(word);

	if (length + 1 < PLACE_NAME_SIZE) {
		word[length] = (char)tolower((unsigned char)byte);
		word[length + 1] = '\0';
	}
}

/* Keeps only the last bytes, for places that end with a known string. */
static void word_slide(char word[static PLACE_NAME_SIZE], char byte)
{
	if (strlen(word) + 1 == PLACE_NAME_SIZE)
		memmove(word, word + 1, PLACE_NAME_SIZE - 1);
	place_word_add(word, byte);
}

static bool word_ends(const char *word, const char *end)
{
	size_t length = strlen(word), end_length = strlen(end);

	return length >= end_length && strcmp(word + length - end_length, end) == 0;
}

static void tag_start(struct place *place, bool closing)
{
	place->kind = PLACE_TAG_NAME;
	place->closing = closing;
	place->tag[0] = '\0';
	place->attribute[0] = '\0';
}

static void tag_end(struct place *place)
{
	bool pre = strcmp(place->tag, "pre") == 0;

	place->kind = PLACE_TEXT;
	if (place->closing) {
		if (pre && place->pre > 0)
			place->pre--;
	} else {
		place->pre += pre;
		if (place_word_in(place->tag, raw_tags))
			place->kind = PLACE_RAW;
		else if (place_word_in(place->tag, plain_tags))
			place->kind = PLACE_PLAIN;
	}
	if (place->kind == PLACE_TEXT)
		place->tag[0] = '\0';
	place->attribute[0] = place->word[0] = '\0';
	place->closing = false;
}

static const char *follow_less(struct place *place, char byte)
{
	if (byte == '!' || byte == '?') {
		place->kind = PLACE_DECLARATION;
		place->word[0] = '\0';
	} else if (byte == '/' && !place->closing) {
		place->closing = true;
	} else if (isalpha((unsigned char)byte)) {
		tag_start(place, place->closing);
		place_word_add(place->tag, byte);
	} else {
		return less_complaint;
	}
	return NULL;
}

/* Whether text is the beginning of start and end, one behind the other. */
static bool word_begins(const char *text, const char *start, const char *end)
{
	size_t length = strlen(text), start_length = strlen(start);

	if (length <= start_length)
		return strncmp(start, text, length) == 0;
	return strncmp(text, start, start_length) == 0 &&
	       strncmp(end, text + start_length, length - start_length) == 0;
}

/* Content that ends with its own end tag and knows no other. */
static const char *follow_content(struct place *place, char byte)
{
	bool complete =
		strncmp(place->word, "</", 2) == 0 && strcmp(place->word + 2, place->tag) == 0;

	if (complete && (isspace((unsigned char)byte) || byte == '/' || byte == '>')) {
		place->closing = true;
		place->kind = PLACE_GAP;
		place->word[0] = '\0';
		return place_follow(place, byte);
	}
	if (byte == '<')
		place->word[0] = '\0';
	if (byte == '<' || place->word[0])
		place_word_add(place->word, byte);
	/* In a script this changes where the script ends. */
	if (place->kind == PLACE_RAW && strcmp(place->word, "<!--") == 0)
		return "no comment may stand in here";
	if (word_begins(place->word, "</", place->tag))
		return NULL;
	/* Within <svg>, a title's tags would be tags. */
	if (place->kind == PLACE_PLAIN)
		return less_complaint;
	if (!word_begins(place->word, "<!--", ""))
		place->word[0] = '\0';
	return NULL;
}

static const char *follow_value_start(struct place *place, char quote)
{
	const char *name = place->attribute;

	place->quote = quote;
	place->word[0] = '\0';
	place->url = URL_START;
	place->kind = PLACE_VALUE;
	if (strncmp(name, "on", 2) == 0 || place_word_in(name, forbidden_attributes))
		place->kind = PLACE_FORBIDDEN;
	else if (place_word_in(name, url_attributes))
		place->kind = PLACE_URL;
	return NULL;
}

static const char *follow_tag(struct place *place, char byte)
{
	bool space = isspace((unsigned char)byte);

	if (byte == '>') {
		tag_end(place);
		return NULL;
	}
	switch (place->kind) {
	case PLACE_TAG_NAME:
		if (space || byte == '/')
			place->kind = space ? PLACE_TAG : PLACE_GAP;
		else
			place_word_add(place->tag, byte);
		return NULL;
	case PLACE_GAP:
		if (space)
			place->kind = PLACE_TAG;
		else if (byte != '/')
			return "a space must stand between two attributes, "
			       "whichever branch is taken";
		return NULL;
	case PLACE_NAME:
	case PLACE_AFTER_NAME:
		if (byte == '=') {
			place->kind = PLACE_EQUALS;
			/* Browsers obey it like a link, whatever its place in the page. */
			if (strcmp(place->attribute, "http-equiv") == 0)
				return "no http-equiv in templates: send a header";
			return NULL;
		}
		if (space) {
			place->kind = PLACE_AFTER_NAME;
			return NULL;
		}
		if (byte == '/') {
			place->kind = PLACE_GAP;
			return NULL;
		}
		if (place->kind == PLACE_NAME) {
			place_word_add(place->attribute, byte);
			return strchr("\"'<", byte) ? "an attribute's name holds a quote or a <"
						    : NULL;
		}
		/* fall through */
	default:
		if (space || byte == '/')
			return NULL;
		if (strchr("\"'<=", byte))
			return "an attribute's name is missing";
		place->kind = PLACE_NAME;
		place->attribute[0] = '\0';
		place_word_add(place->attribute, byte);
		return NULL;
	}
}

static const char *follow_equals(struct place *place, char byte)
{
	if (isspace((unsigned char)byte))
		return NULL;
	if (byte == '"' || byte == '\'')
		return follow_value_start(place, byte);
	if (byte == '>')
		return "an attribute's value is missing";
	place->kind = PLACE_UNQUOTED;
	return NULL;
}

static const char *follow_quoted(struct place *place, char byte)
{
	if (byte == place->quote) {
		place->kind = PLACE_GAP;
		place->quote = '\0';
		place->url = URL_START;
		place->attribute[0] = place->word[0] = '\0';
		return NULL;
	}
	return place->kind == PLACE_URL ? url_follow(place, byte) : NULL;
}

const char *place_follow(struct place *place, char byte)
{
	switch (place->kind) {
	case PLACE_TEXT:
		if (byte == '<') {
			place->kind = PLACE_LESS;
			place->closing = false;
		}
		return NULL;
	case PLACE_LESS:
		return follow_less(place, byte);
	case PLACE_DECLARATION:
		word_slide(place->word, byte);
		if (strcmp(place->word, "--") == 0)
			place->kind = PLACE_COMMENT;
		else if (byte == '>')
			tag_end(place);
		return NULL;
	case PLACE_COMMENT:
		word_slide(place->word, byte);
		if (word_ends(place->word, "-->")) {
			place->closing = true;
			tag_end(place);
		}
		return NULL;
	case PLACE_RAW:
	case PLACE_PLAIN:
		return follow_content(place, byte);
	case PLACE_EQUALS:
		return follow_equals(place, byte);
	case PLACE_UNQUOTED:
		if (byte == '>')
			tag_end(place);
		else if (isspace((unsigned char)byte))
			place->kind = PLACE_TAG;
		return NULL;
	case PLACE_VALUE:
	case PLACE_URL:
	case PLACE_FORBIDDEN:
		return follow_quoted(place, byte);
	default:
		return follow_tag(place, byte);
	}
}

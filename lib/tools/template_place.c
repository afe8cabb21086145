#include "tools/template_place.h"

#include <ctype.h>
#include <string.h>

/* Elements whose content a browser doesn't parse, so that no escaping would be right. */
static const char *const raw_tags[] = { "script", "style", "xmp", "iframe", "noembed", "noframes",
	"plaintext", NULL };
static const char *const plain_tags[] = { "title", "textarea", NULL };
/* An address in these is run or followed without a click: it must not come from a value. */
static const char *const loading_tags[] = { "script", "iframe", "embed", "object", "base", NULL };
static const char *const url_attributes[] = { "href", "xlink:href", "src", "action", "formaction",
	"poster", "cite", "data", "ping", "background", "manifest", NULL };
/* Beside those that begin with "on". */
static const char *const forbidden_attributes[] = { "style", "srcdoc", "srcset", "imagesrcset",
	NULL };
static const char *const safe_schemes[] = { "http", "https", "mailto", NULL };

static bool word_in(const char *word, const char *const *list)
{
	for (; *list; list++)
		if (strcmp(word, *list) == 0)
			return true;
	return false;
}

static void word_add(char word[static PLACE_NAME_SIZE], char byte)
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
	word_add(word, byte);
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
		if (word_in(place->tag, raw_tags))
			place->kind = PLACE_RAW;
		else if (word_in(place->tag, plain_tags))
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
		word_add(place->tag, byte);
	} else {
		return "write &lt; for a < that begins no tag";
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
	bool complete = strncmp(place->word, "</", 2) == 0 &&
		strcmp(place->word + 2, place->tag) == 0;

	if (complete && (isspace((unsigned char)byte) || byte == '/' || byte == '>')) {
		place->closing = true;
		place->kind = PLACE_GAP;
		place->word[0] = '\0';
		return place_follow(place, byte);
	}
	if (byte == '<')
		place->word[0] = '\0';
	if (byte == '<' || place->word[0])
		word_add(place->word, byte);
	/* In a script this changes where the script ends. */
	if (place->kind == PLACE_RAW && strcmp(place->word, "<!--") == 0)
		return "no comment may stand in here";
	if (!word_begins(place->word, "</", place->tag) && !word_begins(place->word, "<!--", ""))
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
	if (strncmp(name, "on", 2) == 0 || word_in(name, forbidden_attributes))
		place->kind = PLACE_FORBIDDEN;
	else if (word_in(name, url_attributes))
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
			word_add(place->tag, byte);
		return NULL;
	case PLACE_GAP:
		if (space)
			place->kind = PLACE_TAG;
		else if (byte != '/')
			return "a space must stand between two attributes, whichever branch is taken";
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
		if (place->kind == PLACE_NAME && byte != '/') {
			word_add(place->attribute, byte);
			return strchr("\"'<", byte) ? "an attribute's name holds a quote or a <" : NULL;
		}
		/* fall through */
	default:
		if (space || byte == '/')
			return NULL;
		if (strchr("\"'<=", byte))
			return "an attribute's name is missing";
		place->kind = PLACE_NAME;
		place->attribute[0] = '\0';
		word_add(place->attribute, byte);
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

static const char *follow_scheme(struct place *place, char byte)
{
	switch (byte) {
	case ':':
		place->url = word_in(place->word, safe_schemes) ? URL_PART : URL_FOREIGN;
		break;
	case '/':
	case '?':
	case '#':
		place->url = URL_PART;
		break;
	default:
		/* A reference (&#106;) or a line feed hides letters of a scheme. */
		if (byte == '&' || isspace((unsigned char)byte))
			place->url = URL_FOREIGN;
		word_add(place->word, byte);
	}
	return NULL;
}

static const char *follow_url(struct place *place, char byte)
{
	bool delimiter = byte == '/' || byte == '?' || byte == '#';

	switch (place->url) {
	case URL_START:
		place->url = URL_SCHEME;
		if (byte == '/')
			place->url = URL_SLASH;
		else
			follow_scheme(place, byte);
		break;
	case URL_SCHEME:
		follow_scheme(place, byte);
		break;
	case URL_SLASH:
		place->url = byte == '/' || byte == '\\' ? URL_FOREIGN : URL_PART;
		break;
	case URL_SLASH_VALUE:
		if (byte == '/' || byte == '\\')
			return "were the value before this empty, // would begin another host's name";
		place->url = URL_PART;
		break;
	case URL_VALUE:
		if (byte == ':')
			return "a value may not be the scheme of an address";
		if (delimiter)
			place->url = URL_PART;
		break;
	case URL_UNSURE:
		if (delimiter)
			place->url = byte == '/' ? URL_SLASH : URL_PART;
		else if (byte == ':')
			place->url = URL_FOREIGN;
		break;
	case URL_PART:
	case URL_FOREIGN:
		break;
	}
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
	return place->kind == PLACE_URL ? follow_url(place, byte) : NULL;
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

static const char *url_printer(struct place *place, const char **complaint)
{
	switch (place->url) {
	case URL_START:
		if (word_in(place->tag, loading_tags))
			*complaint = "what this element loads may not be chosen by a value";
		place->url = URL_VALUE;
		return "print_url";
	case URL_SCHEME:
		place->url = URL_VALUE;
		break;
	case URL_SLASH:
		place->url = URL_SLASH_VALUE;
		break;
	case URL_FOREIGN:
		*complaint = "a value may stand only in addresses that begin with a path, "
			     "http:, https: or mailto:";
		break;
	case URL_UNSURE:
		*complaint = "whether this value begins the address depends on the branch taken";
		break;
	default:
		break;
	}
	return "print_url_part";
}

const char *place_printer(struct place *place, const char **complaint)
{
	static const char *const refusals[] = {
		[PLACE_LESS] = "a value may not stand behind a <",
		[PLACE_DECLARATION] = "a value may not stand in a declaration",
		[PLACE_COMMENT] = "a value may not stand in a comment",
		[PLACE_RAW] = "a value may not stand in a script, a style or other raw text",
		[PLACE_TAG_NAME] = "a value may not stand in a tag's name",
		[PLACE_GAP] = "a value may not stand in a tag, but in a quoted attribute",
		[PLACE_TAG] = "a value may not stand in a tag, but in a quoted attribute",
		[PLACE_NAME] = "a value may not stand in an attribute's name",
		[PLACE_AFTER_NAME] = "a value may not stand in a tag, but in a quoted attribute",
		[PLACE_EQUALS] = "an attribute with a value must be quoted",
		[PLACE_UNQUOTED] = "an attribute with a value must be quoted",
		[PLACE_FORBIDDEN] = "a value may not stand in an event handler, a style, "
				    "srcdoc or srcset",
	};

	place->line = false;
	switch (place->kind) {
	case PLACE_TEXT:
		return "print_text";
	case PLACE_PLAIN:
		if (place->word[0])
			*complaint = refusals[PLACE_LESS];
		return "print_attribute";
	case PLACE_VALUE:
		return "print_attribute";
	case PLACE_URL:
		return url_printer(place, complaint);
	default:
		*complaint = refusals[place->kind];
		return NULL;
	}
}

const char *place_branch(struct place *place)
{
	switch (place->kind) {
	case PLACE_LESS:
	case PLACE_EQUALS:
	case PLACE_DECLARATION:
		return "no directive may stand here";
	case PLACE_TAG_NAME:
	case PLACE_NAME:
	case PLACE_UNQUOTED:
		place->kind = PLACE_GAP;
		break;
	case PLACE_AFTER_NAME:
		place->kind = PLACE_TAG;
		break;
	case PLACE_RAW:
	case PLACE_PLAIN:
		if (place->word[0])
			return "no directive may stand behind a < here";
		break;
	case PLACE_COMMENT:
		place->word[0] = '\0';
		break;
	default:
		break;
	}
	if (place->kind == PLACE_GAP || place->kind == PLACE_TAG)
		place->attribute[0] = '\0';
	return NULL;
}

static enum place_url url_join(enum place_url a, enum place_url b)
{
	if (a == b)
		return a;
	if (a == URL_FOREIGN || b == URL_FOREIGN)
		return URL_FOREIGN;
	/* The one of the two that leads to more refusals. */
	if (b == URL_PART && a != URL_START && a != URL_SCHEME)
		return a;
	if (a == URL_PART && b != URL_START && b != URL_SCHEME)
		return b;
	return URL_UNSURE;
}

static bool in_tag(const struct place *place)
{
	return place->kind == PLACE_GAP || place->kind == PLACE_TAG;
}

const char *place_join(struct place *place, const struct place *other)
{
	bool alike = place->kind == other->kind || (in_tag(place) && in_tag(other));

	if (!alike || place->quote != other->quote || place->pre != other->pre ||
		place->closing != other->closing || strcmp(place->tag, other->tag) != 0 ||
		strcmp(place->attribute, other->attribute) != 0)
		return "the branches end in different places";
	if (place->kind != other->kind)
		place->kind = PLACE_GAP;
	if (place->kind == PLACE_URL)
		place->url = url_join(place->url, other->url);
	place->line = place->line && other->line;
	return NULL;
}

const char *place_repeat(const struct place *start, const struct place *end)
{
	struct place joined = *end;

	if (place_join(&joined, start))
		return "the body ends in another place than it begins";
	if (start->kind == PLACE_TAG && end->kind == PLACE_GAP)
		return "the body must end with a space, to keep two attributes apart";
	if (start->url != end->url && (start->url != URL_PART || end->url != URL_PART))
		return "the body may not begin an address";
	return NULL;
}

bool place_keeps_space(const struct place *place)
{
	return place->pre > 0 || (place->kind != PLACE_TEXT && !in_tag(place) &&
					 place->kind != PLACE_AFTER_NAME);
}

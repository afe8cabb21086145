#include "tools/template_place.h"

#include <ctype.h>

/* An address in these is run or followed without a click: it must not come from a value. */
static const char *const loading_tags[] = { "script", "iframe", "embed", "object", "base", NULL };
static const char *const safe_schemes[] = { "http", "https", "mailto", NULL };

static const char *follow_scheme(struct place *place, char byte)
{
	switch (byte) {
	case ':':
		place->url = place_word_in(place->word, safe_schemes) ? URL_PART : URL_FOREIGN;
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
		place_word_add(place->word, byte);
	}
	return NULL;
}

const char *url_follow(struct place *place, char byte)
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
			return "were the value before this empty, // would begin "
			       "another host's name";
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

const char *url_printer(struct place *place, const char **complaint)
{
	switch (place->url) {
	case URL_START:
		if (place_word_in(place->tag, loading_tags))
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

enum place_url url_join(enum place_url a, enum place_url b)
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

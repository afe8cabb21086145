#include "tools/template_place.h"

#include <string.h>

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
				    "srcdoc, srcset or an animation",
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
	return place->pre > 0 ||
	       (place->kind != PLACE_TEXT && !in_tag(place) && place->kind != PLACE_AFTER_NAME);
}

#include "base/text.h"

#include <ctype.h>

bool text_equal(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

bool text_starts(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

bool text_is_empty(const char *text)
{
	return text == NULL || *text == '\0';
}

/*
 * How many continuation bytes follow a leading byte, and the smallest code point that may be
 * written with so many (anything less would be an overlong form); -1 for no leading byte.
 */
static int utf8_follow(unsigned char lead, uint32_t *point, uint32_t *least)
{
	static const struct {
		unsigned char mask, lead;
		uint32_t least;
	} forms[] = { { 0x80, 0x00, 0 }, { 0xe0, 0xc0, 0x80 }, { 0xf0, 0xe0, 0x800 },
		{ 0xf8, 0xf0, 0x10000 } };

	for (int follow = 0; follow < 4; follow++) {
		if ((lead & forms[follow].mask) != forms[follow].lead)
			continue;
		*point = lead & (unsigned char)~forms[follow].mask;
		*least = forms[follow].least;
		return follow;
	}
	return -1;
}

/* How many bytes the character has that begins here, before end; 0: it is none. */
static int utf8_size(const unsigned char *at, const unsigned char *end)
{
	uint32_t point, least;
	int follow = utf8_follow(*at, &point, &least);

	if (follow < 0 || *at == '\0' || end - at <= follow)
		return 0;
	for (int i = 1; i <= follow; i++) {
		if ((at[i] & 0xc0) != 0x80)
			return 0;
		point = point << 6 | (at[i] & 0x3f);
	}
	if (point < least || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
		return 0;
	return follow + 1;
}

bool text_is_utf8(const char *bytes, size_t size)
{
	const unsigned char *at = (const unsigned char *)bytes, *end = at + size;

	while (at < end) {
		/* Most letters are ASCII, and every text of a record is looked at. */
		int length = *at > 0 && *at < 0x80 ? 1 : utf8_size(at, end);

		if (length == 0)
			return false;
		at += length;
	}
	return true;
}

void text_mend(char *text)
{
	const unsigned char *at = (const unsigned char *)text, *end = at + strlen(text);

	while (at < end) {
		int length = utf8_size(at, end);

		memmove(text, at, (size_t)length);
		text += length;
		at += length == 0 ? 1 : length;
	}
	*text = '\0';
}

bool text_is_clean(const char *text, bool lines)
{
	const unsigned char *at = (const unsigned char *)text;

	for (; *at != '\0'; at++) {
		if ((*at < 0x20 && !(lines && *at == '\n')) || *at == 0x7f)
			return false;
		if (*at == 0xc2 && at[1] >= 0x80 && at[1] < 0xa0)
			return false;
	}
	return true;
}

bool text_number(const char *text, int64_t least, int64_t most, int64_t *number)
{
	const char *digits = *text == '-' ? text + 1 : text;
	int64_t value = 0;

	if (*digits == '\0' || (*digits == '0' && (digits[1] != '\0' || digits != text)))
		return false;
	for (; *digits != '\0'; digits++) {
		if (!isdigit((unsigned char)*digits) || __builtin_mul_overflow(value, 10, &value))
			return false;
		if (__builtin_sub_overflow(value, *digits - '0', &value))
			return false;
	}
	/* Counted downwards, because the least number has no positive twin. */
	if (*text != '-' && __builtin_sub_overflow(0, value, &value))
		return false;
	if (value < least || value > most)
		return false;
	*number = value;
	return true;
}

bool text_is_email(const char *text)
{
	const char *at = strchr(text, '@'), *dot;

	if (at == NULL || at == text || at - text > 64 || strlen(text) > 254)
		return false;
	if (strchr(at + 1, '@') != NULL || text[0] == '.' || at[-1] == '.')
		return false;
	for (const char *c = text; *c != '\0'; c++)
		if (*c <= ' ' || *c > '~' || strchr("<>()[]\\,;:\"", *c) != NULL)
			return false;
	for (const char *c = at + 1; *c != '\0'; c++)
		if (!isalnum((unsigned char)*c) && *c != '-' && *c != '.')
			return false;
	dot = strrchr(at, '.');
	return dot != NULL && dot[1] != '\0' && at[1] != '.' && at[1] != '-' &&
	       strstr(text, "..") == NULL;
}

void text_lower(char *text)
{
	for (; *text != '\0'; text++)
		if (*text >= 'A' && *text <= 'Z')
			*text = (char)(*text + ('a' - 'A'));
}

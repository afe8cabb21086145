#include "base/log_line.h"

#include "base/text.h"

#include <stdint.h>

#define VALUE_MOST 2048 /* more than a line takes */

struct line {
	char *bytes;
	size_t length, most;
	bool full;
};

struct value {
	char bytes[VALUE_MOST];
	size_t length;
	bool quoted;
};

/* What is left of a format and of its arguments. */
struct reading {
	const char *at;
	va_list arguments;
};

/* ---- a value ------------------------------------------------------------------------------- */

/* The longest part of a text of this length that fits and doesn't end within a character. */
static size_t cut(const char *text, size_t length, size_t most)
{
	if (length <= most)
		return length;
	while (most > 0 && ((unsigned char)text[most] & 0xc0) == 0x80)
		most--;
	return most;
}

static void value_add(struct value *value, const char *text, size_t length)
{
	length = cut(text, length, sizeof value->bytes - value->length);
	memcpy(value->bytes + value->length, text, length);
	value->length += length;
}

static void value_add_number(struct value *value, const char *form, uintmax_t number)
{
	char digits[32];

	value_add(value, digits,
		(size_t)(*form == 'x' ? snprintf(digits, sizeof digits, "%jx", number)
				      : snprintf(digits, sizeof digits, "%ju", number)));
}

/* Every integer type here is an int, or as wide as a long. */
_Static_assert(sizeof(long) == sizeof(long long) && sizeof(long) == sizeof(size_t) &&
		       sizeof(long) == sizeof(intmax_t) && sizeof(long) == sizeof(ptrdiff_t),
	"two widths are enough");

static void value_add_integer(struct value *value, struct reading *reading, bool is_long)
{
	bool is_signed = *reading->at == 'd' || *reading->at == 'i';
	intmax_t number;

	if (!is_signed) {
		value_add_number(value, reading->at,
			is_long ? va_arg(reading->arguments, unsigned long)
				: va_arg(reading->arguments, unsigned));
		return;
	}
	number = is_long ? va_arg(reading->arguments, long) : va_arg(reading->arguments, int);
	if (number < 0)
		value_add(value, "-", 1);
	value_add_number(value, "u", number < 0 ? -(uintmax_t)number : (uintmax_t)number);
}

static void value_add_text(struct value *value, const char *text, int most)
{
	if (text == NULL)
		text = "(null)";
	value_add(value, text, most < 0 ? strlen(text) : strnlen(text, (size_t)most));
}

/* Behind a %.  What isn't known here ends the line: nobody can tell what the arguments are then. */
static void expand(struct value *value, struct reading *reading)
{
	int most = -1;
	bool is_long;
	char byte;

	if (text_starts(reading->at, ".*")) {
		reading->at += 2;
		most = va_arg(reading->arguments, int);
	}
	is_long = strchr("lzjt", *reading->at) != NULL;
	reading->at += strspn(reading->at, "lzjt");
	switch (*reading->at) {
	case 's':
		value_add_text(value, va_arg(reading->arguments, const char *), most);
		break;
	case 'c':
		byte = (char)va_arg(reading->arguments, int);
		value_add(value, &byte, 1);
		break;
	case 'd':
	case 'i':
	case 'u':
	case 'x':
		value_add_integer(value, reading, is_long);
		break;
	case '%':
		value_add(value, "%", 1);
		break;
	default:
		value_add(value, "?", 1);
		reading->at = "";
		return;
	}
	reading->at++;
}

/* Up to the format's next space, or to the quote that closes the one it begins with. */
static void read_value(struct value *value, struct reading *reading)
{
	char end = *reading->at == '"' ? '"' : ' ';

	value->length = 0;
	value->quoted = end == '"';
	reading->at += value->quoted;
	while (*reading->at != '\0' && *reading->at != end)
		if (*reading->at == '%') {
			reading->at++;
			expand(value, reading);
		} else {
			value_add(value, reading->at, 1);
			reading->at++;
		}
	reading->at += *reading->at != '\0';
}

/* ---- what a value may not hold ------------------------------------------------------------- */

/*
 * A visitor's byte must neither begin a line of its own nor move an operator's cursor: U+0080
 * to U+009F do so on terminals as the bytes below a space do.
 */
static void neutralise(char *text, size_t length)
{
	bool whole = text_is_utf8(text, length);

	for (size_t i = 0; i < length; i++) {
		unsigned char byte = (unsigned char)text[i];

		if (byte == 0xc2 && i + 1 < length && (unsigned char)text[i + 1] < 0xa0)
			text[i] = text[i + 1] = '?';
		else if (byte < 0x20 || byte == 0x7f || (byte >= 0x80 && !whole))
			text[i] = '?';
	}
}

static bool is_local(char byte)
{
	return byte != '\0' && (unsigned char)byte > ' ' && strchr("<>()[]\",;:=/\\", byte) == NULL;
}

/* "<ana@example.com>" becomes "<*@example.com>": enough to know whose mail server it is about.  In
 * a path the @ may be written %40. */
static void hide_people(struct value *value)
{
	size_t kept = 0;

	for (size_t i = 0; i < value->length; i++) {
		size_t left = value->length - i;
		bool is_at = value->bytes[i] == '@' ||
			     (left >= 3 && memcmp(value->bytes + i, "%40", 3) == 0);
		size_t start = kept;

		while (is_at && start > 0 && is_local(value->bytes[start - 1]))
			start--;
		if (start < kept) {
			value->bytes[start] = '*';
			kept = start + 1;
		}
		value->bytes[kept++] = value->bytes[i];
	}
	value->length = kept;
}

/* ---- the line ------------------------------------------------------------------------------ */

/* All of it, or nothing more on this line. */
static void line_add(struct line *line, const char *text, size_t length)
{
	line->full |= length > line->most - line->length;
	if (line->full)
		return;
	memcpy(line->bytes + line->length, text, length);
	line->length += length;
}

static bool wants_quotes(const struct value *value)
{
	bool wants = value->quoted || value->length == 0;

	for (size_t i = 0; i < value->length; i++)
		wants |= value->bytes[i] != '\0' && strchr(" \"\\=", value->bytes[i]) != NULL;
	return wants;
}

static size_t character_length(const struct value *value, size_t start)
{
	size_t end = start + 1;

	while (end < value->length && ((unsigned char)value->bytes[end] & 0xc0) == 0x80)
		end++;
	return end - start;
}

static void line_add_value(struct line *line, const struct value *value)
{
	bool quotes = wants_quotes(value);
	size_t length;

	/* There is room for both; the closing one's is kept. */
	line_add(line, "\"", quotes);
	line->most -= quotes;
	for (size_t i = 0; i < value->length && !line->full; i += length) {
		char escaped[8] = "\\";
		bool special = quotes && (value->bytes[i] == '"' || value->bytes[i] == '\\');

		length = character_length(value, i);
		if (length > 4)
			length = 4;
		memcpy(escaped + special, value->bytes + i, length);
		line_add(line, escaped, length + special);
	}
	line->most += quotes;
	if (quotes)
		line->bytes[line->length++] = '"';
}

/* Where a pair doesn't fit, not even its key's beginning stands there. */
static void line_add_pair(struct line *line, struct reading *reading)
{
	size_t key = strcspn(reading->at, "= ");
	struct value value;

	line->full |= key + sizeof " =\"\"" > line->most - line->length;
	if (line->full)
		return;
	line_add(line, " ", 1);
	line_add(line, reading->at, key);
	line_add(line, "=", 1);
	reading->at += key;
	reading->at += *reading->at == '=';
	read_value(&value, reading);
	hide_people(&value);
	neutralise(value.bytes, value.length);
	line_add_value(line, &value);
}

static void line_add_event(struct line *line, const char *event)
{
	size_t length = cut(event, strlen(event), line->most);

	line_add(line, event, length);
	neutralise(line->bytes, length);
	for (size_t i = 0; i < length; i++)
		if (line->bytes[i] == '=' || line->bytes[i] == '"')
			line->bytes[i] = '?';
}

size_t log_line_write(
	char *bytes, /* written through a member: NOLINT(readability-non-const-parameter) */
	size_t most, const char *event, const char *format, va_list arguments)
{
	struct line line = { .bytes = bytes, .most = most };
	struct reading reading = { .at = format };

	va_copy(reading.arguments, arguments);
	line_add_event(&line, event);
	reading.at += strspn(reading.at, " ");
	while (*reading.at != '\0' && !line.full) {
		line_add_pair(&line, &reading);
		reading.at += strspn(reading.at, " ");
	}
	va_end(reading.arguments);
	return line.length;
}

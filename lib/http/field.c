#include "http/field.h"

#include "base/text.h"
#include "http/path.h"

#include <assert.h>
#include <string.h>

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

static bool is_text(struct value *value)
{
	return text_is_clean(value->text, false);
}

static bool is_lines(struct value *value)
{
	return text_is_clean(value->text, true);
}

static bool is_email(struct value *value)
{
	return text_is_email(value->text);
}

static bool is_password(struct value *value)
{
	(void)value;
	return true;
}

static bool is_number(struct value *value)
{
	return text_number(value->text, INT64_MIN, INT64_MAX, &value->number);
}

static bool is_token(struct value *value)
{
	return value->text[strspn(value->text, LOWER UPPER DIGITS "-_.")] == '\0';
}

static bool is_word(struct value *value)
{
	return value->text[strspn(value->text, LOWER DIGITS "-")] == '\0';
}

static bool is_flag(struct value *value)
{
	static const char *const words[][2] = {
		{ "off", "on" },
		{ "0", "1" },
		{ "no", "yes" },
		{ "false", "true" },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		for (int on = 0; on < 2; on++)
			if (text_equal(value->text, words[i][on])) {
				value->number = on;
				value->present = on;
				return true;
			}
	return false;
}

static bool is_path(struct value *value)
{
	if (!path_is_local(value->text))
		*value = (struct value){ .text = "" };
	return true;
}

static bool is_base64(struct value *value)
{
	size_t digits = strspn(value->text, LOWER UPPER DIGITS "+/");
	size_t padding = value->length - digits;

	return value->length % 4 == 0 && padding <= 2 &&
	       strspn(value->text + digits, "=") == padding;
}

static const struct {
	bool (*suits)(struct value *value);
	int64_t most;
} types[FIELD_TYPES] = {
	[FIELD_TEXT] = { is_text, 200 },
	[FIELD_LINES] = { is_lines, 8000 },
	[FIELD_EMAIL] = { is_email, 254 },
	[FIELD_PASSWORD] = { is_password, 128 },
	[FIELD_NUMBER] = { is_number, 20 },
	[FIELD_TOKEN] = { is_token, 8000 },
	[FIELD_WORD] = { is_word, 100 },
	[FIELD_FLAG] = { is_flag, 8 },
	[FIELD_PATH] = { is_path, 2000 },
	[FIELD_BASE64] = { is_base64, 8000 },
};

size_t field_most(const struct field *field)
{
	assert(field->type < FIELD_TYPES);
	if (field->type == FIELD_NUMBER || field->most == 0)
		return (size_t)types[field->type].most;
	return (size_t)field->most;
}

/* A form's line ends are CRLF, whatever was typed. */
static void unify_lines(struct value *value, struct arena *arena)
{
	char *lines = arena_allocate(arena, value->length + 1);
	size_t length = 0;

	for (size_t i = 0; i < value->length; i++) {
		char byte = value->text[i];

		if (byte == '\r' && value->text[i + 1] == '\n')
			continue;
		if (byte == '\r')
			byte = '\n';
		lines[length++] = byte == '\t' ? ' ' : byte;
	}
	value->text = lines;
	value->length = length;
}

/* Spaces alone are nothing to read; in a password they are as good as any character. */
static bool is_there(enum field_type type, const char *text)
{
	bool reads = type == FIELD_TEXT || type == FIELD_LINES;

	return text[reads ? strspn(text, type == FIELD_LINES ? " \n" : " ") : 0] != '\0';
}

void field_check(const struct field *field, struct value *value, struct arena *arena)
{
	if (field->type == FIELD_LINES)
		unify_lines(value, arena);
	value->present = is_there(field->type, value->text);
	if (value->present && !types[field->type].suits(value)) {
		value->error = FIELD_MALFORMED;
		value->present = field->type != FIELD_FLAG;
		return;
	}
	if (!value->present) {
		value->error = field->required ? FIELD_MISSING : FIELD_FINE;
		return;
	}
	if (field->type == FIELD_NUMBER) {
		if (value->number < field->least || value->number > field->most)
			value->error = FIELD_OUT_OF_RANGE;
	} else if ((int64_t)value->length < field->least) {
		value->error = FIELD_TOO_SHORT;
	}
}

/*
 * field.c - one value against one field: a byte for the type, one for what else the field asks,
 * then the value.
 *
 * What each type promises is asked again here, in other words, of every value that it lets pass.
 */
#include "fuzz.h"
#include "http/field.h"

#include <ctype.h>
#include <inttypes.h>

/* No control characters: C0 but line feeds where lines is set, DEL, and C1, which is 0xc2 80-9f. */
static void check_clean(const char *text, bool lines)
{
	for (const unsigned char *at = (const unsigned char *)text; *at != '\0'; at++) {
		assert(*at >= ' ' || (lines && *at == '\n'));
		assert(*at != 0x7f);
		assert(*at != 0xc2 || at[1] >= 0xa0);
	}
}

static void check_made_of(const char *text, bool capitals, const char *others)
{
	for (; *text != '\0'; text++)
		assert(islower((unsigned char)*text) || isdigit((unsigned char)*text) ||
			(capitals && isupper((unsigned char)*text)) || strchr(others, *text));
}

static void check_email(const char *text)
{
	const char *at = strchr(text, '@');

	assert(at != NULL && at > text && strchr(at + 1, '@') == NULL && strchr(at, '.') != NULL);
	assert(strlen(text) <= 254 && strpbrk(text, " <>\"()[]\\,;:\r\n") == NULL);
	for (; *text != '\0'; text++)
		assert(*text > ' ' && *text <= '~');
}

/* What a browser would make of it: a backslash is a slash, and two of them lead elsewhere. */
static void check_path(const char *text)
{
	assert(text[0] == '/' && text[1] != '/' && text[1] != '\\');
	for (; *text != '\0'; text++)
		assert(*text > ' ' && *text <= '~' && *text != '\\');
}

static void check_number(const struct field *field, const struct value *value)
{
	char written[32];

	snprintf(written, sizeof written, "%" PRId64, value->number);
	assert(strcmp(written, value->text) == 0);
	if (value->error == FIELD_FINE)
		assert(value->number >= field->least && value->number <= field->most);
}

/* The reader of Base64 is libsodium's. */
static void check_base64(const char *text, enum field_error error)
{
	unsigned char read[8000];
	size_t size;

	if (secret_base64_up_to(read, sizeof read, &size, text))
		assert(error != FIELD_MALFORMED);
	if (error != FIELD_MALFORMED)
		check_made_of(text, true, "+/=");
}

static void check_type(const struct field *field, const struct value *value)
{
	switch (field->type) {
	case FIELD_TEXT:
	case FIELD_LINES:
		check_clean(value->text, field->type == FIELD_LINES);
		break;
	case FIELD_EMAIL:
		check_email(value->text);
		break;
	case FIELD_NUMBER:
		check_number(field, value);
		break;
	case FIELD_TOKEN:
		check_made_of(value->text, true, "-_.");
		break;
	case FIELD_WORD:
		check_made_of(value->text, false, "-");
		break;
	case FIELD_FLAG:
		assert(value->number == 1);
		break;
	case FIELD_PATH:
		check_path(value->text);
		break;
	default:
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena = fuzz_arena();
	struct field field = { .name = "field" };
	struct value value = { 0 }, again;

	if (size < 2 || !fuzz_is_text(bytes + 2, size - 2))
		return 0;
	field.type = bytes[0] % FIELD_TYPES;
	field.required = bytes[1] & 1;
	field.least = field.type == FIELD_NUMBER ? (int8_t)bytes[1] : bytes[1] >> 4;
	field.most = field.type == FIELD_NUMBER ? field.least + 1000000 : 0;
	value.text = arena_copy(arena, bytes + 2, size - 2);
	value.length = size - 2;
	if (value.length > field_most(&field))
		return 0;
	field_check(&field, &value, arena);
	assert(strlen(value.text) == value.length);
	if (value.present && value.error != FIELD_MALFORMED)
		check_type(&field, &value);
	if (field.type == FIELD_BASE64)
		check_base64(value.text, value.error);
	if (field.required && value.error == FIELD_FINE)
		assert(value.present);
	again = (struct value){ .text = value.text, .length = value.length };
	field_check(&field, &again, arena);
	assert(strcmp(again.text, value.text) == 0 && again.error == value.error &&
		again.present == value.present && again.number == value.number);
	return 0;
}

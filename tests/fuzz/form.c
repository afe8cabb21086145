/*
 * form.c - a url-encoded form, with a field of every type.
 *
 * What is accepted is text within its field's limit; encoded and read again it is the same; and
 * sent as a query it means what it meant as a body.
 */
#include "base/buffer.h"
#include "fuzz.h"
#include "http/form.h"

static const struct field own[] = {
	{ .name = "text", .type = FIELD_TEXT, .least = 2, .most = 40 },
	{ .name = "lines", .type = FIELD_LINES, .required = true },
	{ .name = "email", .type = FIELD_EMAIL, .required = true },
	{ .name = "password", .type = FIELD_PASSWORD, .least = 8 },
	{ .name = "number", .type = FIELD_NUMBER, .least = -5, .most = 1000 },
	{ .name = "token", .type = FIELD_TOKEN },
	{ .name = "word", .type = FIELD_WORD },
	{ .name = "flag", .type = FIELD_FLAG },
	{ .name = "next", .type = FIELD_PATH },
	{ .name = "base64", .type = FIELD_BASE64 },
};
static const struct field common[] = {
	{ .name = "csrf", .type = FIELD_TOKEN },
	{ .name = "lang", .type = FIELD_WORD, .most = 2 },
};

struct reading {
	struct request request;
	struct form form;
	enum result result;
};

static struct reading read_form(
	struct arena *arena, enum method method, const char *text, size_t size)
{
	struct reading reading = {
		.request = { .method = method,
			.query = method == METHOD_POST ? "" : text,
			.content_type = "application/x-www-form-urlencoded",
			.content_length = size,
			.body = text },
		.form = { .own = FIELDS(own), .common = FIELDS(common) },
	};

	reading.result = form_read(&reading.form, &reading.request, arena);
	assert((reading.result == OK) == (reading.request.problem == PROBLEM_NONE));
	return reading;
}

static void check_text(struct fields fields, const struct value *values)
{
	for (size_t i = 0; i < fields.count; i++) {
		assert(strlen(values[i].text) == values[i].length);
		assert(fuzz_is_text(values[i].text, values[i].length));
		assert(values[i].length <= field_most(&fields.table[i]));
		assert(values[i].length > 0 || !values[i].present);
	}
}

static void encode(struct buffer *out, struct fields fields, const struct value *values)
{
	for (size_t i = 0; i < fields.count; i++) {
		buffer_add_format(out, "&%s=", fields.table[i].name);
		for (const char *byte = values[i].text; *byte != '\0'; byte++)
			buffer_add_format(out, "%%%02x", (unsigned)(unsigned char)*byte);
	}
}

static void check_equal(struct fields fields, const struct value *first, const struct value *second)
{
	for (size_t i = 0; i < fields.count; i++) {
		assert(strcmp(first[i].text, second[i].text) == 0);
		assert(first[i].length == second[i].length);
		assert(first[i].number == second[i].number);
		assert(first[i].present == second[i].present);
		assert(first[i].error == second[i].error);
	}
}

static void check_same(const struct reading *first, const struct reading *second)
{
	assert(first->result == second->result);
	check_equal(first->form.own, first->form.values, second->form.values);
	check_equal(first->form.common, first->form.common_values, second->form.common_values);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena = fuzz_arena();
	const char *text = arena_copy(arena, bytes, size);
	struct reading body = read_form(arena, METHOD_POST, text, size), again;
	static struct buffer encoded = { .ceiling = (size_t)1 << 20 };

	check_text(body.form.own, body.form.values);
	check_text(body.form.common, body.form.common_values);
	if (strlen(text) == size) {
		again = read_form(arena, METHOD_GET, text, size);
		check_same(&body, &again);
	}
	if (body.result != OK)
		return 0;
	buffer_clear(&encoded);
	encode(&encoded, body.form.own, body.form.values);
	encode(&encoded, body.form.common, body.form.common_values);
	again = read_form(arena, METHOD_POST, encoded.bytes, encoded.length);
	check_same(&body, &again);
	return 0;
}

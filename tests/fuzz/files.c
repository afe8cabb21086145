/*
 * files.c - a form with files as a page reads it: what the content type says behind
 * "multipart/form-data" up to the first line end, then the body.
 *
 * What is accepted is text within its field's limit, and every file that began has ended.  Written
 * as a browser would and read again it is the same; with its last bytes missing it is refused.
 */
#include "base/buffer.h"
#include "fuzz.h"
#include "http/form.h"

#define BOUNDARY "3ab6e9f0c2d84175"

static const struct field own[] = {
	{ .name = "text", .type = FIELD_TEXT, .most = 20 },
	{ .name = "lines", .type = FIELD_LINES },
	{ .name = "number", .type = FIELD_NUMBER, .most = 9 },
};
static const struct field common[] = { { .name = "csrf", .type = FIELD_TOKEN } };

/* Stands for the web server: form.c asks of a gateway this one function. */
struct gateway {
	const char *at;
	size_t left;
};

size_t gateway_read(struct gateway *gateway, void *bytes, size_t size)
{
	size_t taken = size < gateway->left ? size : gateway->left;

	memcpy(bytes, gateway->at, taken);
	gateway->at += taken;
	gateway->left -= taken;
	return taken;
}

/* The files, as a browser would write them. */
struct files {
	struct buffer written;
	bool open;
};

static enum result begin(void *context, const char *name)
{
	struct files *files = context;

	assert(!files->open && fuzz_is_text(name, strlen(name)));
	files->open = true;
	buffer_add_text(&files->written,
		"--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"");
	for (; *name != '\0'; name++)
		if (strchr("\"\r\n", *name) != NULL)
			buffer_add_format(&files->written, "%%%02X", (unsigned)*name);
		else
			buffer_add_byte(&files->written, *name);
	buffer_add_text(&files->written, "\"\r\n\r\n");
	return OK;
}

static enum result add(void *context, const void *bytes, size_t size)
{
	struct files *files = context;

	assert(files->open && size > 0);
	buffer_add(&files->written, bytes, size);
	return OK;
}

static enum result end(void *context)
{
	struct files *files = context;

	assert(files->open);
	files->open = false;
	buffer_add_text(&files->written, "\r\n");
	return OK;
}

struct reading {
	struct request request;
	struct form form;
	enum result result;
};

/* Reads a body of size bytes, of which so many are there. */
static struct reading read_form(struct arena *arena, struct files *files, const char *type,
	const char *body, size_t size, size_t there)
{
	struct gateway gateway = { body, there };
	const struct form_files taken = { "file", 1 << 20, begin, add, end, files };
	struct reading reading = {
		.request = { .method = METHOD_POST,
			.query = "",
			.content_type = type,
			.content_length = size,
			.coming = &gateway },
		.form = { .own = FIELDS(own), .common = FIELDS(common), .files = &taken },
	};

	buffer_clear(&files->written);
	files->open = false;
	reading.result = form_read(&reading.form, &reading.request, arena);
	assert((reading.result == OK) == (reading.request.problem == PROBLEM_NONE));
	assert(reading.result != OK || !files->open);
	return reading;
}

static void write_values(struct buffer *out, struct fields fields, const struct value *values)
{
	for (size_t i = 0; i < fields.count; i++) {
		assert(fuzz_is_text(values[i].text, values[i].length));
		assert(strlen(values[i].text) == values[i].length);
		assert(values[i].length <= field_most(&fields.table[i]));
		buffer_add_format(out,
			"--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n"
			"%s\r\n",
			fields.table[i].name, values[i].text);
	}
}

static void check_again(struct arena *arena, const struct reading *first, struct files *files)
{
	static struct buffer body = { .ceiling = (size_t)1 << 20 };
	static struct files again = { .written = { .ceiling = (size_t)1 << 20 } };
	const char *type = "multipart/form-data; boundary=" BOUNDARY;
	struct reading second;

	buffer_clear(&body);
	buffer_add(&body, buffer_text(&files->written), files->written.length);
	write_values(&body, first->form.own, first->form.values);
	write_values(&body, first->form.common, first->form.common_values);
	buffer_add_text(&body, "--" BOUNDARY "--\r\n");
	second = read_form(arena, &again, type, body.bytes, body.length, body.length);
	assert(second.result == OK);
	for (size_t i = 0; i < first->form.own.count; i++)
		assert(strcmp(first->form.values[i].text, second.form.values[i].text) == 0);
	assert(strcmp(first->form.common_values->text, second.form.common_values->text) == 0);
	assert(again.written.length == files->written.length);
	assert(memcmp(buffer_text(&again.written), buffer_text(&files->written),
		       again.written.length) == 0);
	second = read_form(arena, &again, type, body.bytes, body.length, body.length - 3);
	assert(second.result == INVALID && second.request.problem == PROBLEM_TRUNCATED);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static struct files files = { .written = { .ceiling = (size_t)1 << 20 } };
	struct arena *arena = fuzz_arena();
	const uint8_t *line = memchr(bytes, '\n', size);
	struct reading reading;
	const char *type, *body;

	if (line == NULL || memmem(bytes, size, BOUNDARY, strlen(BOUNDARY)) != NULL)
		return 0;
	type = arena_format(
		arena, "multipart/form-data%.*s", (int)(line - bytes), (const char *)bytes);
	body = (const char *)line + 1;
	size -= (size_t)(line + 1 - bytes);
	reading = read_form(arena, &files, type, body, size, size);
	if (reading.result == OK)
		check_again(arena, &reading, &files);
	return 0;
}

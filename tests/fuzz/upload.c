/*
 * upload.c - a form with files: what the content type says behind "multipart/form-data" up to the
 * first line end, then the body.  And the same bytes as a file whose type is asked.
 *
 * The body means the same whether it comes whole or in pieces of any size.  A file is never taken
 * for whole when its end is missing.
 */
#include "base/buffer.h"
#include "domain/file_type.h"
#include "fuzz.h"
#include "http/multipart.h"

/* What was taken, written down: a part's names, its bytes, its end. */
struct taken {
	struct buffer text;
	size_t start; /* where the bytes of the part at hand begin */
};

static enum result begin(void *context, const struct part *part)
{
	struct taken *taken = context;

	assert(fuzz_is_text(part->name, strlen(part->name)));
	buffer_add_format(&taken->text, "\nname %s", part->name);
	if (part->filename != NULL) {
		assert(fuzz_is_text(part->filename, strlen(part->filename)));
		buffer_add_format(&taken->text, "\nfile %s", part->filename);
	}
	buffer_add_text(&taken->text, "\n");
	taken->start = taken->text.length;
	return OK;
}

static enum result add(void *context, const void *bytes, size_t size)
{
	struct taken *taken = context;

	assert(size > 0);
	buffer_add(&taken->text, bytes, size);
	return OK;
}

static enum result end(void *context)
{
	struct taken *taken = context;

	buffer_add_format(&taken->text, "\nend %zu", taken->text.length - taken->start);
	return OK;
}

struct outcome {
	enum result result;
	enum problem problem;
};

/* Feeds the body in pieces of step bytes; 0: whole. */
static struct outcome feed(const char *type, const char *body, size_t size, size_t step,
	struct taken *taken, struct arena *arena)
{
	struct part_taker taker = { begin, add, end, taken };
	struct multipart *multipart = multipart_open(type, taker, arena);
	enum result result = OK;

	buffer_clear(&taken->text);
	if (multipart == NULL)
		return (struct outcome){ INVALID, PROBLEM_CONTENT_TYPE };
	for (size_t at = 0; at < size && result == OK; at += step == 0 ? size : step)
		result = multipart_feed(
			multipart, body + at, step == 0 || step > size - at ? size - at : step);
	if (result == OK)
		result = multipart_finish(multipart);
	return (struct outcome){ result, multipart_problem(multipart) };
}

static void check_form(const uint8_t *bytes, size_t size)
{
	static struct taken whole = { .text = { .ceiling = (size_t)1 << 20 } };
	static struct taken pieces = { .text = { .ceiling = (size_t)1 << 20 } };
	static const size_t steps[] = { 1, 7, 64 };
	struct arena *arena = fuzz_arena();
	const uint8_t *line = memchr(bytes, '\n', size);
	struct outcome outcome;
	const char *type, *body;

	if (line == NULL)
		return;
	type = arena_format(
		arena, "multipart/form-data%.*s", (int)(line - bytes), (const char *)bytes);
	size -= (size_t)(line + 1 - bytes);
	body = (const char *)line + 1;
	outcome = feed(type, body, size, 0, &whole, arena);
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		struct outcome again = feed(type, body, size, steps[i], &pieces, arena);

		assert(again.result == outcome.result);
		if (outcome.result != OK)
			continue;
		assert(pieces.text.length == whole.text.length);
		assert(memcmp(buffer_text(&pieces.text), buffer_text(&whole.text),
			       whole.text.length) == 0);
	}
}

/* These two say at their beginning, or at their end, where the end is. */
static void check_file(const uint8_t *bytes, size_t size)
{
	const char *type;

	if (file_type(bytes, size, &type) != OK)
		return;
	assert(strncmp(type, "image/", 6) == 0 || strcmp(type, "application/pdf") == 0);
	if (strcmp(type, "image/png") == 0 || strcmp(type, "image/webp") == 0)
		assert(file_type(bytes, size - 1, &type) != OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	check_file(bytes, size);
	check_form(bytes, size);
	return 0;
}

/* How multipart/form-data comes apart, wherever its bytes are cut, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "http/multipart.h"

#include <stdlib.h>
#include <string.h>

#define TYPE "multipart/form-data; boundary=xyz"

static struct arena *arena;
static struct buffer parts; /* "<name>bytes." and "<name|filename>bytes." */
static enum result taker_says;

static enum result begin(void *context, const struct part *part)
{
	assert_ptr_equal(context, &parts);
	buffer_add_format(&parts, "<%s%s%s>", part->name, part->filename ? "|" : "",
		part->filename ? part->filename : "");
	return taker_says;
}

static enum result add(void *context, const void *bytes, size_t size)
{
	assert_ptr_equal(context, &parts);
	assert_true(size > 0);
	buffer_add(&parts, bytes, size);
	return OK;
}

static enum result end(void *context)
{
	assert_ptr_equal(context, &parts);
	buffer_add_byte(&parts, '.');
	return OK;
}

static struct multipart *open_type(const char *type)
{
	buffer_clear(&parts);
	return multipart_open(type, (struct part_taker){ begin, add, end, &parts }, arena);
}

/* Feeds a body in pieces, the first of which has so many bytes; step 0: the rest as one. */
static enum problem read_cut(const char *body, size_t size, size_t first, size_t step)
{
	struct multipart *multipart = open_type(TYPE);
	enum result result = multipart_feed(multipart, body, first);
	enum problem problem;

	for (size_t at = first; at < size && result == OK;) {
		size_t piece = step == 0 || step > size - at ? size - at : step;
		/* A place of its own: reading past its end is seen by the sanitizer. */
		char *copy = memcpy(malloc(piece), body + at, piece);

		result = multipart_feed(multipart, copy, piece);
		free(copy);
		at += piece;
	}
	if (result == OK)
		result = multipart_finish(multipart);
	problem = multipart_problem(multipart);
	assert_int_equal(result, problem == PROBLEM_NONE ? OK : INVALID);
	arena_reset(arena);
	return problem;
}

static enum problem read_body(const char *body)
{
	return read_cut(body, strlen(body), strlen(body), 0);
}

#define FIELD(name) "Content-Disposition: form-data; name=\"" name "\"\r\n\r\n"
#define FILE_PART(name, filename)                                                                  \
	"Content-Disposition: form-data; name=\"" name "\"; filename=\"" filename "\"\r\n"         \
	"Content-Type: application/octet-stream\r\n\r\n"

static const char form[] = "--xyz\r\n" FIELD("subject") "Bonjour\r\n--xyz\r\n" FIELD(
	"empty") "\r\n--xyz\r\n" FILE_PART("files",
	"plan.pdf") "%PDF\r\n--xy\r\n-\r\r\n--xy z\n--xyz\r\n"
		    "--xyz\r\n" FILE_PART("files", "") "\r\n--xyz--\r\n";
#define FORM_PARTS                                                                                 \
	"<subject>Bonjour.<empty>.<files|plan.pdf>%PDF\r\n--xy\r\n-\r\r\n--xy z\n--xyz."           \
	"<files|>."

static void a_form_comes_apart_into_its_parts(void **state)
{
	(void)state;
	assert_int_equal(read_body(form), PROBLEM_NONE);
	assert_string_equal(buffer_text(&parts), FORM_PARTS);
	assert_int_equal(read_body("--xyz--\r\n"), PROBLEM_NONE);
	assert_string_equal(buffer_text(&parts), "");
	assert_int_equal(read_body("--xyz\r\n" FIELD("a") "\r\n\r\n\r\n--xyz--"), PROBLEM_NONE);
	assert_string_equal(buffer_text(&parts), "<a>\r\n\r\n.");
}

static void it_comes_apart_the_same_wherever_it_is_cut(void **state)
{
	size_t size = strlen(form);

	(void)state;
	for (size_t first = 0; first <= size; first++) {
		assert_int_equal(read_cut(form, size, first, 0), PROBLEM_NONE);
		assert_string_equal(buffer_text(&parts), FORM_PARTS);
	}
	for (size_t step = 1; step < 20; step++) {
		assert_int_equal(read_cut(form, size, 0, step), PROBLEM_NONE);
		assert_string_equal(buffer_text(&parts), FORM_PARTS);
	}
}

static void whatever_is_missing_at_the_end_is_noticed(void **state)
{
	(void)state;
	for (size_t size = 0; size < sizeof(form) - 3; size++)
		assert_int_equal(read_cut(form, size, size / 2, 0), PROBLEM_TRUNCATED);
	assert_int_equal(read_cut(form, sizeof(form) - 3, 5, 0), PROBLEM_NONE); /* no CRLF */
	assert_int_equal(read_cut(form, sizeof(form) - 2, 5, 0), PROBLEM_TRUNCATED);
	assert_int_equal(read_cut(form, sizeof(form) - 1, 5, 0), PROBLEM_NONE);
}

static void names_are_what_browsers_made_of_them(void **state)
{
	static const struct {
		const char *filename, *wanted;
	} cases[] = {
		{ "a%22b%22.png", "a\"b\".png" },
		{ "a%0D%0Ab", "a\r\nb" },
		{ "100%.png", "100%.png" },
		{ "%41%0d%2", "%41%0d%2" },
		{ "C:\\plans\\a.png", "C:\\plans\\a.png" },
		{ "../../a;b=c.png", "../../a;b=c.png" },
		{ "été €😀.png", "été €😀.png" },
	};
	char body[400], wanted[100];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(body, sizeof(body),
			"--xyz\r\n"
			"Content-Disposition: form-data; name=\"f\"; filename=\"%s\"\r\n\r\n"
			"\r\n--xyz--\r\n",
			cases[i].filename);
		snprintf(wanted, sizeof(wanted), "<f|%s>.", cases[i].wanted);
		assert_int_equal(read_body(body), PROBLEM_NONE);
		assert_string_equal(buffer_text(&parts), wanted);
	}
}

static void what_no_browser_writes_is_refused(void **state)
{
	static const struct {
		const char *headers; /* of a part */
		enum problem problem;
	} cases[] = {
		{ "Content-Disposition: form-data; name=\"a\"", PROBLEM_NONE },
		{ "content-disposition:Form-Data;NAME=\"a\" ", PROBLEM_NONE },
		{ "Content-Disposition: form-data; filename=\"b\"; name=\"a\"", PROBLEM_NONE },
		{ "X-Other: \"; name=b\r\nContent-Disposition: form-data; name=\"a\"",
			PROBLEM_NONE },
		{ "Content-Disposition: form-data; name=\"\"", PROBLEM_NONE }, /* the table's */
		{ "", PROBLEM_PART },
		{ "Content-Type: text/plain", PROBLEM_PART },
		{ "Content-Disposition: form-data", PROBLEM_PART },
		{ "Content-Disposition: form-data; filename=\"a\"", PROBLEM_PART },
		{ "Content-Disposition: attachment; name=\"a\"", PROBLEM_PART },
		{ "Content-Disposition: form-datax; name=\"a\"", PROBLEM_PART },
		{ "Content-Disposition: form-data name=\"a\"", PROBLEM_PART },
		{ "Content-Disposition: form-data; name=a", PROBLEM_PART },
		{ "Content-Disposition: form-data; name=\"a", PROBLEM_PART },
		{ "Content-Disposition: form-data; name=\"a\"b", PROBLEM_PART },
		{ "Content-Disposition: form-data; name=\"a\\\"b\"", PROBLEM_PART },
		{ "Content-Disposition: form-data; name=\"a\"; name=\"b\"", PROBLEM_PART },
		{ "Content-Disposition: form-data; name=\"a\"; filename*=UTF-8''b", PROBLEM_PART },
		{ "Content-Disposition: form-data; name=\"a\"; filename=\"b\"; x=\"c\"",
			PROBLEM_PART },
		{ "Content-Disposition: form-data; name=\"a\";", PROBLEM_PART },
		{ "Content-Disposition: form-data; name=\"a\"\r\n"
		  "Content-Disposition: form-data; name=\"a\"",
			PROBLEM_PART },
		{ "Content-Disposition: form-data;\r\n name=\"a\"", PROBLEM_PART }, /* folded */
		{ "Content-Disposition: form-data; name=\"a\nb\"", PROBLEM_PART },
		{ "Content-Disposition: form-data; name=\"a\rb\"", PROBLEM_PART },
		{ "Content-Disposition : form-data; name=\"a\"", PROBLEM_PART },
		{ ": form-data; name=\"a\"", PROBLEM_PART },
		{ "no colon\r\nContent-Disposition: form-data; name=\"a\"", PROBLEM_PART },
		{ "Content-Disposition: form-data; name=\"\xe9\"", PROBLEM_ENCODING },
		{ "Content-Disposition: form-data; name=\"a\"; filename=\"\xc0\xaf\"",
			PROBLEM_ENCODING },
	};
	char body[400];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t size = (size_t)snprintf(body, sizeof(body),
			"--xyz\r\n%s\r\n\r\nvalue\r\n--xyz--\r\n", cases[i].headers);

		for (size_t first = 0; first <= size; first++)
			if (read_cut(body, size, first, 0) != cases[i].problem)
				fail_msg("%s, cut at %zu", cases[i].headers, first);
	}
}

static void a_nul_in_a_header_is_refused(void **state)
{
	static const char body[] = "--xyz\r\nContent-Disposition: form-data; name=\"a\0b\"\r\n\r\n"
				   "\r\n--xyz--\r\n";

	(void)state;
	assert_int_equal(read_cut(body, sizeof(body) - 1, 30, 0), PROBLEM_NUL);
}

static void boundaries_stand_where_they_belong(void **state)
{
	static const struct {
		const char *body;
		enum problem problem;
	} cases[] = {
		{ "", PROBLEM_TRUNCATED },
		{ "\r\n--xyz\r\n" FIELD("a") "\r\n--xyz--\r\n", PROBLEM_PART },
		{ "preamble\r\n--xyz\r\n" FIELD("a") "\r\n--xyz--\r\n", PROBLEM_PART },
		{ "--other\r\n" FIELD("a") "\r\n--other--\r\n", PROBLEM_PART },
		{ "--xyz \r\n" FIELD("a") "\r\n--xyz--\r\n", PROBLEM_PART },
		{ "--xyz\n" FIELD("a") "\r\n--xyz--\r\n", PROBLEM_PART },
		{ "--xyz\r\n" FIELD("a") "\r\n--xyzz\r\n--xyz--\r\n", PROBLEM_PART },
		{ "--xyz\r\n" FIELD("a") "\r\n--xyz--\r\nmore", PROBLEM_PART },
		{ "--xyz\r\n" FIELD("a") "\r\n--xyz--more", PROBLEM_PART },
		{ "--xyz\r\n" FIELD("a") "\r\n--xyz--\r\n--xyz--\r\n", PROBLEM_PART },
		{ "--xyz\r\n" FIELD("a") "\r\n--xyz\r\n", PROBLEM_TRUNCATED },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (read_body(cases[i].body) != cases[i].problem)
			fail_msg("%s", cases[i].body);
}

/* A header of so many bytes with all that belongs to it. */
static enum problem read_header_of(size_t size)
{
	static const char name[] = "Content-Disposition: form-data; name=\"a\"\r\nX: ";
	static char body[20000];
	size_t length = (size_t)snprintf(body, sizeof(body), "--xyz\r\n%s", name);
	size_t fill = size - (sizeof(name) - 1) - 4;

	memset(body + length, 'x', fill);
	length += fill;
	length += (size_t)snprintf(body + length, sizeof(body) - length, "\r\n\r\n\r\n--xyz--\r\n");
	return read_cut(body, length, 100, 0);
}

static void headers_have_a_limit(void **state)
{
	static char endless[20000];

	(void)state;
	assert_int_equal(read_header_of(MULTIPART_HEADERS_MOST), PROBLEM_NONE);
	assert_int_equal(read_header_of(MULTIPART_HEADERS_MOST + 1), PROBLEM_PART);
	memset(endless, 'x', sizeof(endless));
	memcpy(endless, "--xyz\r\n", 7);
	assert_int_equal(read_cut(endless, sizeof(endless), 0, 1000), PROBLEM_PART);
}

static void a_hundred_parts_are_read_and_no_more(void **state)
{
	static char body[20000];
	size_t length = 0;

	(void)state;
	for (int i = 0; i < MULTIPART_PARTS_MOST; i++)
		length += (size_t)snprintf(
			body + length, sizeof(body) - length, "--xyz\r\n" FIELD("a") "\r\n");
	snprintf(body + length, sizeof(body) - length, "--xyz--\r\n");
	assert_int_equal(read_body(body), PROBLEM_NONE);
	assert_int_equal(parts.length, 4 * MULTIPART_PARTS_MOST);
	snprintf(body + length, sizeof(body) - length, "--xyz\r\n" FIELD("a") "\r\n--xyz--\r\n");
	assert_int_equal(read_body(body), PROBLEM_TOO_MANY_FIELDS);
}

static void only_multipart_with_a_boundary_is_one(void **state)
{
	static const struct {
		const char *type;
		bool is_one;
	} cases[] = {
		{ TYPE, true },
		{ "Multipart/Form-Data;boundary=xyz", true },
		{ "multipart/form-data ; charset=utf-8 ; Boundary=\"xyz\" ", true },
		{ "multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW", true },
		{ "multipart/form-data; boundary="
		  "1234567890123456789012345678901234567890123456789012345678901234567890",
			true },
		{ "multipart/form-data; boundary="
		  "12345678901234567890123456789012345678901234567890123456789012345678901",
			false },
		{ "multipart/form-data", false },
		{ "multipart/form-data; boundary=", false },
		{ "multipart/form-data; boundary=\"\"", false },
		{ "multipart/form-data; boundary=\"xyz", false },
		{ "multipart/form-data; boundary=x; boundary=y", false },
		{ "multipart/form-data; boundary=a@b", false },
		{ "multipart/form-data; boundary=é", false },
		{ "multipart/form-data; boundary=x y", false },
		{ "multipart/form-datax; boundary=x", false },
		{ "multipart/mixed; boundary=x", false },
		{ "text/plain; x=multipart/form-data; boundary=x", false },
		{ "", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if ((open_type(cases[i].type) != NULL) != cases[i].is_one)
			fail_msg("%s", cases[i].type);
		arena_reset(arena);
	}
}

static void whoever_takes_the_parts_may_end_it(void **state)
{
	struct multipart *multipart = open_type(TYPE);

	(void)state;
	taker_says = FULL;
	assert_int_equal(multipart_feed(multipart, form, strlen(form)), FULL);
	assert_int_equal(multipart_problem(multipart), PROBLEM_NONE);
	assert_string_equal(buffer_text(&parts), "<subject>");
	taker_says = OK;
	arena_reset(arena);
}

/* Every beginning of a boundary, in every place of the window. */
static void a_large_file_comes_through_unchanged(void **state)
{
	static const char lure[] = "\r\n--xyz\r\n--xy\r\n--";
	static char content[300000], body[310000];
	size_t length = (size_t)snprintf(body, sizeof(body), "--xyz\r\n" FILE_PART("f", "a"));
	size_t size = sizeof(content);

	(void)state;
	for (size_t i = 0; i < size; i++)
		content[i] = lure[(i * 7 + i / 1000) % 8];
	for (size_t i = 0; i + 20 < size; i += 61)
		memcpy(content + i, lure + 9, 7);
	assert_null(memmem(content, size, "\r\n--xyz", 7));
	memcpy(body + length, content, size);
	length += size;
	length += (size_t)snprintf(body + length, sizeof(body) - length, "\r\n--xyz--\r\n");
	for (size_t step = 1; step < 100000; step = step * 3 + 1) {
		assert_int_equal(read_cut(body, length, 11, step), PROBLEM_NONE);
		assert_int_equal(parts.length, size + 6);
		assert_memory_equal(parts.bytes + 5, content, size);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_form_comes_apart_into_its_parts),
		cmocka_unit_test(it_comes_apart_the_same_wherever_it_is_cut),
		cmocka_unit_test(whatever_is_missing_at_the_end_is_noticed),
		cmocka_unit_test(names_are_what_browsers_made_of_them),
		cmocka_unit_test(what_no_browser_writes_is_refused),
		cmocka_unit_test(a_nul_in_a_header_is_refused),
		cmocka_unit_test(boundaries_stand_where_they_belong),
		cmocka_unit_test(headers_have_a_limit),
		cmocka_unit_test(a_hundred_parts_are_read_and_no_more),
		cmocka_unit_test(only_multipart_with_a_boundary_is_one),
		cmocka_unit_test(whoever_takes_the_parts_may_end_it),
		cmocka_unit_test(a_large_file_comes_through_unchanged),
	};
	int failed;

	cmocka_set_message_output(CM_OUTPUT_TAP);
	arena = arena_open(1 << 20);
	buffer_init(&parts, 1 << 20);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	buffer_free(&parts);
	arena_close(arena);
	return failed;
}

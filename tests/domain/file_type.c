/* Which bytes are a picture or a PDF, whatever they are called. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "domain/file_type.h"

#include <stdlib.h>
#include <string.h>

/* Three by two red pixels, as ImageMagick writes them. */
static const unsigned char png[] =
	"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\3\0\0\0\2\1\3\0\0\0\xa7\xba\xf4"
	"Y\0\0\0\6PLTE\xff\0\0\xff\xff\xff\x41\x1d\x34\x11\0\0\0\x0cIDAT\x08"
	"\xd7\x63\x60\x60\x60\0\0\0\4\0\1\x27\x34\x27\x0a\0\0\0\0IEND\xae"
	"B`\x82";
static const unsigned char gif[] =
	"GIF89a\3\0\2\0\xf0\0\0\xff\0\0\0\0\0!\xf9\4\0\0\0\0\0,\0\0\0\0\3\0"
	"\2\0\0\2\2\x84\x5f\0;";
static const unsigned char jpeg[] = "\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff"
				    "\xdb\0C\0\3\2\2\2\2\2\3\2\2\2\3\3\3\3\4\6\4\4"
				    "\4\4\4\x8\6\6\5\6\x9\x8\xa\xa\x9\x8\x9\x9"
				    "\xa\xc\xf\xc\xa\xb\xe\xb\x9\x9\xd\x11\xd\xe\xf\x10\x10"
				    "\x11\x10\xa\xc\x12\x13\x12\x10\x13\xf\x10\x10\x10\xff"
				    "\xc0\0\x0b\x08\0\2\0\3\1\1\x11\0\xff\xc4\0"
				    "\x14\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x9\xff\xc4"
				    "\0\x14\x10\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xff"
				    "\xda\0\x8\1\1\0\0?\0*\x9f\xff\xd9";
static const unsigned char webp[] =
	"RIFF<\0\0\0WEBPVP8 0\0\0\0\xd0\1\0\x9d\1*\3\0\2\0\2\0\x34%\xa0\2t\xba"
	"\1\xf8\0\3\xb0\0\xfe\xf0\xc4\x0b\xff \xb9\x61u\xc8\xd7\xff ?\xe4\7"
	"\xfc\x80\xff\xf8\xf2\0\0\0";
static const unsigned char lossless[] =
	"RIFF\x1c\0\0\0WEBPVP8L\x0f\0\0\0/\2@\0\0\7\x10\xfd\x8f\xfe\7\"\xa2"
	"\xff\1\0";
static const unsigned char extended[] = "RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\2\0\0\1\0\0";
static const unsigned char pdf[] = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
				   "2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\nxref\n0 3\n"
				   "trailer<</Root 1 0 R/Size 3>>\nstartxref\n98\n%%EOF\n";

#define BYTES(array) (array), sizeof(array) - 1

static const struct sample {
	const char *type;
	const unsigned char *bytes;
	size_t size;
	size_t needed; /* cut shorter than this it is none any more */
} samples[] = {
	{ "image/png", BYTES(png), sizeof png - 1 },
	{ "image/gif", BYTES(gif), sizeof gif - 2 },
	{ "image/jpeg", BYTES(jpeg), sizeof jpeg - 1 },
	{ "image/webp", BYTES(webp), sizeof webp - 1 },
	{ "image/webp", BYTES(lossless), sizeof lossless - 1 },
	{ "image/webp", BYTES(extended), sizeof extended - 1 },
	{ "application/pdf", BYTES(pdf), sizeof pdf - 2 },
};
#define SAMPLES (sizeof samples / sizeof *samples)

static void what_is_one_is_known(void **state)
{
	const char *type = "";

	(void)state;
	for (size_t i = 0; i < SAMPLES; i++) {
		assert_int_equal(file_type(samples[i].bytes, samples[i].size, &type), OK);
		assert_string_equal(type, samples[i].type);
	}
}

/* In a place of its own size, so that the sanitizer sees who reads behind it. */
static enum result type_of_copy(const unsigned char *bytes, size_t size)
{
	const char *type;
	void *copy = memcpy(malloc(size > 0 ? size : 1), bytes, size);
	enum result result = file_type(copy, size, &type);

	free(copy);
	return result;
}

static void what_is_cut_short_is_not(void **state)
{
	(void)state;
	for (size_t i = 0; i < SAMPLES; i++)
		for (size_t size = 0; size <= samples[i].size; size++)
			if ((type_of_copy(samples[i].bytes, size) == OK) !=
				(size >= samples[i].needed))
				fail_msg("%s, %zu bytes", samples[i].type, size);
}

static void no_damaged_byte_does_harm(void **state)
{
	unsigned char bytes[400];

	(void)state;
	for (size_t i = 0; i < SAMPLES; i++)
		for (size_t at = 0; at < samples[i].size; at++)
			for (int byte = 0; byte < 256; byte += 5) {
				memcpy(bytes, samples[i].bytes, samples[i].size);
				bytes[at] = (unsigned char)byte;
				(void)!type_of_copy(bytes, samples[i].size);
			}
}

static void other_things_are_not(void **state)
{
	static const struct {
		const void *bytes;
		size_t size;
	} others[] = {
		{ BYTES("") },
		{ BYTES("<!DOCTYPE html><script>alert(1)</script>") },
		{ BYTES("<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>") },
		{ BYTES("<?xml version=\"1.0\"?><svg/>") },
		{ BYTES("PK\3\4 a zip, or an office document") },
		{ BYTES("\x7f"
			"ELF") },
		{ BYTES("MZ\x90") },
		{ BYTES("BM a bitmap") },
		{ BYTES("II*\0 a TIFF, whose readers have many bugs") },
		{ BYTES("GIF89a=1;/* a script */alert(1)//.............................") },
		{ BYTES("GIF89a/*\0\0\0\0\0\0*/=1;alert(1);") },
		{ BYTES("\x89PNG\r\n\x1a\n<script>alert(1)</script>"
			"..............................") },
		{ BYTES("\xff\xd8\xff<script>alert(1)</script>\xff\xd9") },
		{ BYTES("RIFF\x24\0\0\0WAVEfmt \x10\0\0\0 a sound and so on......") },
		{ BYTES("%PDF-1.4 and nothing else") },
		{ BYTES(" %PDF-1.4\nstartxref\n0\n%%EOF") },
		{ BYTES("%PDF-9.4\nstartxref\n0\n%%EOF") },
		{ BYTES("%!PS-Adobe-3.0\nstartxref\n0\n%%EOF") },
	};

	(void)state;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (type_of_copy(others[i].bytes, others[i].size) == OK)
			fail_msg("%.20s", (const char *)others[i].bytes);
}

/* The samples again, with another size written where they have theirs. */
static void a_bomb_is_told_by_its_header(void **state)
{
	static const struct {
		size_t sample, at;
		const char *bytes;
		size_t size;
		enum result result;
	} cases[] = {
		{ 0, 16, BYTES("\0\0\xea\x60\0\0\xea\x60"), TOO_LARGE }, /* 60,000 by 60,000 */
		{ 0, 16, BYTES("\0\0\x1b\x58\0\0\x1b\xe6"), OK },        /* 7,000 by 7,142 */
		{ 0, 16, BYTES("\0\0\x1b\x58\0\0\x1b\xe7"), TOO_LARGE }, /* 7,000 by 7,143 */
		{ 0, 16, BYTES("\xff\xff\xff\xff\xff\xff\xff\xff"), TOO_LARGE },
		{ 0, 16, BYTES("\0\0\0\0\0\0\xea\x60"), INVALID },
		{ 1, 6, BYTES("\x60\xea\x60\xea"), TOO_LARGE },
		{ 1, 6, BYTES("\x00\x00\x60\xea"), INVALID },
		{ 1, 32, BYTES("\x60\xea\x60\xea"), TOO_LARGE }, /* the frame's own */
		{ 2, 94, BYTES("\xea\x60\xea\x60"), TOO_LARGE },
		{ 2, 94, BYTES("\x00\x00\xea\x60"), INVALID },
		{ 3, 26, BYTES("\xff\x3f\xff\x3f"), TOO_LARGE },
		{ 4, 21, BYTES("\xff\xff\xff\x0f"), TOO_LARGE },
		{ 5, 24, BYTES("\xff\xff\xff\xff\xff\xff"), TOO_LARGE },
	};
	unsigned char bytes[400];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct sample *sample = &samples[cases[i].sample];

		memcpy(bytes, sample->bytes, sample->size);
		memcpy(bytes + cases[i].at, cases[i].bytes, cases[i].size);
		if (type_of_copy(bytes, sample->size) != cases[i].result)
			fail_msg("case %zu", i);
	}
}

static void what_hangs_behind_makes_no_other_type_of_it(void **state)
{
	static const char tail[] = "PK\3\4<html><script>alert(1)</script>";
	unsigned char bytes[500];
	const char *type = "";

	(void)state;
	for (size_t i = 0; i < SAMPLES; i++) {
		size_t size = samples[i].size + sizeof tail;
		enum result result;

		memcpy(bytes, samples[i].bytes, samples[i].size);
		memcpy(bytes + samples[i].size, tail, sizeof tail);
		result = file_type(bytes, size, &type);
		assert_string_equal(type, samples[i].type);
		if (text_equal(type, "image/png") || text_equal(type, "image/webp"))
			assert_int_equal(result, INVALID);
		else
			assert_int_equal(result, OK);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_one_is_known),
		cmocka_unit_test(what_is_cut_short_is_not),
		cmocka_unit_test(no_damaged_byte_does_harm),
		cmocka_unit_test(other_things_are_not),
		cmocka_unit_test(a_bomb_is_told_by_its_header),
		cmocka_unit_test(what_hangs_behind_makes_no_other_type_of_it),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

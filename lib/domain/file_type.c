#include "domain/file_type.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* The bytes, and how far they were followed. */
struct file {
	const unsigned char *bytes;
	size_t size, at;
};

static bool has(const struct file *file, size_t size)
{
	return size <= file->size - file->at;
}

static bool stands(const struct file *file, size_t offset, const char *bytes, size_t size)
{
	return has(file, offset + size) &&
	       memcmp(file->bytes + file->at + offset, bytes, size) == 0;
}

/* Numbers behind `at`, which must be there. */
static uint32_t number(const struct file *file, size_t offset, int size, bool big_endian)
{
	const unsigned char *bytes = file->bytes + file->at + offset;
	uint32_t value = 0;

	for (int i = 0; i < size; i++)
		value = value << 8 | bytes[big_endian ? i : size - 1 - i];
	return value;
}

static uint32_t big(const struct file *file, size_t offset, int size)
{
	return number(file, offset, size, true);
}

static uint32_t little(const struct file *file, size_t offset, int size)
{
	return number(file, offset, size, false);
}

static enum result judge(uint64_t width, uint64_t height)
{
	if (width == 0 || height == 0)
		return INVALID;
	return width > FILE_PIXELS_MOST / height ? TOO_LARGE : OK;
}

/* ---- PNG (https://www.w3.org/TR/png-3/) --------------------------------------------------------
 */

#define PNG "\x89PNG\r\n\x1a\n"

/* Which depths a kind of colour has, as bits: 1 << depth. */
static bool png_colour_exists(unsigned depth, unsigned colour)
{
	static const uint32_t depths[] = { 0x10116, 0, 0x10100, 0x116, 0x10100, 0, 0x10100 };

	return colour < sizeof depths / sizeof *depths && depth <= 16 &&
	       (depths[colour] >> depth & 1) == 1;
}

static enum result read_png(struct file *file)
{
	bool data = false;
	enum result result;

	file->at = 8;
	if (!has(file, 25) || big(file, 0, 4) != 13 || !stands(file, 4, "IHDR", 4) ||
		!png_colour_exists(big(file, 16, 1), big(file, 17, 1)) || big(file, 18, 1) != 0 ||
		big(file, 19, 1) != 0 || big(file, 20, 1) > 1)
		return INVALID;
	result = judge(big(file, 8, 4), big(file, 12, 4));
	file->at += 25;
	while (result == OK && has(file, 12) && has(file, (size_t)12 + big(file, 0, 4))) {
		bool end = stands(file, 4, "IEND", 4);

		data |= stands(file, 4, "IDAT", 4);
		file->at += (size_t)12 + big(file, 0, 4);
		if (end)
			return data && file->at == file->size ? OK : INVALID;
	}
	return result == OK ? INVALID : result;
}

/* ---- GIF (https://www.w3.org/Graphics/GIF/spec-gif89a.txt) -------------------------------------
 */

static size_t gif_colours(unsigned flags)
{
	return (flags & 0x80) != 0 ? (size_t)3 << ((flags & 7) + 1) : 0;
}

/* Behind a row of blocks that each tell their length, up to the empty one. */
static bool skip_blocks(struct file *file)
{
	while (has(file, 1)) {
		size_t size = (size_t)1 + little(file, 0, 1);

		if (!has(file, size))
			return false;
		file->at += size;
		if (size == 1)
			return true;
	}
	return false;
}

static bool skip(struct file *file, size_t size)
{
	if (!has(file, size))
		return false;
	file->at += size;
	return true;
}

/* An image: its place, its colours, the width of its codes, its blocks. */
static enum result read_frame(struct file *file)
{
	enum result result;

	if (!has(file, 10))
		return INVALID;
	result = judge(little(file, 5, 2), little(file, 7, 2));
	if (result != OK)
		return result;
	return skip(file, 10 + gif_colours(little(file, 9, 1)) + 1) && skip_blocks(file) ? OK
											 : INVALID;
}

static enum result read_gif(struct file *file)
{
	bool data = false;
	enum result result;

	if (!has(file, 13))
		return INVALID;
	result = judge(little(file, 6, 2), little(file, 8, 2));
	if (result == OK && !skip(file, 13 + gif_colours(little(file, 10, 1))))
		return INVALID;
	/* Old ones have no end, or something behind it. */
	while (result == OK && has(file, 1) && little(file, 0, 1) != ';') {
		uint32_t kind = little(file, 0, 1);

		if (kind == ',')
			result = read_frame(file);
		else if (kind != '!' || !skip(file, 2) || !skip_blocks(file))
			result = INVALID;
		data |= kind == ',';
	}
	return result == OK && !data ? INVALID : result;
}

/* ---- JPEG (ITU-T T.81) -------------------------------------------------------------------------
 */

/* Markers that tell the size: SOF0 to SOF15, without DHT, JPG and DAC, which lie between them. */
static bool is_frame(uint32_t marker)
{
	return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 &&
	       marker != 0xcc;
}

/* Cameras append things of their own behind the picture's end. */
static enum result read_jpeg(struct file *file)
{
	bool frame = false;
	enum result result = OK;

	file->at = 2;
	while (result == OK && has(file, 4) && big(file, 0, 1) == 0xff) {
		uint32_t marker = big(file, 1, 1), size = big(file, 2, 2);

		if (marker == 0xff) { /* a byte that fills up */
			file->at++;
			continue;
		}
		if (marker < 0xc0 || size < 2 || !has(file, (size_t)2 + size))
			return INVALID;
		if (is_frame(marker) && size >= 8) {
			frame = true;
			result = judge(big(file, 7, 2), big(file, 5, 2));
		}
		file->at += (size_t)2 + size;
		if (marker == 0xda && result == OK)
			return frame && memmem(file->bytes + file->at, file->size - file->at,
						"\xff\xd9", 2) != NULL
				       ? OK
				       : INVALID;
	}
	return result == OK ? INVALID : result;
}

/* ---- WebP (RFC 9649) ---------------------------------------------------------------------------
 */

static enum result read_webp(struct file *file)
{
	if (!has(file, 30) || !stands(file, 8, "WEBP", 4) ||
		(uint64_t)little(file, 4, 4) + 8 != file->size ||
		(uint64_t)little(file, 16, 4) + 20 > file->size)
		return INVALID;
	if (stands(file, 12, "VP8X", 4))
		return judge((uint64_t)little(file, 24, 3) + 1, (uint64_t)little(file, 27, 3) + 1);
	if (stands(file, 12, "VP8L", 4) && little(file, 20, 1) == 0x2f)
		return judge((little(file, 21, 4) & 0x3fff) + 1,
			(little(file, 21, 4) >> 14 & 0x3fff) + 1);
	if (stands(file, 12, "VP8 ", 4) && (little(file, 20, 1) & 1) == 0 &&
		stands(file, 23, "\x9d\x01\x2a", 3))
		return judge(little(file, 26, 2) & 0x3fff, little(file, 28, 2) & 0x3fff);
	return INVALID;
}

/* ---- PDF (ISO 32000) ---------------------------------------------------------------------------
 */

static enum result read_pdf(struct file *file)
{
	const unsigned char *version = file->bytes + 5, *end;
	size_t size = file->size < 1024 ? file->size : 1024;

	if (!has(file, 8) || (version[0] != '1' && version[0] != '2') || version[1] != '.')
		return INVALID;
	end = file->bytes + file->size - size;
	return memmem(end, size, "startxref", 9) != NULL && memmem(end, size, "%%EOF", 5) != NULL
		       ? OK
		       : INVALID;
}

/* ---- which one it is ---------------------------------------------------------------------------
 */

static const struct {
	const char *type, *signature;
	size_t size;
	enum result (*read)(struct file *file);
} types[] = {
	{ "image/png", PNG, 8, read_png },
	{ "image/gif", "GIF87a", 6, read_gif },
	{ "image/gif", "GIF89a", 6, read_gif },
	{ "image/jpeg", "\xff\xd8\xff", 3, read_jpeg },
	{ "image/webp", "RIFF", 4, read_webp },
	{ "application/pdf", "%PDF-", 5, read_pdf },
};

enum result file_type(const void *bytes, size_t size, const char **type)
{
	struct file file = { .bytes = bytes, .size = size };

	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (stands(&file, 0, types[i].signature, types[i].size)) {
			*type = types[i].type;
			return types[i].read(&file);
		}
	return INVALID;
}

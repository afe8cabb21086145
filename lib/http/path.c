#include "http/path.h"

#include "base/text.h"

#include <string.h>

int path_hex(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	if (digit >= 'a' && digit <= 'f')
		return digit - 'a' + 10;
	if (digit >= 'A' && digit <= 'F')
		return digit - 'A' + 10;
	return -1;
}

/* The byte that "%XX" stands for; -1 when that isn't what stands there. */
static int escaped_byte(const char *text, size_t size)
{
	if (size < 3 || text[0] != '%' || path_hex(text[1]) < 0 || path_hex(text[2]) < 0)
		return -1;
	return path_hex(text[1]) * 16 + path_hex(text[2]);
}

/* Decodes into bytes, which has room for size and a NUL. */
static enum path_flaw decode(const char *text, size_t size, char *bytes, size_t *length)
{
	*length = 0;
	for (size_t i = 0; i < size; i++) {
		int byte = (unsigned char)text[i];

		if (byte == '%') {
			byte = escaped_byte(text + i, size - i);
			if (byte < 0 || byte == '/')
				return PATH_MALFORMED;
			i += 2;
		}
		if (byte == '\0')
			return PATH_NUL;
		if (byte == '\\')
			return PATH_MALFORMED;
		bytes[(*length)++] = (char)byte;
	}
	bytes[*length] = '\0';
	return PATH_FINE;
}

/* "/a/b/" is fine; "//a", "/a//b", "/./a" and "/.." are not. */
static bool segments_are_plain(const char *path)
{
	while (*path == '/') {
		size_t length = strcspn(++path, "/");

		if (length == 0 && *path == '/')
			return false;
		if (length == 1 && path[0] == '.')
			return false;
		if (length == 2 && path[0] == '.' && path[1] == '.')
			return false;
		path += length;
	}
	return true;
}

enum path_flaw path_read(const char *target, size_t size, struct arena *arena, const char **path)
{
	char *bytes = arena_allocate(arena, size + 1);
	size_t length;
	enum path_flaw flaw = decode(target, size, bytes, &length);

	if (flaw != PATH_FINE)
		return flaw;
	if (!text_is_utf8(bytes, length))
		return PATH_ENCODING;
	if (bytes[0] != '/' || !text_is_clean(bytes, false) || !segments_are_plain(bytes))
		return PATH_MALFORMED;
	*path = bytes;
	return PATH_FINE;
}

const char *path_write(const char *path, struct arena *arena)
{
	static const char digits[] = "0123456789ABCDEF";
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789-._~/";
	char *address = arena_allocate(arena, 3 * strlen(path) + 1), *end = address;

	for (; *path != '\0'; path++)
		if (strchr(plain, *path) != NULL) {
			*end++ = *path;
		} else {
			*end++ = '%';
			*end++ = digits[(unsigned char)*path >> 4];
			*end++ = digits[*path & 15];
		}
	return address;
}

bool path_is_local(const char *path)
{
	int before = 0;

	if (path[0] != '/')
		return false;
	for (size_t i = 0; path[i] != '\0'; i++) {
		int byte = (unsigned char)path[i];

		if (byte <= ' ' || byte > '~')
			return false;
		if (byte == '%') {
			byte = escaped_byte(path + i, strnlen(path + i, 3));
			if (byte < ' ' || byte == 0x7f)
				return false;
			i += 2;
		}
		/* Browsers take a backslash for a slash. */
		if (byte == '\\' || (byte == '/' && before == '/'))
			return false;
		before = byte;
	}
	return true;
}

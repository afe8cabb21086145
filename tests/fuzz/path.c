/*
 * path.c - the path of a request's target, and a path to send a browser on to.
 *
 * What is read is text in plain segments, as many as were sent; written and read again it is the
 * same, and local.
 */
#include "http/path.h"
#include "fuzz.h"

static size_t slashes(const char *text)
{
	size_t count = 0;

	for (; *text != '\0'; text++)
		count += *text == '/';
	return count;
}

static void check_read(struct arena *arena, const char *path)
{
	const char *written = path_write(path, arena), *again;

	assert(path[0] == '/' && fuzz_is_text(path, strlen(path)));
	assert(strpbrk(path, "\\\r\n\t\x7f") == NULL);
	assert(strstr(path, "//") == NULL && strstr(path, "/../") == NULL);
	assert(path_is_local(written));
	assert(path_read(written, strlen(written), arena, &again) == PATH_FINE);
	assert(strcmp(path, again) == 0);
}

static void check_local(const char *path)
{
	assert(path[0] == '/' && path[1] != '/' && path[1] != '\\');
	assert(strstr(path, "%2f%2f") == NULL && strcasestr(path, "%5c") == NULL);
	for (; *path != '\0'; path++)
		assert(*path > ' ' && *path <= '~' && *path != '\\');
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena = fuzz_arena();
	const char *target = arena_copy(arena, bytes, size), *path;

	if (path_read((const char *)bytes, size, arena, &path) == PATH_FINE) {
		assert(slashes(path) == slashes(target));
		check_read(arena, path);
	}
	if (path_is_local(target))
		check_local(target);
	return 0;
}

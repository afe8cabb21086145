#include "tools/palierctl_conf.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#define CONF_MOST ((size_t)1 << 20)

const char *conf_read(struct arena *arena, const char *path)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	struct stat status;
	const char *text = NULL;

	if (file < 0)
		return NULL;
	if (fstat(file, &status) == 0 && (size_t)status.st_size > CONF_MOST) {
		errno = EFBIG;
	} else {
		char *bytes = arena_allocate(arena, (size_t)status.st_size + 1);

		if (read(file, bytes, (size_t)status.st_size) == status.st_size)
			text = bytes;
	}
	close(file);
	return text;
}

/* Behind the opening quote of `key = "…`, when that is what a line begins with. */
static const char *value_of(const char *line, const char *key)
{
	size_t length = strlen(key);

	line += strspn(line, " \t");
	if (strncmp(line, key, length) != 0)
		return NULL;
	line += length;
	line += strspn(line, " \t");
	if (*line != '=' && *line != ':')
		return NULL;
	line++;
	line += strspn(line, " \t");
	return *line == '"' ? line + 1 : NULL;
}

const char *conf_set(struct arena *arena, const char *text, const char *key, const char *value)
{
	for (const char *line = text; *line != '\0'; line += line[0] == '\n') {
		const char *begin = value_of(line, key);
		const char *end = begin == NULL ? NULL : strpbrk(begin, "\"\n");

		if (end != NULL && *end == '"')
			return arena_format(
				arena, "%.*s%s%s", (int)(begin - text), text, value, end);
		line += strcspn(line, "\n");
	}
	return NULL;
}

/* A reader finds the old file or the new one, whole, at any time. */
bool conf_replace(struct arena *arena, const char *path, const char *text)
{
	const char *fresh = arena_format(arena, "%s.new", path);
	int file = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	size_t length = strlen(text);
	struct stat old;
	bool good = file >= 0;
	int why;

	if (good && stat(path, &old) == 0)
		good = fchmod(file, old.st_mode & 07777) == 0 &&
		       fchown(file, old.st_uid, old.st_gid) == 0;
	good = good && write(file, text, length) == (ssize_t)length && fsync(file) == 0;
	why = errno;
	if (file >= 0 && close(file) != 0)
		good = false;
	if (good && rename(fresh, path) == 0)
		return true;
	if (file >= 0) {
		why = good ? errno : why;
		unlink(fresh);
	}
	errno = why;
	return false;
}

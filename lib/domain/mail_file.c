#include "domain/mail_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>

static bool write_whole(int file, const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t put = write(file, bytes, size);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return false;
		bytes += put;
		size -= (size_t)put;
	}
	return fsync(file) == 0;
}

/* The names begin alike, so that a reader of *.eml never sees half a mail. */
static bool replace(const char *path, const struct mail *mail)
{
	char fresh[PATH_MAX + sizeof ".new"];
	bool good;
	int file;

	snprintf(fresh, sizeof fresh, "%s.new", path);
	file = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (file < 0)
		return false;
	good = write_whole(file, mail->bytes, mail->size);
	good = close(file) == 0 && good;
	if (good && rename(fresh, path) == 0)
		return true;
	unlink(fresh);
	return false;
}

enum result mail_file_write(const struct shop *shop, const Record__OutboxEntry *entry,
	const struct mail *mail, char answer[static MAIL_ANSWER_SIZE])
{
	char name[96], path[PATH_MAX];

	snprintf(name, sizeof name, "mail/%" PRIu64 "-%s.eml", entry->id, entry->kind);
	if (snprintf(path, sizeof path, "%s/%s", shop->directory, name) >= PATH_MAX)
		errno = ENAMETOOLONG;
	else if (replace(path, mail)) {
		snprintf(answer, MAIL_ANSWER_SIZE, "%s", name);
		return OK;
	}
	snprintf(answer, MAIL_ANSWER_SIZE, "%s: can't be written (%s).", name, strerror(errno));
	return UNAVAILABLE;
}

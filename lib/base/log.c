#include "base/log.h"

#include "base/clock.h"
#include "base/log_line.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <sys/stat.h>

#define LINE_MOST 1024
#define LOOK_AFTER 64 /* lines */

static struct {
	int file;
	char path[PATH_MAX];
	dev_t device;
	ino_t inode;
	uint64_t bytes; /* from which it is put aside */
	unsigned files;
	unsigned unlooked; /* lines since its name was looked at */
	bool torn;         /* the last line isn't whole: ours goes below it */
} place = { .file = -1 };

static char request[64];

/* ---- the file ------------------------------------------------------------------------------ */

/* False leaves the one before. */
static bool open_file(void)
{
	int opened = open(place.path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	struct stat status;

	if (opened < 0)
		return false;
	if (place.file >= 0)
		close(place.file);
	place.file = opened;
	place.torn = false;
	if (fstat(opened, &status) == 0) {
		place.device = status.st_dev;
		place.inode = status.st_ino;
	}
	return true;
}

static bool is_ours(const struct stat *status)
{
	return status->st_ino == place.inode && status->st_dev == place.device;
}

static const char *old_name(unsigned number, char name[static PATH_MAX + 16])
{
	if (number == 0)
		snprintf(name, PATH_MAX + 16, "%s", place.path);
	else
		snprintf(name, PATH_MAX + 16, "%s.%u", place.path, number);
	return name;
}

/* The first number that is free, else the last one there may be. */
static unsigned find_gap(void)
{
	char name[PATH_MAX + 16];
	unsigned gap = 1;

	while (gap < place.files && access(old_name(gap, name), F_OK) == 0)
		gap++;
	return gap;
}

/*
 * Upwards, so that nothing is overwritten but what is in excess.  Who is killed within leaves a
 * gap, up to which the next one moves them.
 */
static void put_aside(void)
{
	char from[PATH_MAX + 16], to[PATH_MAX + 16];

	for (unsigned number = find_gap(); number > 0; number--)
		if (rename(old_name(number - 1, from), old_name(number, to)) != 0)
			return;
}

/*
 * The lock is on the file itself, so that whoever has seen this one grow too large doesn't put
 * aside the next; and on a descriptor of its own, since a child shares its parent's locks.  Who
 * doesn't get it goes on writing: nobody waits, and a lock dies with its process.
 */
static void rotate(void)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int locked = open(place.path, O_WRONLY | O_CLOEXEC);
	struct stat status;

	if (locked < 0)
		return;
	if (fstat(locked, &status) == 0 && is_ours(&status) &&
		fcntl(locked, F_OFD_SETLK, &lock) == 0 && stat(place.path, &status) == 0) {
		if (is_ours(&status))
			put_aside();
		/* Where there is no new one, ours is written to further. */
		(void)open_file();
	}
	close(locked);
}

static bool has_open_end(const struct stat *status)
{
	char last;

	return status->st_size > 0 && pread(place.file, &last, 1, status->st_size - 1) == 1 &&
	       last != '\n';
}

/*
 * The kernel gives up a write between two pages when its process is killed.  Or somebody writes at
 * this very moment: to make room where there is room already waits for the end of that.
 */
static bool ends_within_a_line(struct stat *status)
{
	return has_open_end(status) && fallocate(place.file, FALLOC_FL_KEEP_SIZE, 0, 1) == 0 &&
	       fstat(place.file, status) == 0 && has_open_end(status);
}

static void look(void)
{
	struct stat status;
	bool there = stat(place.path, &status) == 0;

	place.unlooked = 0;
	if (!there || !is_ours(&status))
		(void)open_file();
	else if (place.bytes > 0 && (uint64_t)status.st_size >= place.bytes)
		rotate();
	else
		place.torn |= ends_within_a_line(&status);
}

void log_open(const char *path)
{
	char before[PATH_MAX];

	snprintf(before, sizeof before, "%s", place.path);
	snprintf(place.path, sizeof place.path, "%s", path);
	if (!open_file())
		snprintf(place.path, sizeof place.path, "%s", before);
}

void log_rotate_at(uint64_t bytes, unsigned files)
{
	place.bytes = bytes;
	place.files = files;
}

/* ---- the lines ----------------------------------------------------------------------------- */

void log_set_request(const char *name)
{
	snprintf(request, sizeof request, "%s", name);
	for (char *at = request; *at != '\0'; at++)
		if ((unsigned char)*at <= ' ' || *at == '"' || *at == '=' || *at == 0x7f)
			*at = '?';
	/* Once a request, when it has its first line. */
	if (request[0] != '\0')
		place.unlooked = LOOK_AFTER;
}

/* What a full disk cut off must not swallow the line that follows. */
static bool write_line(const char *line, size_t length)
{
	ssize_t written;

	if (place.torn && write(place.file, "\n", 1) != 1)
		return false;
	written = write(place.file, line, length);
	place.torn = written > 0 && written < (ssize_t)length;
	return written == (ssize_t)length;
}

/* A long event is cut, but its request's id stays: it leads to the rest. */
void log_event(const char *event, const char *format, ...)
{
	char line[LINE_MOST], at[32], tail[sizeof request + sizeof " request=\n"];
	int error = errno;
	va_list arguments;
	size_t length, tail_length;

	instant_write(clock_machine(), at);
	tail_length = (size_t)snprintf(
		tail, sizeof tail, "%s%s\n", request[0] == '\0' ? "" : " request=", request);
	length = (size_t)snprintf(line, sizeof line, "%s ", at);
	va_start(arguments, format);
	length += log_line_write(
		line + length, sizeof line - sizeof tail - length, event, format, arguments);
	va_end(arguments);
	memcpy(line + length, tail, tail_length);
	length += tail_length;
	if (place.file >= 0 && place.unlooked++ >= LOOK_AFTER)
		look();
	if (place.file < 0 || !write_line(line, length))
		(void)!write(STDERR_FILENO, line, length);
	errno = error;
}

const char *log_network(const char *address, char text[LOG_NETWORK_SIZE])
{
	struct in6_addr network;
	unsigned char *bytes = network.s6_addr, *plain = NULL;
	char written[INET6_ADDRSTRLEN];

	if (inet_pton(AF_INET, address, bytes) == 1)
		plain = bytes;
	else if (inet_pton(AF_INET6, address, bytes) != 1)
		return "none";
	else if (IN6_IS_ADDR_V4MAPPED(&network))
		plain = bytes + 12;
	if (plain != NULL)
		snprintf(text, LOG_NETWORK_SIZE, "%u.%u.%u.0/24", plain[0], plain[1], plain[2]);
	else {
		memset(bytes + 6, 0, 10);
		inet_ntop(AF_INET6, bytes, written, sizeof written);
		snprintf(text, LOG_NETWORK_SIZE, "%s/48", written);
	}
	return text;
}

#include "domain/upload.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "store/disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#define INCOMING "incoming-"
#define LEFTOVER (60 * 60) /* seconds: no form takes as long to come in */

static enum result complain(const char *what, const char *path)
{
	enum result result = errno == ENOSPC || errno == EDQUOT ? FULL : BROKEN;

	log_event(
		"upload not written", "doing=%s file=%s error=\"%s\"", what, path, strerror(errno));
	return result;
}

/* ---- names -------------------------------------------------------------------------------------
 */

/* Characters that nobody sees, or that turn the ones behind them around: C0, DEL and C1, and what
 * Unicode has for directions. */
static bool is_hidden(const char *at)
{
	const unsigned char *bytes = (const unsigned char *)at;

	if (bytes[0] < 0x20 || bytes[0] == 0x7f)
		return true;
	if (bytes[0] == 0xc2)
		return bytes[1] < 0xa0;
	if (bytes[0] != 0xe2)
		return false;
	return (bytes[1] == 0x80 && (bytes[2] >= 0xaa || bytes[2] == 0x8e || bytes[2] == 0x8f) &&
		       bytes[2] <= 0xae) ||
	       (bytes[1] == 0x81 && bytes[2] >= 0xa6 && bytes[2] <= 0xa9);
}

static size_t character_size(const char *at)
{
	size_t size = 1;

	while ((at[size] & 0xc0) == 0x80)
		size++;
	return size;
}

/* The last piece of a path of either kind, without what isn't seen. */
static const char *safe_name(struct arena *arena, const char *name)
{
	const char *at = name;
	char *safe;
	size_t length = 0, characters = 0;

	for (const char *byte = name; *byte != '\0'; byte++)
		if (*byte == '/' || *byte == '\\')
			at = byte + 1;
	safe = arena_allocate(arena, strlen(at) + 1);
	while (*at != '\0' && characters < UPLOAD_NAME_MOST) {
		size_t size = character_size(at);

		if (!is_hidden(at)) {
			memcpy(safe + length, at, size);
			length += size;
			characters++;
		}
		at += size;
	}
	return safe[strspn(safe, " .")] == '\0' ? "file" : safe;
}

/* ---- files -------------------------------------------------------------------------------------
 */

static void remove_leftovers(const char *folder)
{
	int64_t now = clock_machine().seconds;
	DIR *directory = opendir(folder);
	struct dirent *entry;
	struct stat status;

	if (directory == NULL)
		return;
	while ((entry = readdir(directory)) != NULL)
		if (text_starts(entry->d_name, INCOMING) &&
			fstatat(dirfd(directory), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) ==
				0 &&
			status.st_mtime < now - LEFTOVER)
			(void)unlinkat(dirfd(directory), entry->d_name, 0);
	closedir(directory);
}

void uploads_open(struct uploads *uploads, const struct shop *shop, struct arena *arena,
	const struct upload_limits *limits)
{
	*uploads = (struct uploads){
		.items = arena_allocate(arena, (limits->most + 1) * sizeof *uploads->items),
		.shop = shop,
		.arena = arena,
		.limits = limits,
	};
}

static enum result open_file(struct uploads *uploads, struct upload *upload)
{
	const char *folder =
		arena_format(uploads->arena, "%s/" UPLOAD_FOLDER, uploads->shop->directory);
	unsigned char random[16];
	char name[2 * sizeof random + 1];

	if (uploads->count == 1) {
		/* A backup may have left it out while it was empty. */
		(void)mkdir(folder, 0700);
		remove_leftovers(folder);
	}
	if (!disk_has_room_for(folder, uploads->limits->bytes_each)) {
		log_event("upload refused", "reason=no-room");
		return FULL;
	}
	secret_random(random, sizeof random);
	secret_hex(name, random, sizeof random);
	upload->path = arena_format(uploads->arena, "%s/" INCOMING "%s", folder, name);
	uploads->file = open(upload->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	uploads->writing = uploads->file >= 0;
	return uploads->writing ? OK : complain("open", upload->path);
}

enum result upload_begin(struct uploads *uploads, const char *name)
{
	struct upload *upload;

	if (uploads->count > uploads->limits->most)
		return OK;
	upload = &uploads->items[uploads->count++];
	*upload = (struct upload){ .name = safe_name(uploads->arena, name) };
	secret_hash_begin(&uploads->hash);
	if (uploads->count <= uploads->limits->most)
		return open_file(uploads, upload);
	upload->fate = UPLOAD_TOO_MANY;
	return OK;
}

static enum result write_all(int file, const char *path, const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t written = write(file, bytes, size);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return complain("write", path);
		bytes += written;
		size -= (size_t)written;
	}
	return OK;
}

static void close_file(struct uploads *uploads)
{
	if (uploads->writing)
		close(uploads->file);
	uploads->writing = false;
}

enum result upload_add(struct uploads *uploads, const void *bytes, size_t size)
{
	struct upload *upload = &uploads->items[uploads->count - 1];

	if (!uploads->writing)
		return OK;
	upload->size += size;
	if (upload->size > uploads->limits->bytes_each) {
		upload->fate = UPLOAD_TOO_LARGE;
		close_file(uploads);
		(void)unlink(upload->path);
		return OK;
	}
	secret_hash_add(&uploads->hash, bytes, size);
	return write_all(uploads->file, upload->path, bytes, size);
}

void upload_end(struct uploads *uploads)
{
	struct upload *upload = &uploads->items[uploads->count - 1];

	if (uploads->writing)
		upload->hash = secret_hash_end(&uploads->hash);
	close_file(uploads);
}

void uploads_discard(struct uploads *uploads)
{
	close_file(uploads);
	for (size_t i = 0; i < uploads->count; i++)
		if (uploads->items[i].path != NULL)
			(void)unlink(uploads->items[i].path);
	uploads->count = 0;
}

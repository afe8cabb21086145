#include "domain/attachment.h"

#include "base/log.h"
#include "domain/file_type.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#define PATH_SIZE 512
#define NAME_BYTES ((ATTACHMENT_NAME_SIZE - 1) / 2)

static enum result complain(const char *what, const char *path)
{
	log_event(
		"attachment failed", "doing=%s file=%s error=\"%s\"", what, path, strerror(errno));
	return errno == ENOSPC || errno == EDQUOT ? FULL : BROKEN;
}

/* ---- looking -----------------------------------------------------------------------------------
 */

static enum result look(struct upload *upload)
{
	int file = open(upload->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	enum result result;
	void *bytes;

	if (file < 0)
		return complain("open", upload->path);
	bytes = mmap(NULL, upload->size, PROT_READ, MAP_PRIVATE, file, 0);
	close(file);
	if (bytes == MAP_FAILED)
		return complain("map", upload->path);
	result = file_type(bytes, upload->size, &upload->type);
	munmap(bytes, upload->size);
	return result;
}

static enum result check(struct upload *upload, enum attachment_flaw *flaw)
{
	enum result result = INVALID;

	if (upload->fate == UPLOAD_TOO_MANY)
		*flaw = ATTACHMENT_TOO_MANY;
	else if (upload->fate == UPLOAD_TOO_LARGE)
		*flaw = ATTACHMENT_TOO_LARGE;
	else if (upload->size == 0)
		*flaw = ATTACHMENT_EMPTY;
	else {
		result = look(upload);
		*flaw = result == TOO_LARGE ? ATTACHMENT_BIG_PICTURE : ATTACHMENT_OTHER_TYPE;
	}
	return result == TOO_LARGE ? INVALID : result;
}

enum result attachment_check(struct uploads *uploads, struct attachment_refusal *refusal)
{
	enum result result = OK;

	for (size_t i = 0; i < uploads->count && result == OK; i++) {
		refusal->upload = &uploads->items[i];
		result = check(&uploads->items[i], &refusal->flaw);
	}
	return result;
}

/* ---- keeping -----------------------------------------------------------------------------------
 */

bool attachment_place(const char *file, char path[static 64])
{
	unsigned char bytes[NAME_BYTES];

	if (!secret_from_hex(bytes, sizeof bytes, file))
		return false;
	snprintf(path, 64, UPLOAD_FOLDER "/%.2s/%s", file, file);
	return true;
}

/* False: no name of our making. */
static bool path_of(const struct shop *shop, const char *file, char path[static PATH_SIZE])
{
	char place[64];

	if (!attachment_place(file, place))
		return false;
	snprintf(path, PATH_SIZE, "%s/%s", shop->directory, place);
	return true;
}

static enum result settle(const char *path, int flags)
{
	int descriptor = open(path, O_RDONLY | O_CLOEXEC | flags);
	bool settled = descriptor >= 0 && fsync(descriptor) == 0;
	int error = errno;

	if (descriptor >= 0)
		close(descriptor);
	errno = error;
	return settled ? OK : complain("settle", path);
}

/* The folder that a file comes into, made if need be. */
static enum result make_folder(struct arena *arena, const char *path)
{
	const char *last = strrchr(path, '/');
	const char *folder = arena_format(arena, "%.*s", (int)(last - path), path);
	const char *above = arena_format(arena, "%.*s", (int)(last - path) - 3, path);

	if (mkdir(folder, 0700) != 0)
		return errno == EEXIST ? OK : complain("make", folder);
	return settle(above, O_DIRECTORY);
}

static enum result move(struct arena *arena, const char *from, const char *to)
{
	enum result result = settle(from, O_NOFOLLOW);

	if (result == OK)
		result = make_folder(arena, to);
	if (result == OK && rename(from, to) != 0)
		result = complain("keep", to);
	if (result != OK)
		return result;
	result = settle(arena_format(arena, "%.*s", (int)(strrchr(to, '/') - to), to), O_DIRECTORY);
	if (result != OK)
		(void)unlink(to);
	return result;
}

enum result attachment_keep(const struct shop *shop, struct arena *arena,
	const struct upload *upload, Record__Attachment **attachment)
{
	Record__Attachment *kept = arena_allocate(arena, sizeof *kept);
	unsigned char random[NAME_BYTES];
	char file[ATTACHMENT_NAME_SIZE], path[PATH_SIZE];
	bool named;

	assert(upload->type != NULL);
	secret_random(random, sizeof random);
	secret_hex(file, random, sizeof random);
	named = path_of(shop, file, path);
	assert(named);
	record__attachment__init(kept);
	kept->name = upload->name;
	kept->file = arena_text(arena, file);
	kept->type = upload->type;
	kept->size = upload->size;
	kept->hash = (ProtobufCBinaryData){ sizeof upload->hash.bytes,
		arena_copy(arena, upload->hash.bytes, sizeof upload->hash.bytes) };
	*attachment = kept;
	return move(arena, upload->path, path);
}

void attachment_drop(const struct shop *shop, const Record__Attachment *attachment)
{
	char path[PATH_SIZE];

	if (path_of(shop, attachment->file, path))
		(void)unlink(path);
}

enum result attachment_open(
	const struct shop *shop, const Record__Attachment *attachment, int *descriptor)
{
	char path[PATH_SIZE];
	struct stat status;
	int file = -1;

	errno = ENOENT;
	if (path_of(shop, attachment->file, path))
		file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (file < 0)
		return complain("open", attachment->file);
	if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode) ||
		(uint64_t)status.st_size != attachment->size) {
		close(file);
		log_event("attachment damaged", "file=%s", attachment->file);
		return BROKEN;
	}
	*descriptor = file;
	return OK;
}

#include "store/mark.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static enum result fail(const char *path)
{
	log_event("store unreachable", "file=%s error=%s", path, strerror(errno));
	return BROKEN;
}

static bool path_of(char path[static 4096], const char *directory)
{
	errno = ENAMETOOLONG;
	return snprintf(path, 4096, "%s/mark", directory) < 4096;
}

enum result mark_open(struct mark *mark, const char *directory)
{
	char path[4096];
	struct stat status = { 0 };
	void *mapped = MAP_FAILED;
	int file;

	mark->count = NULL;
	if (!path_of(path, directory))
		return fail(directory);
	file = open(path, O_RDWR | O_CLOEXEC);
	if (file < 0)
		return errno == ENOENT ? NOT_FOUND : fail(path);
	errno = EINVAL;
	if (fstat(file, &status) == 0 && status.st_size == sizeof *mark->count)
		mapped = mmap(
			NULL, sizeof *mark->count, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	close(file);
	if (mapped == MAP_FAILED)
		return fail(path);
	mark->count = mapped;
	return OK;
}

enum result mark_make(const char *directory)
{
	char path[4096];
	const uint64_t zero = 0;
	struct stat status;
	bool made;
	int file;

	if (!path_of(path, directory))
		return fail(directory);
	file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	/* An empty file is one that an interrupted make left. */
	made = file >= 0 && fstat(file, &status) == 0 &&
	       (status.st_size != 0 || pwrite(file, &zero, sizeof zero, 0) == sizeof zero) &&
	       fsync(file) == 0;
	if (file >= 0)
		close(file);
	return made ? OK : fail(path);
}

void mark_raise(struct mark *mark, uint64_t count)
{
	for (uint64_t seen = atomic_load(mark->count); seen < count;)
		if (atomic_compare_exchange_weak(mark->count, &seen, count))
			return;
}

void mark_close(struct mark *mark)
{
	if (mark->count != NULL)
		munmap((void *)mark->count, sizeof *mark->count);
	mark->count = NULL;
}

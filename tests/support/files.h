/*
 * files.h - a directory below build/ for one test, and whole files in it.
 */
#ifndef SUPPORT_FILES_H
#define SUPPORT_FILES_H

#include <assert.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char files_directory[64];

static inline int files_open(void **state)
{
	(void)state;
	mkdir("build", 0755);
	snprintf(files_directory, sizeof files_directory, "build/files-XXXXXX");
	return mkdtemp(files_directory) == NULL;
}

static inline int files_remove(
	const char *path, const struct stat *status, int type, struct FTW *walk)
{
	(void)status, (void)type, (void)walk;
	return remove(path);
}

static inline int files_close(void **state)
{
	(void)state;
	return nftw(files_directory, files_remove, 8, FTW_DEPTH | FTW_PHYS);
}

/* A path in the directory, until the next call. */
static inline const char *files_path(const char *name)
{
	static char path[256];

	snprintf(path, sizeof path, "%s/%s", files_directory, name);
	return path;
}

static inline void files_write_bytes(const char *name, const void *bytes, size_t size, mode_t mode)
{
	int file = open(files_path(name), O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert(file >= 0 && write(file, bytes, size) == (ssize_t)size);
	assert(fchmod(file, mode) == 0 && close(file) == 0);
}

static inline void files_write(const char *name, const char *text)
{
	files_write_bytes(name, text, strlen(text), 0600);
}

/* The whole file with a NUL behind it, until the next call; "" when there is none. */
static inline const char *files_read(const char *name)
{
	static char bytes[1 << 20];
	int file = open(files_path(name), O_RDONLY);
	size_t length = 0;
	ssize_t more;

	while (file >= 0 && (more = read(file, bytes + length, sizeof bytes - 1 - length)) > 0)
		length += (size_t)more;
	if (file >= 0)
		close(file);
	bytes[length] = '\0';
	return bytes;
}

#endif

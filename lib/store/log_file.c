#include "store/log_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void log_file_close(struct log_file *log_file)
{
	if (log_file->number != 0)
		close(log_file->file);
	log_file->number = 0;
}

static int open_number(struct log_file *log_file, const char *directory, uint32_t number)
{
	char path[4096];
	int file;

	log_file_close(log_file);
	if (snprintf(path, sizeof path, "%s/log.%010u", directory, number) >= (int)sizeof path)
		return ENAMETOOLONG;
	file = open(path, O_WRONLY | O_CLOEXEC);
	if (file < 0)
		return errno;
	log_file->number = number;
	log_file->file = file;
	return 0;
}

int log_file_follow(struct log_file *log_file, const struct environment *environment)
{
	DB_LOG_STAT *log;
	uint32_t number;
	int error = environment->handle->log_stat(environment->handle, &log, 0);

	if (error != 0)
		return error;
	number = log->st_cur_file;
	log_file->bytes = ((uint64_t)log->st_wc_mbytes << 20) + log->st_wc_bytes;
	free(log);
	return number == log_file->number ? 0
					  : open_number(log_file, environment->directory, number);
}

int log_file_checkpoint(const struct environment *environment)
{
	DB_ENV *handle = environment->handle;
	int error =
		handle->txn_checkpoint(handle, CHECKPOINT_BYTES / 1024, CHECKPOINT_SECONDS / 60, 0);

	return error != 0 ? error : handle->log_archive(handle, NULL, DB_ARCH_REMOVE);
}

bool log_file_sync(const struct log_file *log_file)
{
	while (fdatasync(log_file->file) != 0)
		if (errno != EINTR)
			return false;
	return true;
}

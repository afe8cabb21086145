/*
 * log_file.h - brings the library's log to the disk without being inside.
 *
 * A commit that is written but not flushed lies in the system's cache, where neither a killed
 * process nor a recovery can lose it.  What is missing is an fdatasync of the log file that
 * holds it, which needs no mutex of the library's: whoever is killed while waiting for the
 * disk, the longest part of a commit by far, harms nobody, and several wait at once.
 * The library itself flushes a log file before it begins the next.
 */
#ifndef STORE_LOG_FILE_H
#define STORE_LOG_FILE_H

#include "store/environment.h"

/* A checkpoint is due after so many bytes of log, or when the last is so old. */
#define CHECKPOINT_BYTES (1u << 20)
#define CHECKPOINT_SECONDS 300

struct log_file {
	uint32_t number; /* of the file that is open; 0: none */
	int file;
	uint64_t bytes; /* written since the last checkpoint, when it was looked at */
};

/* Inside, after a commit: opens the file that holds it.  Berkeley DB's error codes. */
int log_file_follow(struct log_file *log_file, const struct environment *environment);

/* Inside: bounds what a recovery has to read, and removes the files that none will. */
int log_file_checkpoint(const struct environment *environment);

/* Outside: false, with errno, when the disk couldn't take it. */
bool log_file_sync(const struct log_file *log_file);

void log_file_close(struct log_file *log_file);

#endif

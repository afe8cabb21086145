/*
 * disk.h - whether a directory can hold a store, and has room for one more write.
 */
#ifndef STORE_DISK_H
#define STORE_DISK_H

#include "base/result.h"

#include <stdint.h>

/* INVALID: a remote file system, where processes can't share mapped memory; logged with the
 * remedy.  NOT_FOUND: no such directory. */
MUST_USE enum result disk_check(const char *directory);

/* Free space is above the reserve, which holds a log file, a flushed cache and some more; and
 * would be so still with a file of so many bytes. */
bool disk_has_room(const char *directory);
bool disk_has_room_for(const char *directory, uint64_t bytes);

#endif

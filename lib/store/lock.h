/*
 * lock.h - fcntl locks of single bytes, which the kernel drops when their process dies.
 */
#ifndef STORE_LOCK_H
#define STORE_LOCK_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* type is F_RDLCK (shared) or F_WRLCK (exclusive). */
bool lock_try(int file, off_t byte, int type);
/* Waits for its turn, without a deadline; false only for a broken file. */
bool lock_wait(int file, off_t byte, int type);
/* Tries again every millisecond for as long as that; for locks that are rarely held long. */
bool lock_within(int file, off_t byte, int type, int64_t milliseconds);
void lock_release(int file, off_t byte);

/* Who keeps this process from an exclusive lock: 0 nobody, -1 somebody that can't be seen from
 * here.  May be called from a signal handler. */
pid_t lock_owner(int file, off_t byte);

/* Milliseconds since the machine's start, for deadlines. */
int64_t lock_milliseconds(void);
void lock_pause(void);

#endif

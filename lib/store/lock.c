#include "store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <time.h>

static int lock_do(int file, off_t byte, int type, int command)
{
	struct flock lock = {
		.l_type = (short)type, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1
	};

	return fcntl(file, command, &lock);
}

bool lock_try(int file, off_t byte, int type)
{
	return lock_do(file, byte, type, F_SETLK) == 0;
}

bool lock_wait(int file, off_t byte, int type)
{
	while (lock_do(file, byte, type, F_SETLKW) != 0) {
		if (errno != EINTR && errno != EDEADLK)
			return false;
		lock_pause();
	}
	return true;
}

bool lock_within(int file, off_t byte, int type, int64_t milliseconds)
{
	int64_t until;

	if (lock_try(file, byte, type))
		return true;
	until = lock_milliseconds() + milliseconds;
	do {
		lock_pause();
		if (lock_try(file, byte, type))
			return true;
	} while (lock_milliseconds() < until);
	return false;
}

void lock_release(int file, off_t byte)
{
	lock_do(file, byte, F_UNLCK, F_SETLK);
}

pid_t lock_owner(int file, off_t byte)
{
	struct flock lock = {
		.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1
	};

	if (fcntl(file, F_GETLK, &lock) != 0)
		return -1;
	if (lock.l_type == F_UNLCK)
		return 0;
	return lock.l_pid > 0 ? lock.l_pid : -1;
}

int64_t lock_milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void lock_pause(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
}

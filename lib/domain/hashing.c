#include "domain/hashing.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>

#define RUNNING 2
#define WAITING 4
#define PATIENCE 5000 /* milliseconds in the queue */
#define STEP 10

/* Open file description locks: unlike the store's gate, this file is opened and closed often. */
static bool lock(int file, short type, int place)
{
	struct flock lock = { .l_type = type, .l_whence = SEEK_SET, .l_start = place, .l_len = 1 };

	return fcntl(file, F_OFD_SETLK, &lock) == 0;
}

static int take(int file, int first, int count)
{
	for (int place = first; place < first + count; place++)
		if (lock(file, F_WRLCK, place))
			return place;
	return -1;
}

static int wait_for(int file)
{
	const struct timespec step = { .tv_nsec = STEP * 1000000L };
	int waiting = take(file, RUNNING, WAITING), running = -1;

	if (waiting < 0)
		return -1;
	for (int waited = 0; running < 0 && waited < PATIENCE; waited += STEP) {
		nanosleep(&step, NULL);
		running = take(file, 0, RUNNING);
	}
	lock(file, F_UNLCK, waiting);
	return running;
}

enum result hashing_enter(struct hashing *hashing, const char *path)
{
	hashing->file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (hashing->file < 0) {
		log_event("hashing refused", "file=%s reason=\"%s\"", path, strerror(errno));
		return BROKEN;
	}
	hashing->place = take(hashing->file, 0, RUNNING);
	if (hashing->place < 0)
		hashing->place = wait_for(hashing->file);
	if (hashing->place >= 0)
		return OK;
	log_event("hashing busy", "running=%d waiting=%d", RUNNING, WAITING);
	close(hashing->file);
	return BUSY;
}

/* Closing the file gives the place back. */
void hashing_leave(struct hashing *hashing)
{
	close(hashing->file);
	hashing->place = -1;
}

enum result hashing_make(
	const struct shop *shop, const char *password, char hash[static PASSWORD_HASH_SIZE])
{
	struct hashing hashing;
	enum result result = hashing_enter(&hashing, shop->hashing);

	if (result != OK)
		return result;
	result = password_hash(hash, password, site_password_cost(&shop->site));
	hashing_leave(&hashing);
	return result;
}

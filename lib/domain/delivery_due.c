#include "domain/delivery_due.h"

#include "base/clock.h"

#include <fcntl.h>
#include <limits.h>

#define PUT_OFF 60 /* seconds */

static int open_file(const struct shop *shop, int flags)
{
	char path[PATH_MAX];

	if (snprintf(path, sizeof path, "%s/data/delivery", shop->directory) >= (int)sizeof path)
		return -1;
	return open(path, flags | O_CLOEXEC, 0600);
}

/* A file of another size than one instant says nothing. */
static int64_t read_due(const struct shop *shop)
{
	int file = open_file(shop, O_RDONLY);
	int64_t due = DELIVERY_NEVER, found;

	if (file < 0)
		return due;
	if (pread(file, &found, sizeof found, 0) == sizeof found)
		due = found;
	close(file);
	return due;
}

/* Nobody waits for this: what is lost here is found by the next delivery. */
void delivery_due_write(const struct shop *shop, int64_t due)
{
	int file = open_file(shop, O_RDWR | O_CREAT);

	if (file < 0)
		return;
	(void)!pwrite(file, &due, sizeof due, 0);
	close(file);
}

/* delivery.c locks the file while it delivers, and looks for more once it has let go. */
static bool is_delivering(const struct shop *shop)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1 };
	int file = open_file(shop, O_RDWR);
	bool locked;

	if (file < 0)
		return false;
	locked = fcntl(file, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
	close(file);
	return locked;
}

bool delivery_due_take(const struct shop *shop, bool added)
{
	int64_t now = clock_shop().seconds;

	if (!added && read_due(shop) > now)
		return false;
	delivery_due_write(shop, now + PUT_OFF);
	return !is_delivering(shop);
}

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "fixture.h"

#include <errno.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/vfs.h>

/*
 * The system's calls as the store and Berkeley DB see them, which fail when a test says so.
 */
#define SHOWN __attribute__((visibility("default")))

static struct {
	bool full;        /* nothing can be written */
	bool unsound;     /* fdatasync fails */
	uint64_t free;    /* what statvfs tells; 0: the truth */
	unsigned magic;   /* what statfs tells; 0: the truth */
	unsigned refused; /* writes that had no room */
} faults;

SHOWN ssize_t pwrite(int file, const void *bytes, size_t size, off_t offset)
{
	if (faults.full) {
		faults.refused++;
		errno = ENOSPC;
		return -1;
	}
	return syscall(SYS_pwrite64, file, bytes, size, offset);
}

SHOWN ssize_t write(int file, const void *bytes, size_t size)
{
	if (faults.full && file > STDERR_FILENO) {
		faults.refused++;
		errno = ENOSPC;
		return -1;
	}
	return syscall(SYS_write, file, bytes, size);
}

SHOWN int fdatasync(int file)
{
	if (faults.unsound) {
		errno = EIO;
		return -1;
	}
	return (int)syscall(SYS_fdatasync, file);
}

SHOWN int statvfs(const char *restrict path, struct statvfs *restrict status)
{
	memset(status, 0, sizeof *status);
	if (access(path, F_OK) != 0)
		return -1;
	status->f_frsize = 4096;
	status->f_bavail = (faults.free != 0 ? faults.free : UINT64_C(1) << 40) / 4096;
	return 0;
}

SHOWN int statfs(const char *path, struct statfs *status)
{
	int result = (int)syscall(SYS_statfs, path, status);

	if (result == 0 && faults.magic != 0)
		status->f_type = faults.magic;
	return result;
}

/* ---- tests --------------------------------------------------------------------------------- */

static struct fixture fixture;

static int open_fixture(void **state)
{
	(void)state;
	memset(&faults, 0, sizeof faults);
	fixture_open(&fixture);
	return 0;
}

static int close_fixture(void **state)
{
	(void)state;
	memset(&faults, 0, sizeof faults);
	fixture_close(&fixture);
	return 0;
}

static void a_remote_file_system_is_refused(void **state)
{
	static const unsigned remote[] = { NFS_SUPER_MAGIC, 0xff534d42, 0xfe534d42,
		FUSE_SUPER_MAGIC };

	(void)state;
	for (size_t i = 0; i < sizeof remote / sizeof *remote; i++) {
		faults.magic = remote[i];
		assert_int_equal(fixture_reopen(&fixture), INVALID);
		assert_null(fixture.store);
		assert_int_equal(
			store_make(&fixture.store, fixture.directory, fixture_tables), INVALID);
		assert_null(fixture.store);
	}
	faults.magic = EXT4_SUPER_MAGIC;
	assert_int_equal(fixture_reopen(&fixture), OK);
}

static void below_the_reserve_nothing_is_written_and_all_is_read(void **state)
{
	struct store_status status;
	uint64_t value;

	(void)state;
	assert_int_equal(counter_write(&fixture, "a", 1), OK);
	faults.free = (UINT64_C(32) << 20) - 4096;
	assert_int_equal(counter_write(&fixture, "a", 2), FULL);
	assert_int_equal(counter_read(&fixture, "a", &value), OK);
	assert_int_equal(value, 1);
	assert_int_equal(store_status(fixture.store, &status), OK);
	assert_false(status.has_room);
	faults.free = UINT64_C(32) << 20;
	assert_int_equal(counter_write(&fixture, "a", 2), OK);
	assert_int_equal(store_status(fixture.store, &status), OK);
	assert_true(status.has_room);
}

/* The disk fills between the look and the write: the log can't take the commit. */
static void a_disk_that_fills_in_the_middle_aborts_cleanly(void **state)
{
	uint64_t value;

	(void)state;
	assert_int_equal(counter_promise(&fixture, "a", 1), OK);
	for (int round = 0; round < 3; round++) {
		faults.full = true;
		assert_int_equal(counter_promise(&fixture, "a", 2), FULL);
		assert_true(faults.refused > 0);
		assert_int_equal(counter_read(&fixture, "a", &value), OK);
		assert_int_equal(value, 1);
		faults.full = false;
		assert_int_equal(counter_write(&fixture, "b", 1), OK);
	}
	assert_false(store_is_worn(fixture.store));
	assert_int_equal(counter_promise(&fixture, "a", 3), OK);
	assert_int_equal(fixture_reopen(&fixture), OK);
	assert_int_equal(counter_read(&fixture, "a", &value), OK);
	assert_int_equal(value, 3);
}

static void a_commit_that_may_have_reached_the_disk_is_not_run_again(void **state)
{
	struct fixture_counter counter = { .name = "a", .value = 2 };
	struct store_status status;

	(void)state;
	assert_int_equal(counter_promise(&fixture, "a", 1), OK);
	faults.unsound = true;
	assert_int_equal(store_write(fixture.store, fixture.arena, STORE_SYNC, counter_promise_unit,
				 &counter),
		BROKEN);
	assert_int_equal(counter.runs, 1);
	faults.unsound = false;
	assert_true(store_is_worn(fixture.store));
	assert_int_equal(counter_promise(&fixture, "a", 3), OK);
	assert_int_equal(store_status(fixture.store, &status), OK);
	assert_true(status.mark <= status.promises);
	assert_false(status.read_only);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_remote_file_system_is_refused),
		TEST(below_the_reserve_nothing_is_written_and_all_is_read),
		TEST(a_disk_that_fills_in_the_middle_aborts_cleanly),
		TEST(a_commit_that_may_have_reached_the_disk_is_not_run_again),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("store/disk", tests, NULL, NULL);
}

/* Files from their arrival to their keeping, and what is left of those that nobody keeps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../support/test_shop.h"
#include "domain/attachment.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>

#define SHOWN __attribute__((visibility("default")))

/* The system's calls, which fail when a test says so. */
static bool disk_is_full, disk_is_nearly_full;

SHOWN ssize_t write(int file, const void *bytes, size_t size)
{
	if (disk_is_full && file > STDERR_FILENO) {
		errno = ENOSPC;
		return -1;
	}
	return syscall(SYS_write, file, bytes, size);
}

SHOWN int statvfs(const char *restrict path, struct statvfs *restrict status)
{
	(void)path;
	*status = (struct statvfs){ .f_frsize = 4096,
		.f_bavail = disk_is_nearly_full ? 9000 : 1 << 20 };
	return 0;
}

static struct test_shop *test;
static struct uploads uploads;
static const struct upload_limits limits = {
	.field = "files", .most = 2, .bytes_each = 5000000, .bytes = 9000000
};

static int open_shop(void **state)
{
	(void)state;
	test = test_shop_open();
	uploads_open(&uploads, &test->shop, test->arena, &limits);
	return 0;
}

static int close_shop(void **state)
{
	(void)state;
	uploads_discard(&uploads);
	test_shop_close(test);
	return 0;
}

static const char *path_of(const char *name)
{
	return arena_format(test->arena, "%s/data/attachments%s%s", test->directory,
		*name == '\0' ? "" : "/", name);
}

static int count_files(const char *folder)
{
	DIR *directory = opendir(path_of(folder));
	int count = 0;

	assert_non_null(directory);
	for (struct dirent *entry; (entry = readdir(directory)) != NULL;)
		count += entry->d_type == DT_REG;
	closedir(directory);
	return count;
}

static enum result send_file(const char *name, const void *bytes, size_t size)
{
	enum result result = upload_begin(&uploads, name);

	for (size_t at = 0; at < size && result == OK; at += 1000)
		result = upload_add(
			&uploads, (const char *)bytes + at, size - at < 1000 ? size - at : 1000);
	upload_end(&uploads);
	return result;
}

#define GIF "GIF89a\3\0\2\0\xf0\0\0\xff\0\0\0\0\0,\0\0\0\0\3\0\2\0\0\2\2\x84\x5f\0;"
#define GIF_SIZE (sizeof GIF - 1)

static void a_file_is_kept_and_opened_again(void **state)
{
	struct attachment_refusal refusal;
	Record__Attachment *attachment;
	struct stat status;
	char bytes[100];
	int file;

	(void)state;
	assert_int_equal(send_file("plan.png", GIF, GIF_SIZE), OK);
	assert_int_equal(count_files(""), 1);
	assert_int_equal(stat(uploads.items[0].path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	assert_int_equal(attachment_check(&uploads, &refusal), OK);
	assert_string_equal(uploads.items[0].type, "image/gif");
	assert_int_equal(
		attachment_keep(&test->shop, test->arena, &uploads.items[0], &attachment), OK);
	uploads_discard(&uploads);
	assert_int_equal(count_files(""), 0);
	assert_int_equal(strspn(attachment->file, "0123456789abcdef"), 32);
	assert_int_equal(count_files(arena_format(test->arena, "%.2s", attachment->file)), 1);
	assert_string_equal(attachment->name, "plan.png");
	assert_string_equal(attachment->type, "image/gif");
	assert_int_equal(attachment->size, GIF_SIZE);
	assert_int_equal(attachment->hash.len, 32);
	/* sha256sum says so. */
	secret_hex(bytes, attachment->hash.data, 32);
	assert_string_equal(
		bytes, "c78ae0d27e30076ff4e6e1120c0a4d4bcf53afb61f6ae417494d8839bf6a841b");
	assert_int_equal(attachment_open(&test->shop, attachment, &file), OK);
	assert_int_equal(read(file, bytes, sizeof bytes), GIF_SIZE);
	assert_memory_equal(bytes, GIF, GIF_SIZE);
	close(file);
	attachment_drop(&test->shop, attachment);
	assert_int_equal(count_files(arena_format(test->arena, "%.2s", attachment->file)), 0);
	assert_int_equal(attachment_open(&test->shop, attachment, &file), BROKEN);
}

static void a_file_of_another_size_is_not_opened(void **state)
{
	struct attachment_refusal refusal;
	Record__Attachment *attachment;
	char place[64];
	int file;

	(void)state;
	assert_int_equal(send_file("a", GIF, GIF_SIZE), OK);
	assert_int_equal(attachment_check(&uploads, &refusal), OK);
	assert_int_equal(
		attachment_keep(&test->shop, test->arena, &uploads.items[0], &attachment), OK);
	assert_true(attachment_place(attachment->file, place));
	assert_int_equal(truncate(shop_path(&test->shop, place), GIF_SIZE - 1), 0);
	assert_int_equal(attachment_open(&test->shop, attachment, &file), BROKEN);
	attachment->file = "../../conf/site.cfg";
	assert_int_equal(attachment_open(&test->shop, attachment, &file), BROKEN);
	assert_false(attachment_place("", place));
	assert_false(attachment_place("0123456789abcdef0123456789abcdeg", place));
	assert_false(attachment_place("0123456789abcdef0123456789abcdef0", place));
}

static void what_nobody_keeps_is_removed(void **state)
{
	(void)state;
	assert_int_equal(send_file("a", GIF, GIF_SIZE), OK);
	assert_int_equal(upload_begin(&uploads, "b"), OK);
	assert_int_equal(upload_add(&uploads, GIF, 5), OK);
	assert_int_equal(count_files(""), 2);
	uploads_discard(&uploads);
	assert_int_equal(count_files(""), 0);
}

static void what_was_left_behind_is_removed_after_an_hour(void **state)
{
	static const struct {
		const char *name;
		int age;
		bool stays;
	} files[] = {
		{ "incoming-old", 3700, false },
		{ "incoming-young", 3500, true },
		{ "another", 99999, true },
	};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct timespec time = { .tv_sec = clock_machine().seconds - files[i].age };
		struct timespec times[2] = { time, time };
		int file = open(path_of(files[i].name), O_CREAT | O_WRONLY, 0600);

		assert_int_equal(futimens(file, times), 0);
		close(file);
	}
	assert_int_equal(send_file("a", GIF, GIF_SIZE), OK);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(access(path_of(files[i].name), F_OK) == 0, files[i].stays);
}

static void names_are_made_safe(void **state)
{
	static const struct {
		const char *sent, *kept;
	} cases[] = {
		{ "plan.png", "plan.png" },
		{ "../../etc/passwd", "passwd" },
		{ "C:\\Users\\Anna\\été 1.png", "été 1.png" },
		{ "a\r\nSet-Cookie: b\t\x7f\xc2\x85.png", "aSet-Cookie: b.png" },
		{ "gnp.\xe2\x80\xae"
		  "exe",
			"gnp.exe" },
		{ "\xe2\x80\x99"
		  "\xe2\x82\xac"
		  "\xe2\x81\xa9",
			"’€" },
		{ "<b>&\"'.png", "<b>&\"'.png" },
		{ "", "file" },
		{ "..", "file" },
		{ "a/", "file" },
		{ "\r\n", "file" },
	};
	char longest[401];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		uploads.count = 0;
		assert_int_equal(send_file(cases[i].sent, "", 0), OK);
		assert_string_equal(uploads.items[0].name, cases[i].kept);
		uploads_discard(&uploads);
	}
	for (int i = 0; i < 200; i++)
		memcpy(longest + 2 * i, "é", 3);
	assert_int_equal(send_file(longest, "", 0), OK);
	assert_int_equal(strlen(uploads.items[0].name), 2 * UPLOAD_NAME_MOST);
}

static void whoever_sends_too_much_learns_what(void **state)
{
	static char large[5000001];
	struct attachment_refusal refusal;

	(void)state;
	assert_int_equal(send_file("empty.gif", "", 0), OK);
	assert_int_equal(attachment_check(&uploads, &refusal), INVALID);
	assert_string_equal(refusal.upload->name, "empty.gif");
	assert_int_equal(refusal.flaw, ATTACHMENT_EMPTY);
	uploads_discard(&uploads);

	memcpy(large, GIF, GIF_SIZE);
	assert_int_equal(send_file("most.gif", large, sizeof large - 1), OK);
	assert_int_equal(attachment_check(&uploads, &refusal), OK);
	uploads_discard(&uploads);
	assert_int_equal(send_file("fine.gif", GIF, GIF_SIZE), OK);
	assert_int_equal(send_file("large.gif", large, sizeof large), OK);
	assert_int_equal(count_files(""), 1);
	assert_int_equal(attachment_check(&uploads, &refusal), INVALID);
	assert_string_equal(refusal.upload->name, "large.gif");
	assert_int_equal(refusal.flaw, ATTACHMENT_TOO_LARGE);
	uploads_discard(&uploads);

	for (int i = 1; i < 6; i++)
		assert_int_equal(
			send_file(arena_format(test->arena, "%d.gif", i), GIF, GIF_SIZE), OK);
	assert_int_equal(count_files(""), 2);
	assert_int_equal(attachment_check(&uploads, &refusal), INVALID);
	assert_string_equal(refusal.upload->name, "3.gif");
	assert_int_equal(refusal.flaw, ATTACHMENT_TOO_MANY);
	uploads_discard(&uploads);

	assert_int_equal(send_file("page.png", "<html>", 6), OK);
	assert_int_equal(attachment_check(&uploads, &refusal), INVALID);
	assert_int_equal(refusal.flaw, ATTACHMENT_OTHER_TYPE);
	uploads_discard(&uploads);

	memcpy(large + 6, "\x60\xea\x60\xea", 4); /* 60,000 by 60,000 */
	assert_int_equal(send_file("bomb.png", large, GIF_SIZE), OK);
	assert_int_equal(attachment_check(&uploads, &refusal), INVALID);
	assert_int_equal(refusal.flaw, ATTACHMENT_BIG_PICTURE);
}

static void a_full_disk_takes_nothing(void **state)
{
	(void)state;
	disk_is_nearly_full = true; /* room for the store, not for a file beside it */
	assert_int_equal(send_file("a", GIF, GIF_SIZE), FULL);
	disk_is_nearly_full = false;
	uploads_discard(&uploads);
	disk_is_full = true;
	assert_int_equal(send_file("a", GIF, GIF_SIZE), FULL);
	disk_is_full = false;
	uploads_discard(&uploads);
	assert_int_equal(count_files(""), 0);
}

static void a_folder_that_is_missing_is_made(void **state)
{
	(void)state;
	assert_int_equal(rmdir(path_of("")), 0);
	assert_int_equal(send_file("a", GIF, GIF_SIZE), OK);
	assert_int_equal(count_files(""), 1);
}

#define WITH_SHOP(test) cmocka_unit_test_setup_teardown(test, open_shop, close_shop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_SHOP(a_file_is_kept_and_opened_again),
		WITH_SHOP(a_file_of_another_size_is_not_opened),
		WITH_SHOP(what_nobody_keeps_is_removed),
		WITH_SHOP(what_was_left_behind_is_removed_after_an_hour),
		WITH_SHOP(names_are_made_safe),
		WITH_SHOP(whoever_sends_too_much_learns_what),
		WITH_SHOP(a_full_disk_takes_nothing),
		WITH_SHOP(a_folder_that_is_missing_is_made),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The files of a shop's secrets: who may read them, how one is made, and how it is rotated. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../support/child.h"
#include "../support/secrets.h"
#include "base/secret_file.h"

static void a_secret_that_others_may_read_is_refused(void **state)
{
	static const mode_t modes[] = { 0640, 0604, 0660, 0620, 0602, 0610, 0601, 0666, 0777 };

	(void)state;
	for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
		assert_int_equal(read_secret(ONE "\n", modes[i]), BROKEN);
		assert_int_equal(secrets.count, 0);
		assert_memory_equal(error, files_path("secrets/signing"),
			strlen(files_path("secrets/signing")));
		assert_string_equal(error + strlen(files_path("secrets/signing")),
			": others may read this secret. Run `chmod 600` on it.");
	}
	assert_int_equal(read_secret(ONE "\n", 0400), OK);
	/* The log names the file and keeps the secret. */
	assert_non_null(strstr(files_read("log"), " secret refused file="));
	assert_null(strstr(files_read("log"), "00000000"));
}

static void a_malformed_secret_is_refused(void **state)
{
	static const char *const wrong[] = { "", "\n", "secret\n", "\n" ONE "\n", ONE "0\n",
		" " ONE "\n", ONE " \n", ONE ONE "\n", ONE ONE ONE "\n",
		"000000000000000000000000000000000000000000000000000000000000001\n",
		"g000000000000000000000000000000000000000000000000000000000000001\n",
		ONE "\nsecret\n", ONE "\n" ONE "0\n" };

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		if (read_secret(wrong[i], 0600) != BROKEN)
			fail_msg("taken: %s", wrong[i]);
		assert_int_equal(secrets.count, 0);
		assert_non_null(strstr(error, "/secrets/signing: wants a line of 64 hexadecimal"));
		assert_null(strstr(error, ONE));
	}
	assert_int_equal(read_secret(ONE, 0600), OK);
	assert_int_equal(read_secret(ONE "\r\n" ALL "\r\n", 0600), OK);
	assert_int_equal(secrets.count, 2);
}

static void a_missing_secret_is_refused_with_the_remedy(void **state)
{
	(void)state;
	secrets.count = 2;
	assert_int_equal(secrets_read(&secrets, files_path("none"), error, sizeof error), BROKEN);
	assert_int_equal(secrets.count, 0);
	assert_non_null(strstr(error, "/none/secrets/signing: can't be read. Make the shop with "
				      "`palierctl init`"));
}

static void after_a_rotation_the_first_signs_and_both_are_believed(void **state)
{
	struct digest old, new;

	(void)state;
	assert_int_equal(read_secret(ONE "\n", 0600), OK);
	old = secret_sign(&secrets, SECRET_QUOTE, MESSAGE, 28);
	assert_int_equal(read_secret(ALL "\n" ONE "\n", 0600), OK);
	assert_int_equal(secrets.count, 2);
	new = secret_sign(&secrets, SECRET_QUOTE, MESSAGE, 28);
	assert_digest(new, "509201a482d79f46b453d42f703cb97a24406d5b0ae06f5fb6d03a5b9a26c0b9");
	assert_true(secret_check(&secrets, SECRET_QUOTE, MESSAGE, 28, &old));
	assert_true(secret_check(&secrets, SECRET_QUOTE, MESSAGE, 28, &new));
	assert_false(secret_check(&secrets, SECRET_CSRF, MESSAGE, 28, &old));
	/* A third one, from the rotation before, is over. */
	assert_int_equal(
		read_secret(ALL
			"\n"
			"2222222222222222222222222222222222222222222222222222222222222222\n" ONE
			"\n",
			0600),
		OK);
	assert_int_equal(secrets.count, 2);
	assert_false(secret_check(&secrets, SECRET_QUOTE, MESSAGE, 28, &old));
	assert_true(secret_check(&secrets, SECRET_QUOTE, MESSAGE, 28, &new));
	assert_int_equal(read_secret(ALL "\n", 0600), OK);
	assert_false(secret_check(&secrets, SECRET_QUOTE, MESSAGE, 28, &old));
}

static void a_secret_is_made_once_for_its_owner_alone(void **state)
{
	struct stat status;
	char *first;

	(void)state;
	unlink(files_path("secrets/signing"));
	assert_int_equal(secrets_make(files_directory), OK);
	assert_int_equal(stat(files_path("secrets/signing"), &status), 0);
	assert_int_equal(status.st_mode & 07777, 0600);
	first = strdup(files_read("secrets/signing"));
	assert_int_equal(strlen(first), 65);
	assert_int_equal(strspn(first, "0123456789abcdef"), 64);
	assert_int_equal(first[64], '\n');
	assert_int_equal(secrets_make(files_directory), EXISTS);
	assert_string_equal(files_read("secrets/signing"), first);
	assert_int_equal(secrets_read(&secrets, files_directory, error, sizeof error), OK);
	unlink(files_path("secrets/signing"));
	assert_int_equal(secrets_make(files_directory), OK);
	assert_string_not_equal(files_read("secrets/signing"), first);
	assert_int_equal(secrets_make(files_path("nowhere")), BROKEN);
	free(first);
}

/* RFC 4648, 10, and bytes whose spelling differs between the two alphabets. */
/* ---- rotation ------------------------------------------------------------------------------ */

static void write_lasting(const char *text)
{
	files_write_bytes("secrets/lasting", text, strlen(text), 0600);
}

static void make_shop(void)
{
	mkdir(files_path("secrets"), 0700);
	unlink(files_path("secrets/signing"));
	unlink(files_path("secrets/lasting"));
	assert_int_equal(secrets_make(files_directory), OK);
	assert_int_equal(secrets_read(&secrets, files_directory, error, sizeof error), OK);
}

static enum result rotate(enum secret_name name, int64_t grace)
{
	struct secret_file now;

	return secret_file_rotate(files_directory, name, grace, &now, error, sizeof error);
}

static bool believes(enum secret_purpose purpose, struct digest signature)
{
	struct secrets read;

	assert_int_equal(secrets_read(&read, files_directory, error, sizeof error), OK);
	return secret_check(&read, purpose, MESSAGE, 28, &signature);
}

static void what_lasts_has_a_secret_of_its_own(void **state)
{
	(void)state;
	assert_int_equal(read_secret(ALL "\n", 0600), OK);
	write_lasting(ONE "\n");
	assert_int_equal(secrets_read(&secrets, files_directory, error, sizeof error), OK);
	assert_digest(secret_sign(&secrets, SECRET_TICKET, MESSAGE, 28),
		"3821ff9101922a2806f056074ea190d6d5c9c24734df6461b5c6f3853718232d");
	assert_digest(secret_sign(&secrets, SECRET_THROTTLE, MESSAGE, 28),
		"dd6a7e433aceef245fbcb5c87830be7cbcee77495ffc37137e162c791ab344e9");
	assert_digest(secret_sign(&secrets, SECRET_QUOTE, MESSAGE, 28),
		"509201a482d79f46b453d42f703cb97a24406d5b0ae06f5fb6d03a5b9a26c0b9");
	write_lasting("x\n");
	assert_int_equal(secrets_read(&secrets, files_directory, error, sizeof error), BROKEN);
	assert_non_null(strstr(error, "/secrets/lasting: wants a line of 64"));
	unlink(files_path("secrets/lasting"));
}

static void the_secret_before_is_believed_until_its_time_and_no_longer(void **state)
{
	char text[300], at[32];
	struct digest old;

	(void)state;
	assert_int_equal(read_secret(ONE "\n", 0600), OK);
	old = secret_sign(&secrets, SECRET_QUOTE, MESSAGE, 28);
	for (int ahead = -2; ahead <= 100; ahead += 102) {
		instant_write((struct instant){ clock_machine().seconds + ahead }, at);
		snprintf(text, sizeof text, ALL " 2026-01-01T00:00:00Z\n" ONE " %s\n", at);
		assert_int_equal(read_secret(text, 0600), OK);
		assert_int_equal(
			secret_check(&secrets, SECRET_QUOTE, MESSAGE, 28, &old), ahead > 0);
	}
	/* A process that has read it long ago looks at the clock, too. */
	secrets.until = clock_machine().seconds;
	assert_false(secret_check(&secrets, SECRET_QUOTE, MESSAGE, 28, &old));
	assert_int_equal(read_secret(ALL " today\n", 0600), BROKEN);
	assert_int_equal(read_secret(ALL " 2026-01-01T00:00:00Z x\n", 0600), BROKEN);
}

static void a_rotation_signs_anew_and_believes_the_old_within_its_grace(void **state)
{
	struct digest form, link, now;
	struct stat status;

	(void)state;
	make_shop();
	form = secret_sign(&secrets, SECRET_CSRF, MESSAGE, 28);
	link = secret_sign(&secrets, SECRET_TICKET, MESSAGE, 28);
	assert_int_equal(rotate(SECRET_SIGNING, 3600), OK);
	assert_int_equal(stat(files_path("secrets/signing"), &status), 0);
	assert_int_equal(status.st_mode & 07777, 0600);
	assert_int_equal(secrets_read(&secrets, files_directory, error, sizeof error), OK);
	now = secret_sign(&secrets, SECRET_CSRF, MESSAGE, 28);
	assert_memory_not_equal(&form, &now, sizeof now);
	now = secret_sign(&secrets, SECRET_TICKET, MESSAGE, 28);
	assert_memory_equal(&link, &now, sizeof now);
	assert_true(believes(SECRET_CSRF, form));
	assert_in_range(secrets.until - clock_machine().seconds, 3595, 3600);
	/* Its grace isn't cut short by accident, only on purpose. */
	assert_int_equal(rotate(SECRET_SIGNING, 3600), ILLEGAL);
	assert_true(believes(SECRET_CSRF, form));
	assert_int_equal(rotate(SECRET_SIGNING, 0), OK);
	assert_false(believes(SECRET_CSRF, form));
	assert_true(believes(SECRET_TICKET, link));
	assert_int_equal(rotate(SECRET_LASTING, 60), OK);
	assert_true(believes(SECRET_TICKET, link));
	assert_int_equal(rotate(SECRET_LASTING, 0), OK);
	assert_false(believes(SECRET_TICKET, link));
}

static void a_shop_from_before_keeps_its_links_when_its_secret_is_rotated(void **state)
{
	struct digest link;

	(void)state;
	make_shop();
	unlink(files_path("secrets/lasting"));
	assert_int_equal(secrets_read(&secrets, files_directory, error, sizeof error), OK);
	link = secret_sign(&secrets, SECRET_TICKET, MESSAGE, 28);
	assert_int_equal(secrets_make(files_directory), EXISTS);
	assert_true(access(files_path("secrets/lasting"), F_OK) != 0);
	assert_int_equal(rotate(SECRET_SIGNING, 0), OK);
	assert_true(believes(SECRET_TICKET, link));
	assert_int_equal(rotate(SECRET_SIGNING, 0), OK);
	assert_true(believes(SECRET_TICKET, link));
}

static void what_a_killed_rotation_left_stands_in_nobodys_way(void **state)
{
	struct digest form;

	(void)state;
	make_shop();
	form = secret_sign(&secrets, SECRET_CSRF, MESSAGE, 28);
	files_write_bytes("secrets/signing.new", "half", 4, 0600);
	assert_true(believes(SECRET_CSRF, form));
	assert_int_equal(rotate(SECRET_SIGNING, 10), OK);
	assert_true(access(files_path("secrets/signing.new"), F_OK) != 0);
	assert_true(believes(SECRET_CSRF, form));
}

static void a_running_process_follows_a_rotation_at_once(void **state)
{
	struct digest old, now;
	struct secrets mine;

	(void)state;
	make_shop();
	mine = secrets;
	for (int round = 0; round < 20; round++) {
		old = secret_sign(&mine, SECRET_QUOTE, MESSAGE, 28);
		assert_int_equal(rotate(SECRET_SIGNING, 0), OK);
		secrets_follow(&mine, files_directory);
		now = secret_sign(&mine, SECRET_QUOTE, MESSAGE, 28);
		assert_memory_not_equal(&old, &now, sizeof now);
		assert_false(secret_check(&mine, SECRET_QUOTE, MESSAGE, 28, &old));
	}
	/* It goes on with what it has when the files can't be used, and says so in the log. */
	assert_int_equal(chmod(files_path("secrets/signing"), 0644), 0);
	files_write_bytes("secrets/other", "", 0, 0600);
	secrets_follow(&mine, files_directory);
	assert_true(secret_check(&mine, SECRET_QUOTE, MESSAGE, 28, &now));
	assert_int_equal(mine.count, 1);
	unlink(files_path("secrets/other"));
	assert_int_equal(chmod(files_path("secrets/signing"), 0600), 0);
}

static void any_secret_that_others_may_read_is_refused_by_its_name(void **state)
{
	static const char *const others[] = { "lasting", "mail", "signing.old" };

	(void)state;
	make_shop();
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		char name[32], wanted[128];

		snprintf(name, sizeof name, "secrets/%s", others[i]);
		files_write_bytes(name, ONE "\n", 65, 0640);
		assert_int_equal(
			secrets_read(&secrets, files_directory, error, sizeof error), BROKEN);
		snprintf(wanted, sizeof wanted,
			"/%s: others may read this secret. Run `chmod 600` on it.", name);
		assert_non_null(strstr(error, wanted));
		assert_int_equal(chmod(files_path(name), 0600), 0);
		assert_int_equal(secrets_read(&secrets, files_directory, error, sizeof error), OK);
		unlink(files_path(name));
	}
}

static void read_as_somebody_else(void *nothing)
{
	(void)nothing;
	if (setgid(65534) != 0 || setuid(65534) != 0)
		_exit(9);
	if (secrets_read(&secrets, files_directory, error, sizeof error) != BROKEN)
		_exit(1);
	_exit(strstr(error, "belongs to user 0, who can read it") != NULL ? 0 : 2);
}

/* Where root made it, and the programs may enter all the same (access control lists, say). */
static void a_secret_that_belongs_to_somebody_else_is_refused(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	make_shop();
	assert_int_equal(chmod(files_directory, 0755), 0);
	assert_int_equal(chmod(files_path("secrets"), 0755), 0);
	assert_int_equal(child_run(read_as_somebody_else, NULL), 0);
	assert_int_equal(chmod(files_path("secrets"), 0700), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(after_a_rotation_the_first_signs_and_both_are_believed),
		cmocka_unit_test(a_secret_that_others_may_read_is_refused),
		cmocka_unit_test(a_malformed_secret_is_refused),
		cmocka_unit_test(a_missing_secret_is_refused_with_the_remedy),
		cmocka_unit_test(what_lasts_has_a_secret_of_its_own),
		cmocka_unit_test(the_secret_before_is_believed_until_its_time_and_no_longer),
		cmocka_unit_test(a_rotation_signs_anew_and_believes_the_old_within_its_grace),
		cmocka_unit_test(a_shop_from_before_keeps_its_links_when_its_secret_is_rotated),
		cmocka_unit_test(what_a_killed_rotation_left_stands_in_nobodys_way),
		cmocka_unit_test(a_running_process_follows_a_rotation_at_once),
		cmocka_unit_test(any_secret_that_others_may_read_is_refused_by_its_name),
		cmocka_unit_test(a_secret_that_belongs_to_somebody_else_is_refused),
		cmocka_unit_test(a_secret_is_made_once_for_its_owner_alone),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, secret_setup, files_close);
}

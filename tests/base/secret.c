/* Hashes, signatures, passwords and the shop's secret, against values made by others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../support/child.h"
#include "../support/files.h"
#include "base/log.h"
#include "base/secret.h"
#include "base/secret_file.h"

/* Digests below were computed by OpenSSL, through node's crypto module, unless they say more. */

#define ONE "0000000000000000000000000000000000000000000000000000000000000001"
#define ALL "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
#define MESSAGE "what do ya want for nothing?"

static void assert_digest(struct digest digest, const char *wanted)
{
	char text[SECRET_SIZE * 2 + 1];

	secret_hex(text, digest.bytes, sizeof digest.bytes);
	assert_string_equal(text, wanted);
}

/* FIPS 180-4's examples: "", "abc" and a million times "a". */
static void hashes_are_sha_256(void **state)
{
	static char million[1000000];

	(void)state;
	memset(million, 'a', sizeof million);
	assert_digest(secret_hash("", 0),
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	assert_digest(secret_hash("abc", 3),
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_digest(secret_hash(million, sizeof million),
		"cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
	assert_digest(secret_hash_two("a", 1, "bc", 2),
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_digest(secret_hash_two("", 0, "abc", 3),
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_digest(secret_hash_two("abc", 3, NULL, 0),
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

/* The inputs of RFC 6070, over SHA-256; a NUL within, an empty part, and a key over a block. */
static void stretching_is_pbkdf2(void **state)
{
	char long_password[100];

	(void)state;
	memset(long_password, 'p', sizeof long_password);
	assert_digest(secret_stretch("password", 8, "salt", 4, 1),
		"120fb6cffcf8b32c43e7225256c4f837a86548c92ccc35480805987cb70be17b");
	assert_digest(secret_stretch("password", 8, "salt", 4, 2),
		"ae4d0c95af6b46d32d0adff928f06dd02a303f8ef3c251dfd6e2d85a95474c43");
	assert_digest(secret_stretch("password", 8, "salt", 4, 4096),
		"c5e478d59288c841aa530db6845c4c8d962893a001ce4e11a4963873aa98134a");
	assert_digest(secret_stretch("passwordPASSWORDpassword", 24,
			      "saltSALTsaltSALTsaltSALTsaltSALTsalt", 36, 4096),
		"348c89dbcbd32b2f32d814b8116e84cf2b17347ebc1800181c4e2a1fb8dd53e1");
	assert_digest(secret_stretch("pass\0word", 9, "sa\0lt", 5, 4096),
		"89b69d0516f829893c696226650a86878c029ac13ee276509d5ae58b6466a724");
	assert_digest(secret_stretch("", 0, "salt", 4, 3),
		"5ddf839afa2d5fb4be56e1a0f48917617559bef61ec122bfca1c7f75ac8f401d");
	assert_digest(secret_stretch(long_password, sizeof long_password, "", 0, 5),
		"ea8b8fe4c0b51953d8dc0943f3f538793d03ad27d538b749c36e61f7f4a7a756");
}

static struct secrets secrets;
static char error[256];

static enum result read_secret(const char *text, mode_t mode)
{
	mkdir(files_path("secrets"), 0700);
	files_write_bytes("secrets/signing", text, strlen(text), mode);
	error[0] = '\0';
	return secrets_read(&secrets, files_directory, error, sizeof error);
}

/*
 * HMAC-SHA256(HMAC-SHA256(secret, "palier " purpose), message).  Were one of these to change,
 * everything signed in existing shops would be void.
 */
static void a_signature_is_what_it_was_in_every_shop(void **state)
{
	static const char *const signatures[SECRET_PURPOSES] = {
		[SECRET_CSRF] = "e27600ac778f9310a377a4ffb9f5bb2c53f464238e732b12cdc61332ba72eae5",
		[SECRET_QUOTE] = "6e60eaedfab544e2d5da0d7a4a65ac594491779596eed4590263fd2597c857e7",
		[SECRET_CAPTCHA] =
			"86ed190eee7b950ceeae6408477bae980a4bbe402153f9ebc953a642eae74746",
		[SECRET_CAPTCHA_KEY] =
			"5d04ee1af0d6d2d20ab9c6da3e52e429f46604b235e358c88c96a71f40616cb4",
		[SECRET_QUESTION] =
			"3c62495e2616e7e2b256b0d780a1b222a6c09b433ca1b5dd0cc97b42dc2549e1",
		[SECRET_THROTTLE] =
			"dd6a7e433aceef245fbcb5c87830be7cbcee77495ffc37137e162c791ab344e9",
		[SECRET_TICKET] =
			"3821ff9101922a2806f056074ea190d6d5c9c24734df6461b5c6f3853718232d",
	};

	(void)state;
	assert_int_equal(read_secret(ONE "\n", 0600), OK);
	assert_int_equal(secrets.count, 1);
	for (int i = 0; i < SECRET_PURPOSES; i++)
		assert_digest(
			secret_sign(&secrets, (enum secret_purpose)i, MESSAGE, 28), signatures[i]);
	assert_digest(secret_sign(&secrets, SECRET_CSRF, "", 0),
		"aaad39f38b7aca6eab5a5ba4e5fab93e29433e2d4bdd83f658c39872b41794f2");
}

static void a_signature_is_good_for_one_message_and_one_purpose(void **state)
{
	struct digest signature;

	(void)state;
	assert_int_equal(read_secret(ONE "\n", 0600), OK);
	signature = secret_sign(&secrets, SECRET_QUOTE, MESSAGE, 28);
	assert_true(secret_check(&secrets, SECRET_QUOTE, MESSAGE, 28, &signature));
	assert_false(secret_check(&secrets, SECRET_QUOTE, MESSAGE, 27, &signature));
	assert_false(secret_check(
		&secrets, SECRET_QUOTE, "What do ya want for nothing?", 28, &signature));
	for (int i = 0; i < SECRET_PURPOSES; i++)
		if (i != SECRET_QUOTE)
			assert_false(secret_check(
				&secrets, (enum secret_purpose)i, MESSAGE, 28, &signature));
	for (size_t bit = 0; bit < sizeof signature * 8; bit++) {
		signature.bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
		assert_false(secret_check(&secrets, SECRET_QUOTE, MESSAGE, 28, &signature));
		signature.bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
	}
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

static void sign_without(void *nothing)
{
	struct secrets none = { .count = 0 };

	(void)nothing;
	secret_sign(&none, SECRET_CSRF, "", 0);
}

static void without_a_secret_nothing_is_signed_or_believed(void **state)
{
	struct secrets none = { .count = 0 };
	struct digest signature = { { 0 } };

	(void)state;
	assert_true(child_aborts(sign_without, NULL));
	assert_false(secret_check(&none, SECRET_CSRF, "", 0, &signature));
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
static void base64_is_written_and_read_in_one_form(void **state)
{
	static const struct {
		const char *bytes, *url, *standard, *padded;
	} cases[] = { { "", "", "", "" }, { "f", "Zg", "Zg", "Zg==" },
		{ "fo", "Zm8", "Zm8", "Zm8=" }, { "foo", "Zm9v", "Zm9v", "Zm9v" },
		{ "foob", "Zm9vYg", "Zm9vYg", "Zm9vYg==" },
		{ "foobar", "Zm9vYmFy", "Zm9vYmFy", "Zm9vYmFy" },
		{ "\xfb\xff", "-_8", "+/8", "+/8=" }, { "\xff\xff\xff", "____", "////", "////" } };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		size_t size = strlen(cases[i].bytes), read = 99;
		char text[20], bytes[20];

		secret_text(text, cases[i].bytes, size);
		assert_string_equal(text, cases[i].url);
		assert_true(strlen(text) + 1 <= SECRET_TEXT_SIZE(size));
		secret_base64(text, cases[i].bytes, size);
		assert_string_equal(text, cases[i].standard);
		assert_true(secret_bytes(bytes, size, cases[i].url));
		assert_memory_equal(bytes, cases[i].bytes, size);
		assert_true(secret_base64_up_to(bytes, sizeof bytes, &read, cases[i].padded));
		assert_int_equal(read, size);
		assert_memory_equal(bytes, cases[i].bytes, size);
	}
}

static void other_spellings_of_base64_are_refused(void **state)
{
	/* Bits left over at the end would let one value have several spellings. */
	static const char *const wrong[] = { "Zh", "Zm9", "Z", "Zg==", "Zg=", "+/8", "Zm8 ", " Zm8",
		"Z m8", "Zm8\n", "Zm8.", "Zm8\x80", "é" };
	static const char *const wrong_standard[] = { "Zg",
		"Zg=", "Zg===", "Zh==", "-_8=", "Zm8=\n", "Zm8=x", "=", "====", "Zg==Zg==" };
	unsigned char bytes[20];
	size_t size;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		if (secret_bytes_up_to(bytes, sizeof bytes, &size, wrong[i]))
			fail_msg("%s was read", wrong[i]);
	for (size_t i = 0; i < sizeof wrong_standard / sizeof wrong_standard[0]; i++)
		if (secret_base64_up_to(bytes, sizeof bytes, &size, wrong_standard[i]))
			fail_msg("%s was read", wrong_standard[i]);
	assert_false(secret_bytes(bytes, 3, "Zm8"));
	assert_false(secret_bytes(bytes, 1, "Zm8"));
	memset(bytes, 'x', sizeof bytes);
	assert_false(secret_bytes_up_to(bytes, 5, &size, "Zm9vYmFy"));
	assert_memory_equal(bytes + 5, "xxxxxxxx", 8);
}

static void hexadecimal_has_its_exact_length(void **state)
{
	static const char *const wrong[] = { "", "0", "00f", "00ff1", "00ff10", "00fg", "00 f",
		"0x0f", "00:ff", "-0ff" };
	unsigned char bytes[3] = "xyz";
	char text[5];

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		if (secret_from_hex(bytes, 2, wrong[i]))
			fail_msg("%s was read", wrong[i]);
	assert_true(secret_from_hex(bytes, 2, "00fF"));
	assert_memory_equal(bytes, "\x00\xffz", 3);
	secret_hex(text, bytes, 2);
	assert_string_equal(text, "00ff");
}

#define CHEAP ((struct password_cost){ .passes = 2, .mebibytes = 8 })

/* Made by the reference implementation, libargon2: t=2, m=8192 KiB, p=1, salt 0123456789abcdef. */
#define REFERENCE                                                                                  \
	"$argon2id$v=19$m=8192,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$"                                    \
	"TaSxWwWe4syX1jzBX9DYIlqZ77FdqDMLxHMnMeqOz2E"

static void a_password_is_known_by_its_argon2id_hash(void **state)
{
	(void)state;
	assert_int_equal(password_check(REFERENCE, "palier"), OK);
	assert_int_equal(password_check(REFERENCE, "Palier"), WRONG);
	assert_int_equal(password_check(REFERENCE, ""), WRONG);
	assert_int_equal(password_check(REFERENCE, "palier "), WRONG);
}

static void a_password_is_hashed_anew_each_time(void **state)
{
	char one[PASSWORD_HASH_SIZE], two[PASSWORD_HASH_SIZE];

	(void)state;
	assert_int_equal(password_hash(one, "été 2026", CHEAP), OK);
	assert_int_equal(password_hash(two, "été 2026", CHEAP), OK);
	assert_memory_equal(one, "$argon2id$v=19$m=8192,t=2,p=1$", 30);
	assert_string_not_equal(one, two);
	assert_int_equal(password_check(one, "été 2026"), OK);
	assert_int_equal(password_check(two, "été 2026"), OK);
	assert_int_equal(password_check(two, "ete 2026"), WRONG);
}

static void what_is_no_hash_matches_no_password(void **state)
{
	static const char *const broken[] = { "", "x", "$argon2id$", "palier",
		"$argon2id$v=19$m=8192,t=2,p=1$$", "$1$abc$def" };

	(void)state;
	for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
		assert_int_equal(password_check(broken[i], "palier"), WRONG);
		assert_int_equal(password_check(broken[i], ""), WRONG);
		assert_true(password_is_outdated(broken[i], CHEAP));
	}
}

static void a_hash_of_another_price_is_outdated(void **state)
{
	(void)state;
	assert_false(password_is_outdated(REFERENCE, CHEAP));
	assert_true(password_is_outdated(REFERENCE, (struct password_cost){ 3, 8 }));
	assert_true(password_is_outdated(REFERENCE, (struct password_cost){ 2, 19 }));
}

static void a_hash_that_nobody_can_afford_is_a_breakdown(void **state)
{
	char hash[PASSWORD_HASH_SIZE];

	(void)state;
	assert_int_equal(
		password_hash(hash, "palier", (struct password_cost){ 2, 4000000 }), BROKEN);
	assert_non_null(strstr(files_read("log"), " password not hashed reason=memory\n"));
	assert_null(strstr(files_read("log"), "palier\n"));
}

static void chance_stays_within_its_bound_and_reaches_all_of_it(void **state)
{
	int seen[7] = { 0 };
	unsigned char one[16], two[16];

	(void)state;
	for (int i = 0; i < 1000; i++) {
		uint32_t number = secret_random_below(7);

		assert_true(number < 7);
		seen[number]++;
	}
	for (int i = 0; i < 7; i++)
		assert_true(seen[i] > 0);
	assert_int_equal(secret_random_below(1), 0);
	secret_random(one, sizeof one);
	secret_random(two, sizeof two);
	assert_memory_not_equal(one, two, sizeof one);
}

static int secret_setup(void **state)
{
	secret_init();
	if (files_open(state) != 0)
		return 1;
	log_open(files_path("log"));
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hashes_are_sha_256),
		cmocka_unit_test(stretching_is_pbkdf2),
		cmocka_unit_test(a_signature_is_what_it_was_in_every_shop),
		cmocka_unit_test(a_signature_is_good_for_one_message_and_one_purpose),
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
		cmocka_unit_test(without_a_secret_nothing_is_signed_or_believed),
		cmocka_unit_test(a_secret_is_made_once_for_its_owner_alone),
		cmocka_unit_test(base64_is_written_and_read_in_one_form),
		cmocka_unit_test(other_spellings_of_base64_are_refused),
		cmocka_unit_test(hexadecimal_has_its_exact_length),
		cmocka_unit_test(a_password_is_known_by_its_argon2id_hash),
		cmocka_unit_test(a_password_is_hashed_anew_each_time),
		cmocka_unit_test(what_is_no_hash_matches_no_password),
		cmocka_unit_test(a_hash_of_another_price_is_outdated),
		cmocka_unit_test(a_hash_that_nobody_can_afford_is_a_breakdown),
		cmocka_unit_test(chance_stays_within_its_bound_and_reaches_all_of_it),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, secret_setup, files_close);
}

/* What is refused before any mail server hears of it.  tests/tools/mail.mjs talks to a real one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "remote/smtp.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char file[] = "build/smtp-password-XXXXXX";

static int make_file(void **state)
{
	int made;

	(void)state;
	mkdir("build", 0755);
	made = mkstemp(file);
	return made < 0 || close(made) != 0;
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(file);
}

static void write_password(const char *bytes, mode_t mode)
{
	FILE *out = fopen(file, "we");

	assert_non_null(out);
	fputs(bytes, out);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(chmod(file, mode), 0);
}

/* Port 1 of this machine, where nobody is. */
static enum result opened(struct smtp **smtp, const char *user, char error[static 512])
{
	const struct smtp_settings settings = { .host = "127.0.0.1",
		.port = 1,
		.security = SMTP_PLAIN,
		.user = user,
		.password_file = file,
		.name = "example.com" };

	error[0] = '\0';
	return smtp_open(smtp, &settings, error, 512);
}

static enum result sent(const char *from, const char *to, char answer[static SMTP_ANSWER_SIZE])
{
	struct smtp *smtp;
	char error[512];
	enum result result;

	assert_int_equal(opened(&smtp, "", error), OK);
	result = smtp_send(smtp, from, to, "a\r\n", 3, answer);
	smtp_close(smtp);
	return result;
}

static void an_address_that_would_be_a_command_is_refused(void **state)
{
	static const char *const addresses[] = { "", "a@b.cd>\r\nRCPT TO:<e@f.gh", "a@b.cd\n",
		"a@b.cd\r", "<a@b.cd", "a@b.cd>", "a b@c.de", "a\x7f@b.cd", "a\x01@b.cd", "\t" };
	char answer[SMTP_ANSWER_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
		assert_int_equal(sent("shop@example.com", addresses[i], answer), INVALID);
		assert_int_equal(sent(addresses[i], "you@example.com", answer), INVALID);
		assert_string_equal(answer, "No mail can be sent to such an address.");
	}
}

static void nobody_at_the_other_end_means_later(void **state)
{
	char answer[SMTP_ANSWER_SIZE] = "";

	(void)state;
	assert_int_equal(sent("shop@example.com", "you@example.com", answer), UNAVAILABLE);
	assert_string_not_equal(answer, "");
}

static void a_password_is_its_owner_s_alone(void **state)
{
	struct smtp *smtp;
	char error[512], sentence[512];

	(void)state;
	write_password("secret\n", 0640);
	assert_int_equal(opened(&smtp, "shop", error), BROKEN);
	snprintf(sentence, sizeof sentence,
		"%s: others may read this password. Run `chmod 600` on it.", file);
	assert_string_equal(error, sentence);
	write_password("secret\n", 0604);
	assert_int_equal(opened(&smtp, "shop", error), BROKEN);
	write_password("\n", 0600);
	assert_int_equal(opened(&smtp, "shop", error), BROKEN);
	write_password("secret\n", 0600);
	assert_int_equal(opened(&smtp, "shop", error), OK);
	smtp_close(smtp);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_address_that_would_be_a_command_is_refused),
		cmocka_unit_test(nobody_at_the_other_end_means_later),
		cmocka_unit_test(a_password_is_its_owner_s_alone),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make_file, remove_file);
}

/* A line per event, whatever the visitor sent, however many write at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../support/child.h"
#include "../support/logged.h"
#include "base/text.h"

#include <inttypes.h>

static void a_line_is_time_event_and_pairs(void **state)
{
	struct instant at;
	char time[26] = "";

	(void)state;
	log_event("login refused", "customer=%d reason=%s", 17, "password");
	assert_string_equal(logged(), "login refused customer=17 reason=password\n");
	memcpy(time, files_read("log"), 25);
	assert_int_equal(files_read("log")[25], ' ');
	assert_true(instant_read(time, &at));
	assert_true(llabs(at.seconds - (int64_t)clock_machine().seconds) <= 2);
}

static void every_line_ends_with_its_request(void **state)
{
	char endless[200];

	(void)state;
	log_set_request("f00d");
	log_event("event", "a=%d", 1);
	assert_string_equal(logged(), "event a=1 request=f00d\n");
	log_set_request("");
	log_setup(NULL);
	log_event("event", "a=%d", 2);
	assert_string_equal(logged(), "event a=2\n");
	memset(endless, 'r', sizeof endless);
	endless[sizeof endless - 1] = '\0';
	log_setup(NULL);
	log_set_request(endless);
	log_event("event", "a=%d", 3);
	assert_int_equal(strlen(logged()), strlen("event a=3 request=\n") + 63);
}

static void a_visitor_cannot_begin_a_line_nor_move_the_cursor(void **state)
{
	(void)state;
	log_event("event", "a=%s", "x\n2026-05-11T14:32:07+02:00 login customer=1");
	assert_int_equal(logged_count(files_read("log"), '\n'), 1);
	assert_string_equal(logged(), "event a=\"x?2026-05-11T14:32:07+02:00 login customer=1\"\n");
	log_setup(NULL);
	log_event("event\r", "a=%s",
		"\x01\x08\t\x0b\x1b[2J\x7f\xc2\x80\xc2\x9b"
		"2J é\xc2\xa0");
	assert_string_equal(logged(), "event? a=\"?????[2J?????2J é\xc2\xa0\"\n");
	log_setup(NULL);
	log_set_request("1\n2");
	log_event("event", "a=%s", "");
	assert_string_equal(logged(), "event a=\"\" request=1?2\n");
	log_setup(NULL);
	log_set_request("1 b=\"2");
	log_event("event=\"1", "a=%s", "x");
	assert_string_equal(logged(), "event??1 a=x request=1?b??2\n");
}

/* What a value holds stays in it: a line can be read in one way only. */
static void a_value_cannot_pass_for_another_pair(void **state)
{
	static const char *const values[][2] = {
		{ "plain", "plain" },
		{ "a b=c", "\"a b=c\"" },
		{ "a=b", "\"a=b\"" },
		{ "\" result=ok a=\"", "\"\\\" result=ok a=\\\"\"" },
		{ "back\\slash", "\"back\\\\slash\"" },
		{ "\\\"", "\"\\\\\\\"\"" },
		{ "", "\"\"" },
		{ "été", "été" },
	};
	char wanted[200];

	(void)state;
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		log_setup(NULL);
		log_event("event", "a=%s b=%d", values[i][0], 1);
		snprintf(wanted, sizeof wanted, "event a=%s b=1\n", values[i][1]);
		assert_string_equal(logged(), wanted);
	}
	log_setup(NULL);
	log_event("event", "a=\"%s, %d\" b=\"c\" d=e%sf", "x", 7, " \"");
	assert_string_equal(logged(), "event a=\"x, 7\" b=\"c\" d=\"e \\\"f\"\n");
}

static void numbers_and_parts_of_texts_are_written_as_printf_would(void **state)
{
	const char *volatile nothing = NULL;

	(void)state;
	log_event("event", "a=%d b=%u c=%zu d=%lld e=%llu f=%x g=%.*s h=%c i=%d%% j=%" PRIu64, -7,
		4000000000U, (size_t)1 << 40, INT64_MIN + 0LL, (unsigned long long)UINT64_MAX, 255U,
		3, "abcdef", 'z', 50, UINT64_C(18446744073709551614));
	assert_string_equal(logged(),
		"event a=-7 b=4000000000 c=1099511627776 d=-9223372036854775808 "
		"e=18446744073709551615 f=ff g=abc h=z i=50% j=18446744073709551614\n");
	log_setup(NULL);
	log_event("event", "a=%s b=%d", nothing, 1);
	assert_string_equal(logged(), "event a=(null) b=1\n");
	log_setup(NULL);
	log_event("event", "a=%f b=%d", 1.5, 1);
	assert_string_equal(logged(), "event a=?\n");
	log_setup(NULL);
	log_event("event", "%s", "");
	assert_int_equal(logged_count(files_read("log"), '\n'), 1);
}

/* Whoever writes "address=%s" one day. */
static void people_are_not_named(void **state)
{
	static const char *const values[][2] = {
		{ "ana@example.com", "*@example.com" },
		{ "550 5.1.1 <ana.b+c@example.com>: no", "\"550 5.1.1 <*@example.com>: no\"" },
		{ "/x/ana@example.com/y", "/x/*@example.com/y" },
		{ "/x/ana%40example.com/y", "/x/*%40example.com/y" },
		{ "a@b@c", "*@c" },
		{ "été@example.com é@x", "\"*@example.com *@x\"" },
		{ "@example.com", "@example.com" },
		{ "4.2.0 @ noon %4", "\"4.2.0 @ noon %4\"" },
	};
	char wanted[200];

	(void)state;
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		log_setup(NULL);
		log_event("event", "a=%s", values[i][0]);
		snprintf(wanted, sizeof wanted, "event a=%s\n", values[i][1]);
		assert_string_equal(logged(), wanted);
	}
}

static void of_an_address_only_the_network_is_kept(void **state)
{
	static const char *const addresses[][2] = {
		{ "192.0.2.77", "192.0.2.0/24" },
		{ "255.255.255.255", "255.255.255.0/24" },
		{ "::ffff:192.0.2.77", "192.0.2.0/24" },
		{ "2001:db8:1234:5678:9abc:def0:1:2", "2001:db8:1234::/48" },
		{ "::1", "::/48" },
		{ "", "none" },
		{ "192.0.2", "none" },
		{ "ana@example.com", "none" },
	};
	char text[LOG_NETWORK_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++)
		assert_string_equal(log_network(addresses[i][0], text), addresses[i][1]);
}

static void bytes_that_are_no_text_are_neutralised(void **state)
{
	(void)state;
	log_event("event", "a=%s",
		"\xff\x9b"
		"2J\xc3");
	assert_string_equal(logged(), "event a=??2J?\n");
}

static void a_long_line_is_cut_between_characters_and_keeps_its_request(void **state)
{
	static const char *const letters[] = { "a", "é", "€", "😀" };

	(void)state;
	for (size_t letter = 0; letter < 4; letter++)
		for (size_t shift = 0; shift < 4; shift++) {
			char text[9000] = "";
			size_t length = shift;
			const char *line;

			memset(text, 'x', shift);
			while (length < 8000) {
				memcpy(text + length, letters[letter], strlen(letters[letter]));
				length += strlen(letters[letter]);
			}
			log_setup(NULL);
			log_set_request("f00d");
			log_event("event", "a=%s", text);
			line = files_read("log");
			assert_int_equal(logged_count(line, '\n'), 1);
			assert_int_equal(logged_count(line, '?'), 0);
			assert_true(strlen(line) > 900 && strlen(line) <= 1024);
			assert_true(text_is_utf8(line, strlen(line)));
			assert_string_equal(strrchr(line, ' '), " request=f00d\n");
		}
}

static void a_quoted_value_that_is_cut_is_closed_and_nothing_half_follows(void **state)
{
	static const char *const pieces[] = { "\"", "\\", "a b", "é " };

	(void)state;
	for (size_t piece = 0; piece < 4; piece++)
		for (size_t shift = 0; shift < 4; shift++) {
			char text[3000];
			size_t length = shift;
			const char *line, *end;

			memset(text, 'x', shift);
			while (length < 2500)
				length += (size_t)snprintf(
					text + length, sizeof text - length, "%s", pieces[piece]);
			log_setup(NULL);
			log_set_request("f00d");
			log_event("event", "a=%s b=%d", text, 1);
			line = files_read("log");
			assert_int_equal(logged_count(line, '\n'), 1);
			assert_true(strlen(line) > 900 && strlen(line) <= 1024);
			end = strstr(line, "\" request=f00d\n");
			assert_non_null(end);
			/* The closing quote is one: an even number of backslashes stands before. */
			length = 0;
			while (end[-1 - (ptrdiff_t)length] == '\\')
				length++;
			assert_int_equal(length % 2, 0);
			assert_null(strstr(line, " b="));
		}
}

static void an_endless_event_is_cut_too(void **state)
{
	static char event[5000];

	(void)state;
	memset(event, 'e', sizeof event - 1);
	log_event(event, "a=%d", 1);
	assert_int_equal(logged_count(files_read("log"), '\n'), 1);
	assert_true(strlen(files_read("log")) <= 1024);
}

#define WRITERS 8
#define LINES 500

static void write_lines(void *writer)
{
	char text[801];
	int number = *(int *)writer;

	memset(text, 'a' + number, 800);
	text[800] = '\0';
	for (int i = 0; i < LINES; i++)
		log_event("event", "a=%.*s", 100 + i, text);
}

static void lines_of_several_processes_do_not_mix(void **state)
{
	int seen[WRITERS] = { 0 };
	char *line, *rest;

	(void)state;
	for (int writer = 0; writer < WRITERS; writer++)
		if (fork() == 0) {
			write_lines(&writer);
			_exit(0);
		}
	for (int writer = 0; writer < WRITERS; writer++)
		wait(NULL);
	/* 4,000 lines of up to 640 bytes don't fit into files_read's megabyte. */
	rest = malloc(4 << 20);
	line = rest;
	{
		int file = open(files_path("log"), O_RDONLY);
		ssize_t length = read(file, rest, (4 << 20) - 1);

		close(file);
		assert_true(length > 0);
		rest[length] = '\0';
	}
	assert_int_equal(logged_count(rest, '\n'), WRITERS * LINES);
	for (char *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		char letter = line[34];

		*end = '\0';
		assert_true(letter >= 'a' && letter < 'a' + WRITERS);
		assert_memory_equal(line + 25, " event a=", 9);
		assert_int_equal(strlen(line + 34), 100 + seen[letter - 'a']);
		assert_int_equal(logged_count(line + 34, letter), strlen(line + 34));
		seen[letter - 'a']++;
	}
	free(rest);
}

static void say_something(void *path)
{
	int catch = open(files_path("caught"), O_WRONLY | O_CREAT | O_TRUNC, 0600);

	dup2(catch, STDERR_FILENO);
	log_open(path);
	log_event("event", "a=%d", 1);
}

static void what_cannot_be_written_goes_to_standard_error(void **state)
{
	char full[] = "/dev/full";

	(void)state;
	assert_int_equal(child_run(say_something, full), 0);
	assert_non_null(strstr(files_read("caught"), " event a=1\n"));
}

static void a_log_that_cannot_be_opened_leaves_the_one_before(void **state)
{
	(void)state;
	log_open(files_path("nowhere/log"));
	log_event("event", "a=%d", 1);
	assert_string_equal(logged(), "event a=1\n");
}

static void a_log_is_added_to_and_nobody_elses(void **state)
{
	struct stat status;

	(void)state;
	files_write("log", "kept\n");
	log_open(files_path("log"));
	log_event("event", "a=%d", 1);
	assert_memory_equal(files_read("log"), "kept\n", 5);
	unlink(files_path("log"));
	log_open(files_path("log"));
	assert_int_equal(stat(files_path("log"), &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_LOG(a_line_is_time_event_and_pairs),
		WITH_LOG(every_line_ends_with_its_request),
		WITH_LOG(a_visitor_cannot_begin_a_line_nor_move_the_cursor),
		WITH_LOG(bytes_that_are_no_text_are_neutralised),
		WITH_LOG(a_value_cannot_pass_for_another_pair),
		WITH_LOG(numbers_and_parts_of_texts_are_written_as_printf_would),
		WITH_LOG(people_are_not_named),
		WITH_LOG(of_an_address_only_the_network_is_kept),
		WITH_LOG(a_long_line_is_cut_between_characters_and_keeps_its_request),
		WITH_LOG(a_quoted_value_that_is_cut_is_closed_and_nothing_half_follows),
		WITH_LOG(an_endless_event_is_cut_too),
		WITH_LOG(lines_of_several_processes_do_not_mix),
		WITH_LOG(what_cannot_be_written_goes_to_standard_error),
		WITH_LOG(a_log_that_cannot_be_opened_leaves_the_one_before),
		WITH_LOG(a_log_is_added_to_and_nobody_elses),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, files_open, files_close);
}

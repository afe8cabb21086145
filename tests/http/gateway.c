/* The same program behind FastCGI and as plain CGI, and how it is asked to go. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../support/fastcgi_client.h"
#include "http/request.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SOON 2000 /* milliseconds: generous, what is looked for is for ever */

static char program[4096]; /* the echo, beside this test */
static struct fastcgi_server server;

static int start(void **state)
{
	(void)state;
	fastcgi_start(&server, program);
	return 0;
}

/* One that a test left running is ended. */
static int stop(void **state)
{
	(void)state;
	if (server.pid > 0)
		(void)fastcgi_wait(&server, 0);
	return 0;
}

static int64_t milliseconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void assert_body(const struct fastcgi_answer *answer, const char *expected)
{
	const char *body = strstr(answer->text, "\r\n\r\n");

	assert_true(answer->ended);
	assert_non_null(body);
	assert_string_equal(body + 4, expected);
	free(answer->text);
}

static struct fastcgi_answer get(const char *target)
{
	const char *const variables[] = { "REQUEST_METHOD", "GET", "REQUEST_URI", target,
		"REMOTE_ADDR", "192.0.2.7", NULL };

	return fastcgi_receive(fastcgi_send(&server, false, variables, NULL, 0));
}

static struct fastcgi_answer post(const char *length, const char *body, size_t size)
{
	const char *const variables[] = { "REQUEST_METHOD", "POST", "REQUEST_URI", "/p",
		"CONTENT_TYPE", "application/x-www-form-urlencoded", "CONTENT_LENGTH", length,
		NULL };

	return fastcgi_receive(fastcgi_send(&server, false, variables, body, size));
}

static void a_request_comes_in_over_fastcgi_and_is_answered(void **state)
{
	struct fastcgi_answer answer = get("/a%20b?lang=fr");

	(void)state;
	assert_true(strncmp(answer.text, "Status: 200 OK\r\n", 16) == 0);
	assert_body(&answer, "fastcgi|0|/a b|lang=fr|192.0.2.7|");
	answer = post("11", "message=hey", 11);
	assert_body(&answer, "fastcgi|2|/p|||hey");
	answer = get("/again");
	assert_body(&answer, "fastcgi|0|/again||192.0.2.7|");
}

static void a_head_request_gets_the_length_and_no_body(void **state)
{
	const char *const variables[] = { "REQUEST_METHOD", "HEAD", "REQUEST_URI", "/", NULL };
	struct fastcgi_answer answer =
		fastcgi_receive(fastcgi_send(&server, false, variables, NULL, 0));

	(void)state;
	assert_non_null(strstr(answer.text, "Content-Length: 14\r\n")); /* "fastcgi|1|/|||" */
	assert_body(&answer, "");
}

static void a_connection_that_the_server_would_keep_is_closed(void **state)
{
	const char *const variables[] = { "REQUEST_METHOD", "GET", "REQUEST_URI", "/", NULL };
	int64_t before = milliseconds_now();
	int kept = fastcgi_send(&server, true, variables, NULL, 0);
	struct fastcgi_answer answer = get("/second");

	(void)state;
	assert_body(&answer, "fastcgi|0|/second||192.0.2.7|");
	answer = fastcgi_receive(kept);
	assert_body(&answer, "fastcgi|0|/|||");
	assert_true(milliseconds_now() - before < 1000);
}

/* As mod_fcgid does on a busy machine. */
static void the_end_of_a_request_may_come_when_its_answer_is_ready(void **state)
{
	const char *const variables[] = { "REQUEST_METHOD", "GET", "REQUEST_URI", "/", NULL };
	const char end[8] = { 1, 5, 0, 1 }; /* an empty STDIN record */
	int connection = fastcgi_send_head(&server, true, variables);
	struct fastcgi_answer answer;

	(void)state;
	usleep(100000);
	assert_int_equal(send(connection, end, sizeof end, MSG_NOSIGNAL), sizeof end);
	answer = fastcgi_receive(connection);
	assert_body(&answer, "fastcgi|0|/|||");
}

static void a_body_of_eight_mebibytes_is_refused_and_the_next_request_served(void **state)
{
	size_t size = 8 << 20;
	char *body = malloc(size);
	struct fastcgi_answer answer;

	(void)state;
	memset(body, 'a', size);
	answer = post("8388608", body, size);
	assert_true(strncmp(answer.text, "Status: 413 ", 12) == 0);
	assert_body(&answer, "too-large");
	/* A lie about the length: what was announced is read, the rest dropped. */
	memcpy(body, "message=", 8);
	answer = post("10", body, size);
	assert_body(&answer, "fastcgi|2|/p|||aa");
	answer = post("5", "messa", 4);
	assert_body(&answer, "truncated");
	answer = get("/");
	assert_body(&answer, "fastcgi|0|/||192.0.2.7|");
	free(body);
}

static void a_body_at_the_limit_is_read_whole(void **state)
{
	static char body[REQUEST_BODY_MOST + 1];
	struct fastcgi_answer answer;
	size_t size = 60000 + 8;

	(void)state;
	memset(body, 'x', sizeof(body) - 1);
	memcpy(body, "message=", 8);
	answer = post("60008", body, size);
	assert_int_equal(strlen(strstr(answer.text, "|||")), 60003);
	free(answer.text);
	answer = post("65536", body, REQUEST_BODY_MOST);
	assert_body(&answer, "field-too-long");
	answer = post("65537", body, REQUEST_BODY_MOST);
	assert_body(&answer, "too-large");
}

static void an_answer_over_its_ceiling_becomes_a_503(void **state)
{
	struct fastcgi_answer answer = get("/large");

	(void)state;
	assert_true(strncmp(answer.text, "Status: 503 ", 12) == 0);
	assert_body(&answer, "");
}

static void a_visitor_who_leaves_early_ends_nothing(void **state)
{
	const char *const variables[] = { "REQUEST_METHOD", "GET", "REQUEST_URI", "/", NULL };
	struct fastcgi_answer answer;

	(void)state;
	for (int i = 0; i < 20; i++)
		close(fastcgi_send(&server, false, variables, NULL, 0));
	answer = get("/");
	assert_body(&answer, "fastcgi|0|/||192.0.2.7|");
}

static void work_behind_the_answer_keeps_nobody_waiting(void **state)
{
	int64_t before = milliseconds_now();
	struct fastcgi_answer answer = get("/work");

	(void)state;
	assert_true(milliseconds_now() - before < 400); /* the work takes 500 */
	assert_body(&answer, "fastcgi|0|/work||192.0.2.7|");
	answer = get("/");
	assert_true(milliseconds_now() - before >= 400);
	free(answer.text);
}

static void a_signal_to_an_idle_program_ends_it(void **state)
{
	static const int signals[] = { SIGTERM, SIGUSR1 };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct fastcgi_answer answer = get("/");
		int64_t before;

		free(answer.text);
		usleep(20000);
		before = milliseconds_now();
		kill(server.pid, signals[i]);
		assert_int_equal(fastcgi_wait(&server, SOON), 0);
		print_message("# idle to gone: %d ms\n", (int)(milliseconds_now() - before));
		fastcgi_start(&server, program);
	}
}

static void a_signal_inside_a_request_waits_for_its_answer(void **state)
{
	struct fastcgi_answer answer = get("/raise");

	(void)state;
	assert_body(&answer, "fastcgi|0|/raise||192.0.2.7|");
	assert_int_equal(fastcgi_wait(&server, SOON), 0);
}

static void a_signal_while_the_body_comes_in_waits_for_the_answer(void **state)
{
	const char *const variables[] = { "REQUEST_METHOD", "POST", "REQUEST_URI", "/p",
		"CONTENT_TYPE", "application/x-www-form-urlencoded", "CONTENT_LENGTH", "11", NULL };
	int connection = fastcgi_send_head(&server, false, variables);
	struct fastcgi_answer answer;

	(void)state;
	usleep(50000);
	kill(server.pid, SIGTERM);
	usleep(50000);
	fastcgi_send_body(connection, "message=hey", 11);
	answer = fastcgi_receive(connection);
	assert_body(&answer, "fastcgi|2|/p|||hey");
	assert_int_equal(fastcgi_wait(&server, SOON), 0);
}

/* Aims at the moment between the answer and the next wait. */
static void no_moment_loses_the_signal(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 150; i++) {
		struct fastcgi_answer answer = get("/");

		free(answer.text);
		for (volatile unsigned spin = 0; spin < i * 5000; spin++)
			;
		kill(server.pid, SIGTERM);
		assert_int_equal(fastcgi_wait(&server, SOON), 0);
		fastcgi_start(&server, program);
	}
}

static void other_signals_end_no_waiting(void **state)
{
	struct fastcgi_answer answer = get("/");

	(void)state;
	free(answer.text);
	for (int i = 0; i < 10; i++) {
		usleep(2000);
		kill(server.pid, i % 2 ? SIGALRM : SIGUSR2);
	}
	usleep(20000);
	answer = get("/still");
	assert_body(&answer, "fastcgi|0|/still||192.0.2.7|");
}

/* The store's watch ticks at any moment. */
static void a_signal_before_the_first_bytes_hangs_up_on_nobody(void **state)
{
	const char *const variables[] = { "REQUEST_METHOD", "GET", "REQUEST_URI", "/late", NULL };
	struct fastcgi_answer answer = get("/");
	int connection = fastcgi_connect(&server);

	(void)state;
	free(answer.text);
	for (int i = 0; i < 5; i++) {
		usleep(20000);
		kill(server.pid, SIGALRM);
	}
	usleep(20000);
	fastcgi_send_variables(connection, false, variables);
	fastcgi_send_body(connection, NULL, 0);
	answer = fastcgi_receive(connection);
	assert_body(&answer, "fastcgi|0|/late|||");
}

static void a_program_may_leave_by_itself(void **state)
{
	struct fastcgi_answer answer = get("/leave");

	(void)state;
	assert_body(&answer, "fastcgi|0|/leave||192.0.2.7|");
	assert_int_equal(fastcgi_wait(&server, SOON), 0);
}

/* Runs the program as a web server runs plain CGI; gives what it wrote, and its exit status. */
static char *run_cgi(const char *const *environment, const char *input, int *status)
{
	static char output[200000];
	int in = memfd_create("input", 0), out = memfd_create("output", 0);
	ssize_t size = write(in, input, strlen(input));
	pid_t child;

	assert_int_equal(size, strlen(input));
	lseek(in, 0, SEEK_SET);
	child = fork();
	if (child == 0) {
		dup2(in, 0);
		dup2(out, 1);
		execle(program, program, (char *)NULL, (char *const *)(uintptr_t)environment);
		_exit(127);
	}
	waitpid(child, status, 0);
	size = pread(out, output, sizeof(output) - 1, 0);
	output[size] = '\0';
	close(in);
	close(out);
	return output;
}

static void the_same_program_answers_as_plain_cgi(void **state)
{
	const char *const get_it[] = { "REQUEST_METHOD=GET", "REQUEST_URI=/x?lang=en",
		"REMOTE_ADDR=::1", NULL };
	const char *const post_it[] = { "REQUEST_METHOD=POST", "REQUEST_URI=/x",
		"CONTENT_LENGTH=15", "CONTENT_TYPE=application/x-www-form-urlencoded", NULL };
	const char *const raise_it[] = { "REQUEST_METHOD=GET", "REQUEST_URI=/raise", NULL };
	int status;
	const char *output = run_cgi(get_it, "", &status);

	(void)state;
	assert_int_equal(status, 0);
	assert_true(strncmp(output, "Status: 200 OK\r\nContent-Type: ", 30) == 0);
	assert_non_null(strstr(output, "\r\n\r\ncgi|0|/x|lang=en|::1|"));
	output = run_cgi(post_it, "message=a+b%21cwhat is behind", &status);
	assert_int_equal(status, 0);
	assert_non_null(strstr(output, "\r\n\r\ncgi|2|/x|||a b!c"));
	assert_null(strstr(output, "behind"));
	output = run_cgi(raise_it, "", &status);
	assert_int_equal(status, 0);
	assert_non_null(strstr(output, "\r\n\r\ncgi|0|/raise|||"));
}

#define WITH_SERVER(test) cmocka_unit_test_setup_teardown(test, start, stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_SERVER(a_request_comes_in_over_fastcgi_and_is_answered),
		WITH_SERVER(a_head_request_gets_the_length_and_no_body),
		WITH_SERVER(a_connection_that_the_server_would_keep_is_closed),
		WITH_SERVER(the_end_of_a_request_may_come_when_its_answer_is_ready),
		WITH_SERVER(a_body_of_eight_mebibytes_is_refused_and_the_next_request_served),
		WITH_SERVER(a_body_at_the_limit_is_read_whole),
		WITH_SERVER(an_answer_over_its_ceiling_becomes_a_503),
		WITH_SERVER(a_visitor_who_leaves_early_ends_nothing),
		WITH_SERVER(work_behind_the_answer_keeps_nobody_waiting),
		WITH_SERVER(a_signal_to_an_idle_program_ends_it),
		WITH_SERVER(a_signal_inside_a_request_waits_for_its_answer),
		WITH_SERVER(a_signal_while_the_body_comes_in_waits_for_the_answer),
		WITH_SERVER(no_moment_loses_the_signal),
		WITH_SERVER(other_signals_end_no_waiting),
		WITH_SERVER(a_signal_before_the_first_bytes_hangs_up_on_nobody),
		WITH_SERVER(a_program_may_leave_by_itself),
		cmocka_unit_test(the_same_program_answers_as_plain_cgi),
	};
	ssize_t length = readlink("/proc/self/exe", program, sizeof(program) - 32);
	char *slash;

	assert_true(length > 0);
	slash = strrchr(program, '/');
	snprintf(slash, 32, "/../support/echo");
	signal(SIGPIPE, SIG_IGN);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

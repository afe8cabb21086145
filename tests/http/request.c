/* What is read of a request, with this process as a plain CGI program. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/secret.h"
#include "http/request.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static struct arena *arena;
static struct gateway *gateway;
static struct request request;
static int input; /* what standard input is */

/* Variables are name, value, ... NULL; the rest of the environment is empty. */
static enum result read_request(const char *const *variables, const char *body, size_t size)
{
	clearenv();
	for (; *variables; variables += 2)
		setenv(variables[0], variables[1], 1);
	assert_int_equal(ftruncate(input, 0), 0);
	assert_int_equal(pwrite(input, body, size, 0), size);
	lseek(input, 0, SEEK_SET);
	memset(&request, 0xa5, sizeof(request));
	return request_read(&request, gateway, arena);
}

static enum result get(const char *target)
{
	const char *const variables[] = { "REQUEST_METHOD", "GET", "REQUEST_URI", target, NULL };

	return read_request(variables, "", 0);
}

static void a_request_has_what_the_visitor_sent(void **state)
{
	const char *const variables[] = { "REQUEST_METHOD", "GET", "REQUEST_URI",
		"/help/a%20b?lang=fr&x", "QUERY_STRING", "rewritten", "HTTP_HOST", "shop.example",
		"HTTP_COOKIE", "session=abc", "HTTP_ACCEPT_LANGUAGE", "fr;q=0.9",
		"HTTP_SEC_FETCH_SITE", "same-origin", "HTTP_ORIGIN", "https://shop.example",
		"HTTP_REFERER", "https://shop.example/", "HTTP_USER_AGENT", "Firefox",
		"REMOTE_ADDR", "192.0.2.1", "HTTPS", "on", NULL };

	(void)state;
	assert_int_equal(read_request(variables, "", 0), OK);
	assert_int_equal(request.method, METHOD_GET);
	assert_string_equal(request.path, "/help/a b");
	assert_string_equal(request.query, "lang=fr&x");
	assert_string_equal(request.host, "shop.example");
	assert_string_equal(request.cookies, "session=abc");
	assert_string_equal(request.accept_language, "fr;q=0.9");
	assert_string_equal(request.fetch_site, "same-origin");
	assert_string_equal(request.origin, "https://shop.example");
	assert_string_equal(request.referrer, "https://shop.example/");
	assert_string_equal(request.user_agent, "Firefox");
	assert_string_equal(request.address, "192.0.2.1");
	assert_string_equal(request.forwarded, "");
	assert_string_equal(request.content_type, "");
	assert_string_equal(request.body, "");
	assert_true(request.https);
	assert_int_equal(request.problem, PROBLEM_NONE);
}

static void every_request_has_an_id_of_its_own(void **state)
{
	char first[17];

	(void)state;
	assert_int_equal(get("/"), OK);
	memcpy(first, request.id, 17);
	assert_int_equal(strspn(first, "0123456789abcdef"), 16);
	assert_int_equal(get("/"), OK);
	assert_string_not_equal(first, request.id);
}

/* What mod_unique_id of Apache 2.4.71 made. */
static void an_id_of_apaches_is_taken_and_nothing_else(void **state)
{
	static const char *const wrong[] = { "", "short", "awtwy6JtmzZJ5UdYUgOl3QA AAAA",
		"awtwy6JtmzZJ5UdYUgOl3QA\"AAAA", "awtwy6JtmzZJ5UdYUgOl3QA=AAAA",
		"awtwy6JtmzZJ5UdYUgOl3QAAAAAawtwy6" };
	const char *variables[] = { "REQUEST_URI", "/", "UNIQUE_ID", "awtwy6JtmzZJ5UdYUgOl3QA-_@A",
		NULL };

	(void)state;
	assert_int_equal(read_request(variables, "", 0), OK);
	assert_string_equal(request.id, "awtwy6JtmzZJ5UdYUgOl3QA-_@A");
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		variables[3] = wrong[i];
		assert_int_equal(read_request(variables, "", 0), OK);
		assert_int_equal(strlen(request.id), 16);
		assert_int_equal(strspn(request.id, "0123456789abcdef"), 16);
	}
}

static void a_malformed_target_is_refused(void **state)
{
	static char target[REQUEST_TARGET_MOST + 2];

	(void)state;
	assert_int_equal(get("/a%2fb"), INVALID);
	assert_int_equal(request.problem, PROBLEM_PATH);
	assert_string_equal(request.path, "");
	assert_int_equal(get("/%00"), INVALID);
	assert_int_equal(request.problem, PROBLEM_NUL);
	assert_int_equal(get("/%ff"), INVALID);
	assert_int_equal(request.problem, PROBLEM_ENCODING);
	assert_int_equal(get("/?\xff"), INVALID);
	assert_int_equal(request.problem, PROBLEM_ENCODING);
	assert_int_equal(get("/?a\r\nb"), INVALID);
	assert_int_equal(request.problem, PROBLEM_PATH);
	assert_int_equal(get(""), INVALID);
	assert_int_equal(request.problem, PROBLEM_PATH);
	assert_int_equal(get("/?a?b=%zz"), OK);
	assert_string_equal(request.query, "a?b=%zz");
	memset(target, 'a', sizeof(target) - 1);
	target[0] = '/';
	assert_int_equal(get(target), TOO_LARGE);
	assert_int_equal(request.problem, PROBLEM_TOO_LARGE);
	target[REQUEST_TARGET_MOST] = '\0';
	assert_int_equal(get(target), OK);
}

static void methods_are_told_by_their_exact_names(void **state)
{
	static const struct {
		const char *name;
		enum method method;
	} cases[] = { { "GET", METHOD_GET }, { "HEAD", METHOD_HEAD }, { "get", METHOD_OTHER },
		{ "PUT", METHOD_OTHER }, { "", METHOD_OTHER }, { "GET ", METHOD_OTHER } };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *const variables[] = { "REQUEST_METHOD", cases[i].name, "REQUEST_URI",
			"/", NULL };

		assert_int_equal(read_request(variables, "", 0), OK);
		assert_int_equal(request.method, cases[i].method);
	}
}

static enum result post(const char *length, const char *body, size_t size)
{
	const char *const variables[] = { "REQUEST_METHOD", "POST", "REQUEST_URI", "/",
		"CONTENT_TYPE", "text/x", "CONTENT_LENGTH", length, NULL };

	return read_request(variables, body, size);
}

static void a_body_is_as_long_as_it_was_announced(void **state)
{
	static const struct {
		const char *length;
		enum problem problem;
	} cases[] = {
		{ "0", PROBLEM_NONE },
		{ "3", PROBLEM_NONE },
		{ "4", PROBLEM_NONE },
		{ "5", PROBLEM_TRUNCATED },
		{ "65536", PROBLEM_TRUNCATED },
		{ "65537", PROBLEM_TOO_LARGE },
		{ "8388608", PROBLEM_TOO_LARGE },
		{ "99999999999999999999999999", PROBLEM_TOO_LARGE },
		{ "", PROBLEM_LENGTH },
		{ "-1", PROBLEM_LENGTH },
		{ "+4", PROBLEM_LENGTH },
		{ "04", PROBLEM_LENGTH },
		{ " 4", PROBLEM_LENGTH },
		{ "4 ", PROBLEM_LENGTH },
		{ "4,4", PROBLEM_LENGTH },
		{ "0x4", PROBLEM_LENGTH },
		{ "4.0", PROBLEM_LENGTH },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		enum result result = post(cases[i].length, "a\0bc", 4);

		assert_int_equal(request.problem, cases[i].problem);
		assert_int_equal(result, cases[i].problem == PROBLEM_NONE        ? OK
					 : cases[i].problem == PROBLEM_TOO_LARGE ? TOO_LARGE
										 : INVALID);
	}
	assert_int_equal(post("4", "a\0bc", 4), OK);
	assert_int_equal(request.content_length, 4);
	assert_memory_equal(request.body, "a\0bc", 5);
	assert_string_equal(request.content_type, "text/x");
}

static void a_body_that_is_too_large_is_not_read(void **state)
{
	static char body[100000];

	(void)state;
	assert_int_equal(post("100000", body, sizeof(body)), TOO_LARGE);
	assert_int_equal(lseek(input, 0, SEEK_CUR), 0);
	assert_int_equal(post("65536", body, sizeof(body)), OK);
	assert_int_equal(lseek(input, 0, SEEK_CUR), 65536);
}

static void a_header_that_is_malformed_counts_as_not_sent(void **state)
{
	static char longest[REQUEST_HEADER_MOST + 2];
	const char *const variables[] = { "REQUEST_METHOD", "GET", "REQUEST_URI", "/", "HTTP_HOST",
		"a\r\nb", "HTTP_ORIGIN", "\xff", "HTTP_COOKIE", longest, "REMOTE_ADDR",
		"evil; drop", "HTTPS", "off", NULL };

	(void)state;
	memset(longest, 'a', sizeof(longest) - 1);
	assert_int_equal(read_request(variables, "", 0), OK);
	assert_string_equal(request.host, "");
	assert_string_equal(request.origin, "");
	assert_string_equal(request.cookies, "");
	assert_string_equal(request.address, "");
	assert_false(request.https);
	longest[REQUEST_HEADER_MOST] = '\0';
	assert_int_equal(read_request(variables, "", 0), OK);
	assert_int_equal(strlen(request.cookies), REQUEST_HEADER_MOST);
}

static void only_a_trusted_proxy_is_believed(void **state)
{
	static const char *const proxies[] = { "10.0.0.1", "2001:db8::1" };
	static const struct {
		const char *remote, *forwarded, *address;
	} cases[] = {
		{ "192.0.2.1", "198.51.100.9", "192.0.2.1" },
		{ "10.0.0.1", "", "10.0.0.1" },
		{ "10.0.0.1", "198.51.100.9", "198.51.100.9" },
		{ "10.0.0.1", "203.0.113.5, 198.51.100.9", "198.51.100.9" },
		{ "10.0.0.1", "203.0.113.5,198.51.100.9 ", "198.51.100.9" },
		{ "10.0.0.1", "198.51.100.9, 10.0.0.1", "198.51.100.9" },
		{ "10.0.0.1", "198.51.100.9, 2001:DB8:0::1, 10.0.0.1", "198.51.100.9" },
		{ "::ffff:10.0.0.1", "198.51.100.9", "198.51.100.9" },
		{ "2001:db8:0:0:0:0:0:1", "2001:db8::7", "2001:db8::7" },
		{ "10.0.0.1", "10.0.0.1, 10.0.0.1", "10.0.0.1" },
		{ "10.0.0.1", "198.51.100.9, unknown", "10.0.0.1" },
		{ "10.0.0.1", "198.51.100.9,", "10.0.0.1" },
		{ "10.0.0.1", "198.51.100.9:80", "10.0.0.1" },
		{ "10.0.0.1", ",,,,", "10.0.0.1" },
		{ "10.0.0.1", "1.2.3.4 5.6.7.8", "10.0.0.1" },
		{ "10.0.0.1", "1111111111111111111111111111111111111111111111", "10.0.0.1" },
		{ "", "198.51.100.9", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *const variables[] = { "REQUEST_METHOD", "GET", "REQUEST_URI", "/",
			"REMOTE_ADDR", cases[i].remote, "HTTP_X_FORWARDED_FOR", cases[i].forwarded,
			NULL };

		assert_int_equal(read_request(variables, "", 0), OK);
		assert_string_equal(request.address, cases[i].remote);
		request_trust(&request, proxies, 0);
		assert_string_equal(request.address, cases[i].remote);
		request_trust(&request, proxies, 2);
		assert_string_equal(request.address, cases[i].address);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_has_what_the_visitor_sent),
		cmocka_unit_test(every_request_has_an_id_of_its_own),
		cmocka_unit_test(an_id_of_apaches_is_taken_and_nothing_else),
		cmocka_unit_test(a_malformed_target_is_refused),
		cmocka_unit_test(methods_are_told_by_their_exact_names),
		cmocka_unit_test(a_body_is_as_long_as_it_was_announced),
		cmocka_unit_test(a_body_that_is_too_large_is_not_read),
		cmocka_unit_test(a_header_that_is_malformed_counts_as_not_sent),
		cmocka_unit_test(only_a_trusted_proxy_is_believed),
	};
	int failed;

	cmocka_set_message_output(CM_OUTPUT_TAP);
	secret_init();
	input = memfd_create("input", 0);
	dup2(input, STDIN_FILENO);
	gateway = gateway_open();
	if (!gateway_accept(gateway) || !gateway_is_cgi(gateway))
		return 1;
	arena = arena_open(4 << 20);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_close(arena);
	return failed;
}

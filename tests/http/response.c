/* What leaves, byte for byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "http/response.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static struct gateway *gateway;
static struct response response;
static char output[RESPONSE_BODY_MOST + 10000];

/* Sends into output. */
static enum result send_it(bool head_only)
{
	int kept = dup(STDOUT_FILENO), captured = memfd_create("output", 0);
	enum result result;
	ssize_t size;

	fflush(stdout);
	dup2(captured, STDOUT_FILENO);
	result = response_send(&response, gateway, head_only);
	dup2(kept, STDOUT_FILENO);
	size = pread(captured, output, sizeof(output) - 1, 0);
	output[size] = '\0';
	close(kept);
	close(captured);
	return result;
}

static int begin(void **state)
{
	(void)state;
	response_init(&response, false);
	return 0;
}

static int end(void **state)
{
	(void)state;
	response_free(&response);
	return 0;
}

#define POLICY                                                                                     \
	"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "          \
	"font-src 'self'; connect-src 'self'; worker-src 'self'; frame-ancestors 'none'; "         \
	"base-uri 'none'; form-action 'self'"
#define SECURITY_BEHIND_POLICY                                                                     \
	"X-Content-Type-Options: nosniff\r\n"                                                      \
	"Referrer-Policy: strict-origin\r\n"                                                       \
	"Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), usb=()\r\n"     \
	"Cross-Origin-Opener-Policy: same-origin\r\n"                                              \
	"Cross-Origin-Resource-Policy: same-origin\r\n"
#define SECURITY "Content-Security-Policy: " POLICY "\r\n" SECURITY_BEHIND_POLICY

static void a_page_goes_out_with_every_header(void **state)
{
	(void)state;
	buffer_add_text(&response.body, "<p>\xc3\xa9</p>");
	assert_int_equal(send_it(false), OK);
	assert_string_equal(output,
		"Status: 200 OK\r\n"
		"Content-Type: text/html; charset=UTF-8\r\n"
		"Content-Length: 9\r\n"
		"Cache-Control: no-cache\r\n"
		"Vary: Accept-Language, Cookie\r\n" SECURITY "\r\n<p>\xc3\xa9</p>");
}

static void a_page_over_https_for_one_visitor(void **state)
{
	(void)state;
	response_clear(&response);
	response.secure = true;
	response.status = STATUS_CONFLICT;
	response.media = MEDIA_JSON;
	response.form_action = "https://pay.example";
	response.retry_after = 30;
	response_set_cookie(&response, (struct cookie){ .name = "session", .value = "old" });
	response_set_cookie(
		&response, (struct cookie){ .name = "lang", .value = "fr", .seconds = 60 });
	response_set_cookie(&response, (struct cookie){ .name = "session", .value = "new" });
	buffer_add_text(&response.body, "{}");
	assert_int_equal(send_it(false), OK);
	assert_string_equal(output,
		"Status: 409 Conflict\r\n"
		"Content-Type: application/json\r\n"
		"Content-Length: 2\r\n"
		"Retry-After: 30\r\n"
		"Cache-Control: no-store\r\n"
		"Vary: Accept-Language, Cookie\r\n"
		"Content-Security-Policy: " POLICY " https://pay.example\r\n" SECURITY_BEHIND_POLICY
		"Strict-Transport-Security: max-age=31536000\r\n"
		"Set-Cookie: __Host-session=new; Path=/; HttpOnly; SameSite=Lax; Secure\r\n"
		"Set-Cookie: __Host-lang=fr; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=60\r\n"
		"\r\n{}");
}

static void a_redirect_drops_what_was_written(void **state)
{
	(void)state;
	buffer_add_text(&response.body, "half a page");
	response_redirect(&response, "/subscriptions?done=1");
	assert_int_equal(send_it(false), OK);
	assert_string_equal(output, "Status: 303 See Other\r\n"
				    "Content-Type: text/html; charset=UTF-8\r\n"
				    "Content-Length: 0\r\n"
				    "Location: /subscriptions?done=1\r\n"
				    "Cache-Control: no-cache\r\n"
				    "Vary: Accept-Language, Cookie\r\n" SECURITY "\r\n");
}

static void a_head_request_gets_the_same_head(void **state)
{
	char *full;

	(void)state;
	buffer_add_text(&response.body, "twelve bytes");
	assert_int_equal(send_it(false), OK);
	full = strdup(output);
	assert_int_equal(send_it(true), OK);
	assert_non_null(strstr(output, "Content-Length: 12\r\n"));
	assert_int_equal(strlen(output), strlen(full) - 12);
	assert_memory_equal(output, full, strlen(output));
	free(full);
}

static void nothing_has_no_content(void **state)
{
	(void)state;
	buffer_add_text(&response.body, "left over");
	response.status = STATUS_NO_CONTENT;
	assert_int_equal(send_it(false), OK);
	assert_true(strncmp(output, "Status: 204 No Content\r\n", 24) == 0);
	assert_null(strstr(output, "\r\nContent-Type:"));
	assert_null(strstr(output, "\r\nContent-Length:"));
	assert_string_equal(strstr(output, "\r\n\r\n"), "\r\n\r\n");
}

static void a_refused_method_says_which_are_allowed(void **state)
{
	(void)state;
	response.status = STATUS_METHOD_NOT_ALLOWED;
	response.media = MEDIA_TEXT;
	response.allow = "POST";
	assert_int_equal(send_it(false), OK);
	assert_non_null(strstr(output, "\r\nAllow: POST\r\n"));
	assert_non_null(strstr(output, "\r\nContent-Type: text/plain; charset=UTF-8\r\n"));
}

static void a_body_over_its_ceiling_sends_nothing_and_another_answer_may_follow(void **state)
{
	static char page[RESPONSE_BODY_MOST];

	(void)state;
	memset(page, 'x', sizeof(page));
	response.secure = true;
	buffer_add(&response.body, page, sizeof(page));
	assert_int_equal(send_it(false), OK);
	buffer_add_byte(&response.body, 'x');
	response.location = "/kept";
	assert_int_equal(send_it(false), BROKEN);
	assert_string_equal(output, "");
	response_clear(&response);
	assert_null(response.location);
	assert_true(response.secure);
	response.status = STATUS_UNAVAILABLE;
	assert_int_equal(send_it(false), OK);
	assert_true(strncmp(output, "Status: 503 Service Unavailable\r\n", 33) == 0);
}

static void every_status_has_its_code_and_reason(void **state)
{
	static const int codes[STATUSES] = { 200, 204, 303, 400, 401, 403, 404, 405, 409, 411, 413,
		415, 422, 429, 500, 503 };

	(void)state;
	for (enum status status = 0; status < STATUSES; status++) {
		char line[16];

		assert_int_equal(status_code(status), codes[status]);
		response.status = status;
		response.location = status == STATUS_SEE_OTHER ? "/elsewhere" : NULL;
		assert_int_equal(send_it(true), OK);
		snprintf(line, sizeof line, "Status: %d ", codes[status]);
		assert_memory_equal(output, line, strlen(line));
		assert_true(output[strlen(line)] >= 'A' && output[strlen(line)] <= 'Z');
	}
}

/* Each of these would end a line, a directive or the shop; the process ends instead. */
static void split_location(void)
{
	response_redirect(&response, "/a\r\nSet-Cookie: a=b");
}

static void foreign_location(void)
{
	response_redirect(&response, "//evil.example/");
}

static void split_cookie(void)
{
	response_set_cookie(&response, (struct cookie){ .name = "a", .value = "b\r\nX: y" });
}

static void attribute_in_a_cookie(void)
{
	response_set_cookie(&response, (struct cookie){ .name = "a", .value = "b; Domain=evil" });
}

static void split_allow(void)
{
	response.status = STATUS_METHOD_NOT_ALLOWED;
	response.allow = "GET\r\nX: y";
}

static void directive_in_the_policy(void)
{
	response.form_action = "https://pay.example; script-src *";
}

static void split_policy(void)
{
	response.form_action = "https://pay.example\r\nX:y";
}

static void no_header_can_be_split(void **state)
{
	static void (*const attempts[])(void) = { split_location, foreign_location, split_cookie,
		attribute_in_a_cookie, split_allow, directive_in_the_policy, split_policy };

	(void)state;
	for (size_t i = 0; i < sizeof(attempts) / sizeof(attempts[0]); i++) {
		int status;
		pid_t child;

		fflush(stdout);
		child = fork();
		if (child == 0) {
			signal(SIGABRT, SIG_DFL); /* not cmocka's */
			fclose(stderr);
			attempts[i]();
			_exit(send_it(false) == OK ? 0 : 1);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
	}
}

#define WITH_RESPONSE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_RESPONSE(a_page_goes_out_with_every_header),
		WITH_RESPONSE(a_page_over_https_for_one_visitor),
		WITH_RESPONSE(a_redirect_drops_what_was_written),
		WITH_RESPONSE(a_head_request_gets_the_same_head),
		WITH_RESPONSE(nothing_has_no_content),
		WITH_RESPONSE(a_refused_method_says_which_are_allowed),
		WITH_RESPONSE(a_body_over_its_ceiling_sends_nothing_and_another_answer_may_follow),
		WITH_RESPONSE(every_status_has_its_code_and_reason),
		WITH_RESPONSE(no_header_can_be_split),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	gateway = gateway_open();
	if (!gateway_accept(gateway))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}

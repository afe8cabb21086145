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

/* A file with these bytes. */
static int file_of(const char *bytes, size_t size)
{
	int file = memfd_create("file", 0);

	assert_int_equal(pwrite(file, bytes, size, 0), size);
	return file;
}

static void a_file_is_saved_and_never_shown(void **state)
{
	static const char head[] =
		"Status: 200 OK\r\n"
		"Content-Type: image/png\r\n"
		"Content-Disposition: attachment; filename=\"plan.png\"; "
		"filename*=UTF-8''plan.png\r\n"
		"Content-Length: 4\r\n"
		"Cache-Control: no-store\r\n"
		"Vary: Accept-Language, Cookie\r\n"
		"Content-Security-Policy: default-src 'none'; sandbox\r\n" SECURITY_BEHIND_POLICY
		"\r\n";
	int file = file_of("a\0bc", 4);

	(void)state;
	buffer_add_text(&response.body, "a page that was begun");
	response.form_action = "https://pay.example";
	response_file(&response, MEDIA_PNG, "plan.png", file, 4);
	assert_int_equal(send_it(true), OK);
	assert_string_equal(output, head);
	assert_int_equal(send_it(false), OK);
	assert_memory_equal(output, head, sizeof head - 1);
	assert_memory_equal(output + sizeof head - 1, "a\0bc", 5);
	response_clear(&response);
	assert_int_equal(close(file), -1); /* it is closed already */
	assert_int_equal(send_it(false), OK);
	assert_non_null(strstr(output, "form-action 'self'\r\n"));
	assert_null(strstr(output, "Content-Disposition"));
}

static void a_file_s_name_can_end_no_header(void **state)
{
	static const struct {
		const char *name, *header;
	} cases[] = {
		{ "a b.pdf", "filename=\"a b.pdf\"; filename*=UTF-8''a%20b.pdf\r\n" },
		{ "Été.pdf", "filename=\"_t_.pdf\"; filename*=UTF-8''%C3%89t%C3%A9.pdf\r\n" },
		{ "\";x=\"", "filename=\"__x__\"; filename*=UTF-8''%22%3Bx%3D%22\r\n" },
		{ "a\\%41'*", "filename=\"a__41__\"; filename*=UTF-8''a%5C%2541%27%2A\r\n" },
		{ "😀", "filename=\"_\"; filename*=UTF-8''%F0%9F%98%80\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *header;

		response_clear(&response);
		response_file(&response, MEDIA_PDF, cases[i].name, file_of("", 0), 0);
		assert_int_equal(send_it(true), OK);
		header = strstr(output, "Content-Disposition: attachment; ");
		assert_non_null(header);
		header += strlen("Content-Disposition: attachment; ");
		assert_memory_equal(header, cases[i].header, strlen(cases[i].header));
	}
}

/* More than the buffers of anybody between. */
static void a_large_file_goes_out_whole_and_no_longer_than_said(void **state)
{
	static char bytes[900000];
	size_t length;

	(void)state;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(i % 251);
	response_file(&response, MEDIA_GIF, "x.gif", file_of(bytes, sizeof(bytes)), 800001);
	assert_int_equal(send_it(false), OK);
	length = (size_t)(strstr(output, "\r\n\r\n") + 4 - output);
	assert_memory_equal(output + length, bytes, 800001);
	assert_int_equal(output[length + 800001], '\0');
}

static void only_some_types_are_sent_as_files(void **state)
{
	enum media media = MEDIA_TEXT;

	(void)state;
	assert_true(media_of("image/webp", &media));
	assert_int_equal(media, MEDIA_WEBP);
	assert_true(media_of("application/pdf", &media));
	assert_int_equal(media, MEDIA_PDF);
	assert_false(media_of("image/svg+xml", &media));
	assert_false(media_of("text/html; charset=UTF-8", &media));
	assert_false(media_of("", &media));
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
		WITH_RESPONSE(a_file_is_saved_and_never_shown),
		WITH_RESPONSE(a_file_s_name_can_end_no_header),
		WITH_RESPONSE(a_large_file_goes_out_whole_and_no_longer_than_said),
		WITH_RESPONSE(only_some_types_are_sent_as_files),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	gateway = gateway_open();
	if (!gateway_accept(gateway))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}

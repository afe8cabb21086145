/* Which cookie is believed, and what is set. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "http/cookie.h"

#include <stdlib.h>
#include <string.h>

static struct arena *arena;

static void one_cookie_is_found_by_its_exact_name(void **state)
{
	static const struct {
		const char *header;
		bool secure;
		const char *value;
	} cases[] = {
		{ "session=abc", false, "abc" }, { "a=b; session=abc; lang=fr", false, "abc" },
		{ "a=b;session=abc;lang=fr", false, "abc" },
		{ ";; session=abc ;", false, NULL }, /* a space is no part of a token */
		{ "session=a-b_c.D0", false, "a-b_c.D0" }, { "__Host-session=abc", true, "abc" },
		{ "__Host-session=abc; session=evil", true, "abc" },
		{ "__Host-session=evil; session=abc", false, "abc" },
		{ "xsession=evil; session=abc; sessionx=evil", false, "abc" }, { "", false, NULL },
		{ ";", false, NULL }, { "=", false, NULL }, { "=abc", false, NULL },
		{ "session", false, NULL }, { "session=", false, NULL },
		{ "sessio=abc", false, NULL }, { "Session=abc", false, NULL },
		{ "session =abc", false, NULL }, { "session=abc", true, NULL },
		{ "__host-session=abc", true, NULL }, { "session=\"abc\"", false, NULL },
		{ "session=a b", false, NULL }, { "session=a%20b", false, NULL },
		{ "session=a=b", false, NULL }, { "session=a,session=b", false, NULL },
		{ "session=abc; session=abc", false, NULL },
		{ "session=abc; a=b; session=evil", false, NULL },
		{ "session=; session=abc", false, NULL },
		{ "__Host-session=a; __Host-session=b", true, NULL },
		{ "a=\"x; session=abc\"", false, NULL }, /* browsers split here too */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *value = cookie_find(cases[i].header, "session", cases[i].secure, arena);

		if (!cases[i].value && value)
			fail_msg("%s gave %s", cases[i].header, value);
		if (cases[i].value)
			assert_string_equal(value, cases[i].value);
	}
}

static void a_header_of_64_kilobytes_does_no_harm(void **state)
{
	static char header[65537];

	(void)state;
	memset(header, 'a', sizeof(header) - 1);
	assert_null(cookie_find(header, "session", false, arena));
	memcpy(header, "session=", 8);
	assert_null(cookie_find(header, "session", false, arena));
	header[8 + COOKIE_VALUE_MOST + 1] = '\0';
	assert_null(cookie_find(header, "session", false, arena));
	header[8 + COOKIE_VALUE_MOST] = '\0';
	assert_int_equal(strlen(cookie_find(header, "session", false, arena)), COOKIE_VALUE_MOST);
	for (size_t i = 0; i + 1 < sizeof(header); i++)
		header[i] = ';';
	memcpy(header + sizeof(header) - 10, "session=x", 10);
	assert_string_equal(cookie_find(header, "session", false, arena), "x");
}

static void assert_written(struct cookie cookie, bool secure, const char *expected)
{
	struct buffer buffer;

	buffer_init(&buffer, 1000);
	cookie_write(&buffer, &cookie, secure);
	assert_string_equal(buffer_text(&buffer), expected);
	buffer_free(&buffer);
}

static void a_cookie_is_set_with_every_attribute(void **state)
{
	struct cookie session = { .name = "session", .value = "abc" };
	struct cookie language = { .name = "lang", .value = "fr", .seconds = 86400 };

	(void)state;
	assert_written(session, true,
		"Set-Cookie: __Host-session=abc; Path=/; HttpOnly; SameSite=Lax; Secure\r\n");
	assert_written(
		session, false, "Set-Cookie: session=abc; Path=/; HttpOnly; SameSite=Lax\r\n");
	assert_written(language, true,
		"Set-Cookie: __Host-lang=fr; Path=/; HttpOnly; SameSite=Lax; Secure; "
		"Max-Age=86400\r\n");
}

static void a_cookie_is_removed_under_the_name_it_was_set(void **state)
{
	struct cookie session = { .name = "session", .value = NULL };

	(void)state;
	assert_written(session, true,
		"Set-Cookie: __Host-session=; Path=/; HttpOnly; SameSite=Lax; Secure; "
		"Max-Age=0\r\n");
	assert_written(session, false,
		"Set-Cookie: session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0\r\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_cookie_is_found_by_its_exact_name),
		cmocka_unit_test(a_header_of_64_kilobytes_does_no_harm),
		cmocka_unit_test(a_cookie_is_set_with_every_attribute),
		cmocka_unit_test(a_cookie_is_removed_under_the_name_it_was_set),
	};
	int failed;

	cmocka_set_message_output(CM_OUTPUT_TAP);
	arena = arena_open(1 << 20);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_close(arena);
	return failed;
}

/* Which addresses are read, and which a visitor may be sent on to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "http/path.h"

#include <string.h>

static struct arena *arena;

static void a_target_is_decoded_once_or_refused(void **state)
{
	static const struct {
		const char *target;
		enum path_flaw flaw;
		const char *path;
	} cases[] = {
		{ "/", PATH_FINE, "/" },
		{ "/subscriptions/17/upgrade", PATH_FINE, "/subscriptions/17/upgrade" },
		{ "/help/", PATH_FINE, "/help/" },
		{ "/a%20b+c", PATH_FINE, "/a b+c" },
		{ "/%C3%A9t%c3%a9", PATH_FINE, "/\xc3\xa9t\xc3\xa9" },
		{ "/%252f", PATH_FINE, "/%2f" },
		{ "/...", PATH_FINE, "/..." },
		{ "/.htaccess", PATH_FINE, "/.htaccess" },
		{ "/a..b/..c", PATH_FINE, "/a..b/..c" },
		{ "", PATH_MALFORMED, NULL },
		{ "*", PATH_MALFORMED, NULL },
		{ "a", PATH_MALFORMED, NULL },
		{ "http://evil.example/", PATH_MALFORMED, NULL },
		{ "//evil.example/", PATH_MALFORMED, NULL },
		{ "/a//b", PATH_MALFORMED, NULL },
		{ "/a//", PATH_MALFORMED, NULL },
		{ "/a%2fb", PATH_MALFORMED, NULL },
		{ "/a%2Fb", PATH_MALFORMED, NULL },
		{ "/a\\b", PATH_MALFORMED, NULL },
		{ "/a%5cb", PATH_MALFORMED, NULL },
		{ "/.", PATH_MALFORMED, NULL },
		{ "/..", PATH_MALFORMED, NULL },
		{ "/a/../b", PATH_MALFORMED, NULL },
		{ "/a/./b", PATH_MALFORMED, NULL },
		{ "/a/%2e%2E/b", PATH_MALFORMED, NULL },
		{ "/a/.%2e", PATH_MALFORMED, NULL },
		{ "/%", PATH_MALFORMED, NULL },
		{ "/%4", PATH_MALFORMED, NULL },
		{ "/%zz", PATH_MALFORMED, NULL },
		{ "/%0d%0aSet-Cookie:a", PATH_MALFORMED, NULL },
		{ "/a\rb", PATH_MALFORMED, NULL },
		{ "/%7f", PATH_MALFORMED, NULL },
		{ "/%c2%85", PATH_MALFORMED, NULL }, /* a control character of two bytes */
		{ "/%00", PATH_NUL, NULL },
		{ "/a%00.html", PATH_NUL, NULL },
		{ "/%ff", PATH_ENCODING, NULL },
		{ "/%c0%af", PATH_ENCODING, NULL }, /* an overlong '/' */
		{ "/%e2%82", PATH_ENCODING, NULL },
		{ "/%ed%a0%80", PATH_ENCODING, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *path = NULL;
		enum path_flaw flaw =
			path_read(cases[i].target, strlen(cases[i].target), arena, &path);

		if (flaw != cases[i].flaw)
			fail_msg("%s: %d", cases[i].target, (int)flaw);
		if (cases[i].path)
			assert_string_equal(path, cases[i].path);
		else
			assert_null(path);
	}
}

static void a_path_ends_where_its_size_says(void **state)
{
	const char *path;

	(void)state;
	assert_int_equal(path_read("/a%20b", 3, arena, &path), PATH_MALFORMED);
	assert_int_equal(path_read("/a%20b", 4, arena, &path), PATH_MALFORMED);
	assert_int_equal(path_read("/a%20b", 5, arena, &path), PATH_FINE);
	assert_string_equal(path, "/a ");
}

static void only_a_local_path_is_gone_on_to(void **state)
{
	static const char *const local[] = { "/", "/subscriptions", "/subscriptions?done=a-b_c",
		"/subscriptions/17/upgrade?edition=premium&lang=fr", "/help/a#b", "/a%20b",
		"/%c3%a9", "/a%2fb", "/%252f%252fevil", NULL };
	static const char *const foreign[] = { "", "evil", "evil.example", "http://evil",
		"https:/evil", "javascript:alert(1)", "//evil", "///evil", "/\\evil", "\\/evil",
		"\\\\evil", "/%2f%2fevil", "/%2fevil", "/%2Fevil", "%2f%2fevil", "/%5cevil",
		"/%5Cevil", "/a//b", "/a%2f/b", "/a/%2fb", "/\tevil", "/\t/evil", "/a\r\nX: y",
		"/a%0d%0aX:y", "/a%0Ab", "/%00", "/%09/evil", "/%7f", "/a b", " /a", "/a ",
		"/\xc3\xa9", "/\x7f", "/%", "/%4", "/%zz", NULL };

	(void)state;
	for (int i = 0; local[i]; i++)
		if (!path_is_local(local[i]))
			fail_msg("refused: %s", local[i]);
	for (int i = 0; foreign[i]; i++)
		if (path_is_local(foreign[i]))
			fail_msg("let through: %s", foreign[i]);
}

static void a_path_is_written_as_an_address_that_reads_the_same(void **state)
{
	static const struct {
		const char *path, *address;
	} cases[] = {
		{ "/", "/" },
		{ "/subscriptions/17/upgrade", "/subscriptions/17/upgrade" },
		{ "/-._~09AZaz/", "/-._~09AZaz/" },
		{ "/caf\xc3\xa9", "/caf%C3%A9" },
		{ "/a b&c=d?e#f+g%h", "/a%20b%26c%3Dd%3Fe%23f%2Bg%25h" },
		{ "/\"<>';:@", "/%22%3C%3E%27%3B%3A%40" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *address = path_write(cases[i].path, arena), *path;

		assert_string_equal(address, cases[i].address);
		assert_true(path_is_local(address));
		assert_int_equal(path_read(address, strlen(address), arena, &path), PATH_FINE);
		assert_string_equal(path, cases[i].path);
	}
}

static void a_hexadecimal_digit_has_its_value(void **state)
{
	(void)state;
	for (int byte = -128; byte < 128; byte++) {
		const char *digits = "0123456789abcdefABCDEF";
		const char *at = byte == 0 ? NULL : strchr(digits, byte);
		int value = !at ? -1 : (int)(at - digits) - (at - digits > 15 ? 6 : 0);

		assert_int_equal(path_hex((char)byte), value);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_target_is_decoded_once_or_refused),
		cmocka_unit_test(a_path_ends_where_its_size_says),
		cmocka_unit_test(only_a_local_path_is_gone_on_to),
		cmocka_unit_test(a_path_is_written_as_an_address_that_reads_the_same),
		cmocka_unit_test(a_hexadecimal_digit_has_its_value),
	};
	int failed;

	cmocka_set_message_output(CM_OUTPUT_TAP);
	arena = arena_open(1 << 20);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_close(arena);
	return failed;
}

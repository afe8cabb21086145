/* Which forms are read and which are refused whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "http/form.h"

#include <string.h>

enum { EMAIL, ROBOT, NEXT, NOTE };
static const struct field fields[] = {
	[EMAIL] = { .name = "email", .type = FIELD_EMAIL, .required = true },
	[ROBOT] = { .name = "robot", .type = FIELD_FLAG },
	[NEXT] = { .name = "next", .type = FIELD_PATH },
	[NOTE] = { .name = "note", .type = FIELD_LINES, .most = 20 },
};
enum { CSRF, LANG };
static const struct field common[] = {
	[CSRF] = { .name = "csrf", .type = FIELD_TOKEN },
	[LANG] = { .name = "lang", .type = FIELD_WORD },
};

static struct arena *arena;
static struct form form;

#define FORM_TYPE "application/x-www-form-urlencoded"

static enum problem read_form(
	enum method method, const char *query, const char *body, size_t size, const char *type)
{
	struct request request = { .method = method,
		.query = query,
		.body = body,
		.content_length = size,
		.content_type = type };
	enum result result;

	form = (struct form){ .own = FIELDS(fields), .common = FIELDS(common) };
	result = form_read(&form, &request, arena);
	assert_int_equal(result, request.problem == PROBLEM_NONE ? OK : INVALID);
	return request.problem;
}

static enum problem post(const char *body)
{
	return read_form(METHOD_POST, "", body, strlen(body), FORM_TYPE);
}

static enum problem get(const char *query)
{
	return read_form(METHOD_GET, query, "", 0, "");
}

static void a_form_is_decoded_into_its_table(void **state)
{
	(void)state;
	assert_int_equal(post("email=anna%40example.com&robot=on&next=%2Faccount"
			      "&note=a+b%0D%0Ac&csrf=a.b-c_d"),
		PROBLEM_NONE);
	assert_string_equal(form.values[EMAIL].text, "anna@example.com");
	assert_true(form.values[ROBOT].present);
	assert_string_equal(form.values[NEXT].text, "/account");
	assert_string_equal(form.values[NOTE].text, "a b\nc");
	assert_string_equal(form.common_values[CSRF].text, "a.b-c_d");
	assert_string_equal(form.common_values[LANG].text, "");
}

static void a_query_is_a_get_s_form(void **state)
{
	(void)state;
	assert_int_equal(get("lang=fr&next=/account?a%3Db"), PROBLEM_NONE);
	assert_string_equal(form.common_values[LANG].text, "fr");
	assert_string_equal(form.values[NEXT].text, "/account?a=b");
	assert_int_equal(form.values[EMAIL].error, FIELD_MISSING);
	assert_int_equal(read_form(METHOD_HEAD, "lang=en", "email=x", 7, FORM_TYPE), PROBLEM_NONE);
	assert_string_equal(form.common_values[LANG].text, "en");
	assert_string_equal(form.values[EMAIL].text, "");
}

static void what_no_honest_browser_sends_is_refused(void **state)
{
	static const struct {
		const char *body;
		enum problem problem;
	} cases[] = {
		{ "", PROBLEM_NONE },
		{ "&&&", PROBLEM_NONE },
		{ "email", PROBLEM_NONE },
		{ "&email=a&&", PROBLEM_NONE },
		{ "note=100%", PROBLEM_NONE },
		{ "note=%4", PROBLEM_NONE },
		{ "note=%zz", PROBLEM_NONE },
		{ "e%6dail=a", PROBLEM_NONE },
		{ "=", PROBLEM_UNKNOWN_FIELD },
		{ "=x", PROBLEM_UNKNOWN_FIELD },
		{ "Email=a", PROBLEM_UNKNOWN_FIELD },
		{ "email+=a", PROBLEM_UNKNOWN_FIELD },
		{ "email[]=a", PROBLEM_UNKNOWN_FIELD },
		{ "admin=1", PROBLEM_UNKNOWN_FIELD },
		{ "email=a;robot=on", PROBLEM_NONE }, /* a semicolon parts nothing */
		{ "email=a&email=a", PROBLEM_REPEATED_FIELD },
		{ "email=&email=", PROBLEM_REPEATED_FIELD },
		{ "robot=on&e%6Dail=a&email=b", PROBLEM_REPEATED_FIELD },
		{ "csrf=a&csrf=b", PROBLEM_REPEATED_FIELD },
		{ "note=%00", PROBLEM_NUL },
		{ "note=a%00b", PROBLEM_NUL },
		{ "email%00=a", PROBLEM_NUL },
		{ "%00=a", PROBLEM_NUL },
		{ "note=%ff", PROBLEM_ENCODING },
		{ "note=\xe9", PROBLEM_ENCODING },
		{ "note=%c3", PROBLEM_ENCODING },
		{ "note=%c0%80", PROBLEM_ENCODING }, /* an overlong NUL */
		{ "note=%c0%af", PROBLEM_ENCODING },
		{ "note=%ed%a0%80", PROBLEM_ENCODING },
		{ "note=%f4%90%80%80", PROBLEM_ENCODING },
		{ "%ff=a", PROBLEM_ENCODING },
		{ "note=12345678901234567890", PROBLEM_NONE },
		{ "note=123456789012345678901", PROBLEM_FIELD_TOO_LONG },
		{ "note=%31%31%31%31%31%31%31", PROBLEM_NONE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		enum problem problem = post(cases[i].body);

		if (problem != cases[i].problem)
			fail_msg("%s: %s", cases[i].body, problem_name(problem));
	}
}

static void a_real_nul_byte_is_refused(void **state)
{
	(void)state;
	assert_int_equal(read_form(METHOD_POST, "", "note=a\0b", 8, FORM_TYPE), PROBLEM_NUL);
	assert_int_equal(read_form(METHOD_POST, "", "note=ab\0", 7, FORM_TYPE), PROBLEM_NONE);
}

static void a_hundred_pairs_are_read_and_no_more(void **state)
{
	static char body[70000];
	static const struct field flags[] = { { .name = "f", .type = FIELD_FLAG } };
	struct request request = {
		.method = METHOD_POST, .query = "", .body = body, .content_type = FORM_TYPE
	};
	size_t length = 0;

	(void)state;
	form = (struct form){ .own = FIELDS(flags), .common = FIELDS(common) };
	for (int i = 0; i < 10000; i++)
		length += (size_t)snprintf(body + length, sizeof(body) - length, "f%d&", i);
	request.content_length = length;
	assert_int_equal(form_read(&form, &request, arena), INVALID);
	assert_int_equal(request.problem, PROBLEM_UNKNOWN_FIELD);

	/* A table with 101 names of its own. */
	{
		static struct field many[FORM_FIELDS_MOST + 1];
		static char names[FORM_FIELDS_MOST + 1][8];

		for (int i = 0; i <= FORM_FIELDS_MOST; i++) {
			snprintf(names[i], sizeof(names[i]), "f%d", i);
			many[i] = (struct field){ .name = names[i], .type = FIELD_TEXT };
		}
		form = (struct form){ .own = FIELDS(many), .common = FIELDS(common) };
		request.content_length = (size_t)(strstr(body, "f100&") - body);
		assert_int_equal(form_read(&form, &request, arena), OK);
		request.content_length += 5;
		assert_int_equal(form_read(&form, &request, arena), INVALID);
		assert_int_equal(request.problem, PROBLEM_TOO_MANY_FIELDS);
	}
}

static void a_huge_name_is_unknown(void **state)
{
	static char body[60000];

	(void)state;
	memset(body, 'e', sizeof(body) - 1);
	assert_int_equal(post(body), PROBLEM_UNKNOWN_FIELD);
	body[30000] = '=';
	assert_int_equal(post(body), PROBLEM_UNKNOWN_FIELD);
}

static void a_post_s_query_has_common_fields_only(void **state)
{
	(void)state;
	assert_int_equal(read_form(METHOD_POST, "lang=fr", "email=a", 7, FORM_TYPE), PROBLEM_NONE);
	assert_string_equal(form.common_values[LANG].text, "fr");
	assert_int_equal(
		read_form(METHOD_POST, "email=b", "", 0, FORM_TYPE), PROBLEM_UNKNOWN_FIELD);
	assert_int_equal(
		read_form(METHOD_POST, "lang=fr", "lang=en", 7, FORM_TYPE), PROBLEM_REPEATED_FIELD);
}

static void only_a_form_s_content_type_is_read(void **state)
{
	static const struct {
		const char *type;
		enum problem problem;
	} cases[] = {
		{ FORM_TYPE, PROBLEM_NONE },
		{ "Application/X-WWW-Form-Urlencoded", PROBLEM_NONE },
		{ FORM_TYPE "; charset=UTF-8", PROBLEM_NONE },
		{ FORM_TYPE ";charset=UTF-8", PROBLEM_NONE },
		{ "", PROBLEM_CONTENT_TYPE },
		{ FORM_TYPE "x", PROBLEM_CONTENT_TYPE },
		{ "text/plain", PROBLEM_CONTENT_TYPE },
		{ "application/json", PROBLEM_CONTENT_TYPE },
		{ "multipart/form-data; boundary=a", PROBLEM_CONTENT_TYPE },
		{ "text/plain; " FORM_TYPE, PROBLEM_CONTENT_TYPE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(
			read_form(METHOD_POST, "", "email=a", 7, cases[i].type), cases[i].problem);
}

static void a_mistake_of_the_visitor_s_is_kept_beside_its_value(void **state)
{
	(void)state;
	assert_int_equal(post("email=anna&robot=maybe&next=//evil"), PROBLEM_NONE);
	assert_int_equal(form.values[EMAIL].error, FIELD_MALFORMED);
	assert_string_equal(form.values[EMAIL].text, "anna");
	assert_int_equal(form.values[ROBOT].error, FIELD_MALFORMED);
	assert_int_equal(form.values[NEXT].error, FIELD_FINE);
	assert_string_equal(form.values[NEXT].text, "");
}

static void after_a_refusal_every_value_is_still_there(void **state)
{
	(void)state;
	assert_int_equal(post("robot=on&x=y&email=a"), PROBLEM_UNKNOWN_FIELD);
	assert_true(form.values[ROBOT].present);
	assert_string_equal(form.values[EMAIL].text, "");
	assert_string_equal(form.common_values[LANG].text, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_form_is_decoded_into_its_table),
		cmocka_unit_test(a_query_is_a_get_s_form),
		cmocka_unit_test(what_no_honest_browser_sends_is_refused),
		cmocka_unit_test(a_real_nul_byte_is_refused),
		cmocka_unit_test(a_hundred_pairs_are_read_and_no_more),
		cmocka_unit_test(a_huge_name_is_unknown),
		cmocka_unit_test(a_post_s_query_has_common_fields_only),
		cmocka_unit_test(only_a_form_s_content_type_is_read),
		cmocka_unit_test(a_mistake_of_the_visitor_s_is_kept_beside_its_value),
		cmocka_unit_test(after_a_refusal_every_value_is_still_there),
	};
	int failed;

	cmocka_set_message_output(CM_OUTPUT_TAP);
	arena = arena_open(1 << 20);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_close(arena);
	return failed;
}

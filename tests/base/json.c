/* JSON is read strictly and written in one form only. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/json.h"

#include <stdlib.h>
#include <string.h>

static void only_a_whole_object_is_read(void **state)
{
	static const char *const wrong[] = { "", " ", "{", "}", "[]", "\"a\"", "7", "null", "true",
		"{}{}", "{} x", "{\"a\":1,}", "{a:1}", "{'a':1}", "{\"a\":01}", "{\"a\":+1}",
		"{\"a\":NaN}", "{\"a\":1 /* */}", "{\"a\":\"\x01\"}", "{\"a\":\"\n\"}",
		"{\"a\":\"\\x41\"}", "{\"a\":\"\\ud800\"}", "{\"a\":\"\xff\"}",
		"{\"a\":\"\xc0\xaf\"}", "{\"a\":\"\xed\xa0\x80\"}", "{\"a\":99999999999999999999}",
		"{\"a\":1e999}", "\xef\xbb\xbf{}" };
	static const char *const right[] = { "{}", " {} \n",
		"{\"a\":[1,2.5,null,true,{\"b\":\"\"}]}", "{\"\":\"\\u00e9\"}" };

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		json_t *json = json_read(wrong[i], strlen(wrong[i]));

		if (json != NULL)
			fail_msg("read %s", wrong[i]);
	}
	for (size_t i = 0; i < sizeof right / sizeof right[0]; i++) {
		json_t *json = json_read(right[i], strlen(right[i]));

		if (json == NULL)
			fail_msg("refused %s", right[i]);
		json_decref(json);
	}
}

static void a_repeated_key_is_refused_at_every_depth(void **state)
{
	static const char *const wrong[] = { "{\"a\":1,\"a\":1}", "{\"a\":1,\"\\u0061\":2}",
		"{\"b\":[{\"a\":1,\"a\":2}]}" };

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		assert_null(json_read(wrong[i], strlen(wrong[i])));
}

static void a_nul_never_comes_in(void **state)
{
	(void)state;
	assert_null(json_read("{\"a\":\"b\\u0000c\"}", 15));
	assert_null(json_read("{\"a\\u0000\":1}", 13));
	assert_null(json_read("{}\0", 3));
	assert_null(json_read("{\"a\":\"b\0c\"}", 11));
}

static void reading_stops_at_the_size_given(void **state)
{
	json_t *json = json_read("{}garbage", 2);

	(void)state;
	assert_non_null(json);
	json_decref(json);
	assert_null(json_read("{}", 1));
}

static void nesting_without_end_is_refused(void **state)
{
	size_t depth = 100000;
	char *text = malloc(depth * 5 + 1);

	(void)state;
	for (size_t i = 0; i < depth; i++)
		memcpy(text + i * 5, "{\"a\":", 5);
	assert_null(json_read(text, depth * 5));
	memset(text, '[', depth * 5);
	assert_null(json_read(text, depth * 5));
	free(text);
}

static void one_value_has_one_spelling(void **state)
{
	static const char text[] =
		" { \"b\" : [ 1 , -2, true , null ],\n \"a\" : { \"z\":\"\\u00e9/\\\"\","
		"\"B\":\"\", \"\\u000a\":0 } } ";
	json_t *json = json_read(text, sizeof text - 1);
	struct buffer buffer;

	(void)state;
	assert_non_null(json);
	buffer_init(&buffer, 200);
	buffer_add_text(&buffer, "x");
	json_write(&buffer, json);
	assert_string_equal(buffer_text(&buffer),
		"x{\"a\":{\"\\n\":0,\"B\":\"\",\"z\":\"é/\\\"\"},\"b\":[1,-2,true,null]}");
	buffer_free(&buffer);
	json_decref(json);
}

static void what_does_not_fit_shows_as_overflow(void **state)
{
	json_t *json = json_read("{\"a\":\"0123456789\"}", 18);
	struct buffer buffer;

	(void)state;
	buffer_init(&buffer, 10);
	json_write(&buffer, json);
	assert_true(buffer.overflow);
	buffer_free(&buffer);
	json_decref(json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_a_whole_object_is_read),
		cmocka_unit_test(a_repeated_key_is_refused_at_every_depth),
		cmocka_unit_test(a_nul_never_comes_in),
		cmocka_unit_test(reading_stops_at_the_size_given),
		cmocka_unit_test(nesting_without_end_is_refused),
		cmocka_unit_test(one_value_has_one_spelling),
		cmocka_unit_test(what_does_not_fit_shows_as_overflow),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

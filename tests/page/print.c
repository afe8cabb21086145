/* The printers themselves; tests/tools/template.c runs them through templates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "page/print.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static struct buffer out;
static struct print print = { &out, FRENCH };

static int setup(void **state)
{
	(void)state;
	buffer_init(&out, 1 << 12);
	return 0;
}

static int clear(void **state)
{
	(void)state;
	buffer_clear(&out);
	return 0;
}

static void arrays_and_constants_print_like_texts(void **state)
{
	char array[] = "<a>";
	char *const constant = array;

	(void)state;
	print_text(&print, array);
	print_attribute(&print, constant);
	print_text(&print, format_money(money_of(123450, EUR), ENGLISH));
	assert_string_equal(buffer_text(&out), "&lt;a&gt;&lt;a&gt;€1,234.50");
}

static void what_stays_whole_is_marked_and_escaped(void **state)
{
	(void)state;
	print_text(&print, (struct whole){ "2026-<17>" });
	assert_string_equal(buffer_text(&out), "<span class=\"whole\">2026-&lt;17&gt;</span>");
}

static void a_value_is_computed_once(void **state)
{
	int n = 1;

	(void)state;
	print_text(&print, n++);
	print_url_part(&print, n++);
	assert_string_equal(buffer_text(&out), "12");
	assert_int_equal(n, 3);
}

static void pieces_come_in_the_text_s_order(void **state)
{
	static const char *const names[] = { "a", "amount", "n", NULL };
	const char *rest = "<{amount}{a}> & {n}{a} '";

	(void)state;
	assert_int_equal(print_piece(&print, &rest, names), 1);
	assert_int_equal(print_piece(&print, &rest, names), 0);
	assert_int_equal(print_piece(&print, &rest, names), 2);
	assert_int_equal(print_piece(&print, &rest, names), 0);
	assert_int_equal(print_piece(&print, &rest, names), -1);
	assert_int_equal(print_piece(&print, &rest, names), -1);
	assert_string_equal(buffer_text(&out), "&lt;&gt; &amp;  &#39;");
}

static void what_passes_the_ceiling_is_remembered(void **state)
{
	struct buffer small;
	struct print narrow = { &small, FRENCH };

	(void)state;
	buffer_init(&small, 8);
	print_text(&narrow, "12345");
	assert_false(small.overflow);
	print_text(&narrow, "67890");
	assert_true(small.overflow);
	buffer_free(&small);
}

static void print_null(void)
{
	print_text(&print, (const char *)NULL);
}

static void print_null_address(void)
{
	print_url(&print, (const char *)NULL);
}

static void print_unknown_place(void)
{
	static const char *const names[] = { "a", NULL };
	const char *rest = "{b}";

	print_piece(&print, &rest, names);
}

static void count_below_nothing(void)
{
	static struct message message = MESSAGES("{n} day", "{n} days");

	message_text_count(&message, ENGLISH, -1);
}

/* Whether the call ends its process by an assertion. */
static bool is_a_bug(void (*call)(void))
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
		close(2);
		call();
		_exit(0);
	}
	waitpid(child, &status, 0);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void bugs_end_the_process(void **state)
{
	(void)state;
	assert_true(is_a_bug(print_null));
	assert_true(is_a_bug(print_null_address));
	assert_true(is_a_bug(print_unknown_place));
	assert_true(is_a_bug(count_below_nothing));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(arrays_and_constants_print_like_texts, clear),
		cmocka_unit_test_setup(what_stays_whole_is_marked_and_escaped, clear),
		cmocka_unit_test_setup(a_value_is_computed_once, clear),
		cmocka_unit_test_setup(pieces_come_in_the_text_s_order, clear),
		cmocka_unit_test(what_passes_the_ceiling_is_remembered),
		cmocka_unit_test(bugs_end_the_process),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, setup, NULL);
}

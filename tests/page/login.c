/* The page for signing in, where a test over the network would have to wait. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "page/login.h"
#include "page/templates.h"

#include <string.h>

static struct shop shop = { .site = { .name = "Shop",
				    .support = "help@example.com",
				    .support_link = "mailto:help@example.com",
				    .seller.name = "Seller" } };

static void assert_waits(int64_t wait, const char *sentence)
{
	static struct question question = { .left = 2, .right = 3, .token = "x" };
	struct arena *arena = arena_open(1 << 16);
	struct buffer page;
	struct visit visit = { .arena = arena,
		.shop = &shop,
		.request = { .path = "/login", .query = "" },
		.csrf = "x",
		.print = { &page, ENGLISH } };
	struct login_view view = { .email = "",
		.next = "/",
		.wait = wait,
		.error_count = 1,

		.robot = { .form = "login", .failed = "", .question = &question } };

	buffer_init(&page, 1 << 16);
	login_page(&visit, &view);
	assert_non_null(strstr(buffer_text(&page), sentence));
	buffer_free(&page);
	arena_close(arena);
}

static void a_short_wait_is_told_in_seconds(void **state)
{
	(void)state;
	assert_waits(1, "Wait 1 second, then");
	assert_waits(64, "Wait 64 seconds, then");
	assert_waits(90, "Wait 90 seconds, then");
}

/* Rounded up: who comes back when told so is let in. */
static void a_long_wait_is_told_in_minutes(void **state)
{
	(void)state;
	assert_waits(91, "Wait 2 minutes, then");
	assert_waits(120, "Wait 2 minutes, then");
	assert_waits(121, "Wait 3 minutes, then");
	assert_waits(900, "Wait 15 minutes, then");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_short_wait_is_told_in_seconds),
		cmocka_unit_test(a_long_wait_is_told_in_minutes),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "domain/password_common.h"
#include "domain/password_policy.h"

static struct arena *arena;
static const struct site site = { .name = "Palier",
	.seller = { .name = "Atelier du Pont" },
	.address = "https://boutique.exemple-harmonie.fr" };

static enum password_verdict judge_of(const char *email, const char *name, const char *password)
{
	struct password_owner owner = { email, name };

	return password_policy_judge(arena, &site, &owner, password, strlen(password));
}

static enum password_verdict judge(const char *password)
{
	return judge_of("camille@example.com", "Camille Moreau", password);
}

static char *repeat(const char *text, size_t size)
{
	char *all = arena_allocate(arena, size + 1);

	for (size_t i = 0; i < size; i++)
		all[i] = text[i % strlen(text)];
	return all;
}

/* [6.2.1] [6.2.9] */
static void eight_bytes_are_the_least_and_128_the_most(void **state)
{
	char *longest = repeat("kq3 vX8,pZ-w", 128), *longer = repeat("kq3 vX8,pZ-w", 129);

	(void)state;
	assert_int_equal(judge(""), PASSWORD_TOO_SHORT);
	assert_int_equal(judge("kq3vX8p"), PASSWORD_TOO_SHORT);
	assert_int_equal(judge("kq3vX8pZ"), PASSWORD_FINE);
	assert_int_equal(judge(longest), PASSWORD_FINE);
	assert_int_equal(judge(longer), PASSWORD_TOO_LONG);
}

/* [6.2.5] */
static void any_characters_may_be_in_it_and_none_must(void **state)
{
	static const char *const fine[] = { "correct horse battery staple", "mvxqrtzbkw",
		"8302957164", "ÇA ÉTÉ ¿où? ñandú", "社会保険労務士", "🦊 renard 🌲 sapin",
		"a\tb\x01 c\x7f d'\"\\%s<>" };

	(void)state;
	for (size_t i = 0; i < sizeof fine / sizeof *fine; i++)
		assert_int_equal(judge(fine[i]), PASSWORD_FINE);
}

static void what_is_no_text_is_refused(void **state)
{
	struct password_owner owner = { "camille@example.com", "Camille Moreau" };

	(void)state;
	assert_int_equal(judge("kq3vX8pZ\xff"), PASSWORD_NOT_TEXT);
	assert_int_equal(judge("kq3vX8pZ\xed\xa0\x80"), PASSWORD_NOT_TEXT);
	assert_int_equal(
		password_policy_judge(arena, &site, &owner, "kq3vX8pZ\0w7", 11), PASSWORD_NOT_TEXT);
}

/* [6.2.4] asks for the 3,000 commonest that are long enough. */
static void the_commonest_are_refused_in_any_case(void **state)
{
	static const char *const common[] = { "password", "12345678", "PASSWORD", "QwertyUIOP",
		"trustno1", "1q2w3e4r5t" };

	(void)state;
	for (size_t i = 0; i < sizeof common / sizeof *common; i++)
		assert_int_equal(judge(common[i]), PASSWORD_COMMON);
	/* Of the list, but strong by zxcvbn's own dictionary in Debian, which is a shorter one. */
	assert_int_equal(judge("polniypizdec0211"), PASSWORD_COMMON);
	assert_int_equal(judge("polniypizdec0212"), PASSWORD_FINE);
}

static void the_list_holds_more_than_3000_all_of_them_long_enough_and_refused(void **state)
{
	size_t count = 0;

	(void)state;
	for (const char *at = password_common + 1; *at != '\0'; count++) {
		size_t length = strcspn(at, "\n");
		char *password = arena_copy(arena, at, length);

		assert_true(length >= 8);
		assert_int_equal(judge(password), PASSWORD_COMMON);
		at += length + 1;
		if (count % 100 == 0)
			arena_reset(arena);
	}
	assert_in_range(count, 3001, 30000);
}

static void what_is_guessed_soon_is_refused(void **state)
{
	static const char *const weak[] = { "aaaaaaaaaaaa", "abcdefghijkl", "azertyuiop12",
		"Passw0rd2026!", "13/05/1987", "soleil123", "hunter2hunter2", "qwertyqwerty99" };

	(void)state;
	for (size_t i = 0; i < sizeof weak / sizeof *weak; i++)
		assert_int_equal(judge(weak[i]), PASSWORD_WEAK);
	assert_int_equal(judge(repeat("ab", 128)), PASSWORD_WEAK);
}

/* [6.2.11] */
static void words_close_at_hand_are_worth_nothing(void **state)
{
	(void)state;
	assert_int_equal(judge_of("x@example.com", "Y", "guivarc'h-loaec"), PASSWORD_FINE);
	assert_int_equal(
		judge_of("x@example.com", "Guivarc'h Loaec", "guivarc'h-loaec"), PASSWORD_PERSONAL);
	assert_int_equal(
		judge_of("x@example.com", "Loaec Guivarc'h", "GUIVARC'H-LOAEC"), PASSWORD_PERSONAL);
	assert_int_equal(
		judge_of("guivarch.loaec@example.com", "Y", "guivarch.loaec"), PASSWORD_PERSONAL);
	assert_int_equal(
		judge_of("x@guivarch-loaec.bzh", "Y", "guivarch-loaec1"), PASSWORD_PERSONAL);
	assert_int_equal(judge("exemple-harmonie"), PASSWORD_PERSONAL);
	assert_int_equal(judge("Atelier du Pont 1"), PASSWORD_PERSONAL);
	assert_int_equal(
		judge_of("x@example.com", "Guivarc'h Loaec", "guivarchloaec"), PASSWORD_PERSONAL);
	/* Beside enough else they do no harm. */
	assert_int_equal(judge("Camille kq3vX8pZ"), PASSWORD_FINE);
}

/* A name of many words is cut, not run over. */
static void a_name_of_any_length_is_taken(void **state)
{
	(void)state;
	assert_int_equal(
		judge_of("x@example.com", repeat("mot de ", 600), "kq3vX8pZ"), PASSWORD_FINE);
	assert_int_equal(judge_of(NULL, NULL, "kq3vX8pZ"), PASSWORD_FINE);
}

static int open_arena(void **state)
{
	(void)state;
	arena = arena_open(16 << 20);
	return 0;
}

static int close_arena(void **state)
{
	(void)state;
	arena_close(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(eight_bytes_are_the_least_and_128_the_most),
		cmocka_unit_test(any_characters_may_be_in_it_and_none_must),
		cmocka_unit_test(what_is_no_text_is_refused),
		cmocka_unit_test(the_commonest_are_refused_in_any_case),
		cmocka_unit_test(the_list_holds_more_than_3000_all_of_them_long_enough_and_refused),
		cmocka_unit_test(what_is_guessed_soon_is_refused),
		cmocka_unit_test(words_close_at_hand_are_worth_nothing),
		cmocka_unit_test(a_name_of_any_length_is_taken),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, open_arena, close_arena);
}

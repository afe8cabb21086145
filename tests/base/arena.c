/* One request's memory: aligned, zeroed, bounded, and given back at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../support/child.h"
#include "../support/files.h"
#include "base/arena.h"
#include "base/log.h"

static struct arena *arena;

static int arena_setup(void **state)
{
	(void)state;
	arena = arena_open(1 << 20);
	return 0;
}

static int arena_teardown(void **state)
{
	(void)state;
	arena_close(arena);
	return 0;
}

static void memory_comes_zeroed_even_after_it_was_used(void **state)
{
	(void)state;
	for (int round = 0; round < 3; round++) {
		for (size_t size = 1; size < 5000; size = size * 3 + 1) {
			unsigned char *bytes = arena_allocate(arena, size);

			for (size_t i = 0; i < size; i++)
				assert_int_equal(bytes[i], 0);
			memset(bytes, 0xa5, size);
		}
		arena_reset(arena);
	}
}

static void memory_is_aligned_for_anything(void **state)
{
	(void)state;
	for (size_t size = 0; size < 100; size++)
		assert_int_equal((uintptr_t)arena_allocate(arena, size) % 16, 0);
}

static void two_allocations_never_touch(void **state)
{
	unsigned char *places[300];

	(void)state;
	for (size_t i = 0; i < 300; i++) {
		places[i] = arena_allocate(arena, i + 1);
		memset(places[i], (int)(i & 0xff), i + 1);
	}
	for (size_t i = 0; i < 300; i++)
		for (size_t j = 0; j <= i; j++)
			assert_int_equal(places[i][j], i & 0xff);
}

static void an_allocation_of_nothing_has_an_address_of_its_own(void **state)
{
	void *first = arena_allocate(arena, 0), *second = arena_allocate(arena, 0);

	(void)state;
	assert_non_null(first);
	assert_ptr_not_equal(first, second);
}

static void a_block_larger_than_usual_is_given_too(void **state)
{
	char *large = arena_allocate(arena, 500000), *small = arena_allocate(arena, 10);

	(void)state;
	memset(large, 'x', 500000);
	assert_int_equal(small[0], 0);
}

static void growing_keeps_the_bytes_and_zeroes_the_rest(void **state)
{
	char *word = arena_text(arena, "palier");
	char *more = arena_grow(arena, word, 6, 20);

	(void)state;
	assert_memory_equal(more, "palier\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 20);
	assert_string_equal(word, "palier");
}

static void a_copy_ends_with_a_nul_and_keeps_those_within(void **state)
{
	(void)state;
	assert_memory_equal(arena_copy(arena, "a\0b", 3), "a\0b", 4);
	assert_string_equal(arena_copy(arena, NULL, 0), "");
	assert_string_equal(arena_format(arena, "%d %s", -7, "é"), "-7 é");
	assert_string_equal(arena_format(arena, "%s", ""), "");
}

static void a_reset_makes_room_again(void **state)
{
	(void)state;
	for (int i = 0; i < 100; i++) {
		arena_allocate(arena, 1000000);
		arena_reset(arena);
	}
}

static void ask(void *size)
{
	log_open(files_path("log"));
	arena_allocate(arena, *(size_t *)size);
}

static void past_the_ceiling_the_process_says_so_and_aborts(void **state)
{
	size_t refused[] = { (1 << 20) + 1, SIZE_MAX, SIZE_MAX - 15, (size_t)PTRDIFF_MAX };
	size_t whole = 1 << 20, one = 1;

	(void)state;
	assert_int_equal(child_run(ask, &whole), 0);
	for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
		assert_true(child_aborts(ask, &refused[i]));
	arena_allocate(arena, 1 << 20);
	assert_true(child_aborts(ask, &one));
	assert_non_null(strstr(files_read("log"), " memory exhausted bytes=1048577\n"));
	assert_non_null(strstr(files_read("log"), " memory exhausted bytes=1\n"));
}

static void many_small_ones_meet_the_ceiling_too(void **state)
{
	struct arena *small = arena_open(100), *kept = arena;
	size_t size = 60;

	(void)state;
	arena = small;
	arena_allocate(small, 60);
	assert_true(child_aborts(ask, &size));
	arena_close(small);
	arena = kept;
}

static void shrink(void *memory)
{
	arena_grow(arena, memory, 10, 9);
}

static void growing_downwards_is_a_bug(void **state)
{
	(void)state;
	assert_true(child_aborts(shrink, arena_allocate(arena, 10)));
}

static void closing_nothing_is_allowed(void **state)
{
	(void)state;
	arena_close(NULL);
}

#define WITH_ARENA(test) cmocka_unit_test_setup_teardown(test, arena_setup, arena_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_ARENA(memory_comes_zeroed_even_after_it_was_used),
		WITH_ARENA(memory_is_aligned_for_anything),
		WITH_ARENA(two_allocations_never_touch),
		WITH_ARENA(an_allocation_of_nothing_has_an_address_of_its_own),
		WITH_ARENA(a_block_larger_than_usual_is_given_too),
		WITH_ARENA(growing_keeps_the_bytes_and_zeroes_the_rest),
		WITH_ARENA(a_copy_ends_with_a_nul_and_keeps_those_within),
		WITH_ARENA(a_reset_makes_room_again),
		WITH_ARENA(past_the_ceiling_the_process_says_so_and_aborts),
		WITH_ARENA(many_small_ones_meet_the_ceiling_too),
		WITH_ARENA(growing_downwards_is_a_bug),
		cmocka_unit_test(closing_nothing_is_allowed),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, files_open, files_close);
}

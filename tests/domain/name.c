/* Names of the catalogue in what people ask. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/name.h"

static struct arena *arena;

static int setup(void **state)
{
	(void)state;
	arena = arena_open(1 << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_close(arena);
	return 0;
}

/* Harmony, with the editions Premium and Étude. */
static bool is_named(const char *query)
{
	Record__Edition premium = { .name = (char *)"Premium" };
	Record__Edition study = { .name = (char *)"Étude" };
	Record__Edition *editions[] = { &premium, &study };
	Record__Product product = {
		.name = (char *)"Harmony", .n_editions = 2, .editions = editions
	};
	Record__Product *products[] = { &product };
	Record__Catalogue catalogue = { .n_products = 1, .products = products };

	return name_in(arena, &catalogue, query);
}

static void a_product_or_an_edition_is_named_whole(void **state)
{
	static const char *const named[] = { "premium", "PREMIUM", "passer à Premium ?",
		"(premium)", "l’édition premium, s’il vous plaît", "harmony", "premiums premium",
		"Étude", NULL };
	static const char *const others[] = { "", "premi", "premiums", "unpremium", "premiumé",
		"facture", NULL };

	(void)state;
	for (size_t i = 0; named[i] != NULL; i++)
		if (!is_named(named[i]))
			fail_msg("\"%s\" names nothing", named[i]);
	for (size_t i = 0; others[i] != NULL; i++)
		if (is_named(others[i]))
			fail_msg("\"%s\" names something", others[i]);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_product_or_an_edition_is_named_whole),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, setup, teardown);
}

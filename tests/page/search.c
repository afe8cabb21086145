/* The search among the help articles, over a table of this test's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "page/search.h"

#include <string.h>

#define ARTICLE(name, in, operator, heading, about, words)                                         \
	{                                                                                          \
		.id = (name), .language = (in), .for_operator = (operator), .title = (heading),    \
		.summary = (about), .text = (words)                                                \
	}

/* In place of the generated one, which the linker then leaves out. */
const struct article articles[] = {
	ARTICLE("pay", FRENCH, false, "Comment payer une facture ?", "Par virement.",
		"Le compte est sur la facture. Une mise à niveau se paie aussi."),
	ARTICLE("upgrade", FRENCH, false, "Comment réussir une mise à niveau ?", "Les étapes.",
		"Choisissez l’édition, puis cliquez. La facture suit. Œuvre créée à Noël."),
	ARTICLE("money", FRENCH, false, "Le montant", "Ce que coûte une facture.", "Rien d’autre."),
	ARTICLE("upgrade", ENGLISH, false, "How to move up", "The steps.",
		"Choose an edition, then click. The NEAR and NOT of it."),
	ARTICLE("health", FRENCH, true, "Que dit /health ?", "Les lignes.",
		"La facture du disque."),
};
const size_t articles_count = sizeof articles / sizeof *articles;

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

static void assert_finds(
	const char *query, enum language language, bool is_operator, const char *wanted)
{
	struct article_list found;
	const char *ids = "";

	assert_int_equal(search_articles(arena, language, is_operator, query, &found), OK);
	for (size_t i = 0; i < found.count; i++)
		ids = arena_format(
			arena, "%s%s%s", ids, *ids == '\0' ? "" : " ", found.items[i]->id);
	if (!text_equal(ids, wanted))
		fail_msg("\"%s\" finds \"%s\", not \"%s\"", query, ids, wanted);
}

static void accents_and_capitals_do_not_count(void **state)
{
	(void)state;
	assert_finds("creee a noel", FRENCH, false, "upgrade");
	assert_finds("CRÉÉE NOËL", FRENCH, false, "upgrade");
	assert_finds("reussir", FRENCH, false, "upgrade");
	assert_finds("edition", FRENCH, false, "upgrade");
}

static void a_word_matches_those_that_begin_with_it(void **state)
{
	(void)state;
	assert_finds("choisis", FRENCH, false, "upgrade");
	assert_finds("oisissez", FRENCH, false, "");
}

static void a_title_says_more_than_a_summary_and_that_more_than_a_text(void **state)
{
	(void)state;
	assert_finds("facture", FRENCH, false, "pay money upgrade");
	assert_finds("mise a niveau", FRENCH, false, "upgrade pay");
}

static void all_the_words_are_wanted_and_some_will_do(void **state)
{
	(void)state;
	assert_finds("payer niveau", FRENCH, false, "pay");
	assert_finds("virement inconnu", FRENCH, false, "pay");
	assert_finds("inconnu", FRENCH, false, "");
}

static void only_the_visitors_language_and_role_are_searched(void **state)
{
	(void)state;
	assert_finds("move", FRENCH, false, "");
	assert_finds("move", ENGLISH, false, "upgrade");
	assert_finds("disque", FRENCH, false, "");
	assert_finds("disque", FRENCH, true, "health");
}

/* The last ones would be mistakes, or commands, if they reached the search as they are. */
static void any_text_may_be_asked(void **state)
{
	static const char *const empty[] = { "", " ", "?", "\"", "''", "« … »", "* ( ) : ^ - +",
		"a", "%", "\xc3", "\xe2\x80", "title:", NULL };
	char longest[4096];

	(void)state;
	for (size_t i = 0; empty[i] != NULL; i++)
		assert_finds(empty[i], FRENCH, false, "");
	assert_finds("l’édition", FRENCH, false, "upgrade");
	assert_finds("\"virement", FRENCH, false, "pay");
	assert_finds("virement\"*) OR (\"", FRENCH, false, "pay");
	assert_finds("NEAR(click NOT", ENGLISH, false, "upgrade");
	assert_finds("title:virement", FRENCH, false, "pay");
	assert_finds("'; DROP TABLE article; --", FRENCH, false, "");
	assert_finds("virement", FRENCH, false, "pay");
	memset(longest, 'x', sizeof longest);
	longest[sizeof longest - 1] = '\0';
	assert_finds(longest, FRENCH, false, "");
	memcpy(longest, "virement ", 9);
	assert_finds(longest, FRENCH, false, "pay");
	for (size_t i = 0; i + 2 < sizeof longest; i += 2)
		memcpy(longest + i, "zz ", 3);
	memcpy(longest + 300, " virement ", 10);
	assert_finds(longest, FRENCH, false, "");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(accents_and_capitals_do_not_count),
		cmocka_unit_test(a_word_matches_those_that_begin_with_it),
		cmocka_unit_test(a_title_says_more_than_a_summary_and_that_more_than_a_text),
		cmocka_unit_test(all_the_words_are_wanted_and_some_will_do),
		cmocka_unit_test(only_the_visitors_language_and_role_are_searched),
		cmocka_unit_test(any_text_may_be_asked),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, setup, teardown);
}

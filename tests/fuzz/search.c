/*
 * search.c - a question to the help articles: a byte for who asks, then the words.
 *
 * Nothing in a question is the search's own language: it never fails, and finds only articles that
 * are for the one who asks.
 */
#include "page/search.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena = fuzz_arena();
	struct article_list found;
	enum language language;
	bool is_operator;

	if (size == 0 || !fuzz_is_text(bytes + 1, size - 1))
		return 0;
	language = bytes[0] & 1 ? ENGLISH : FRENCH;
	is_operator = bytes[0] & 2;
	assert(search_articles(arena, language, is_operator, arena_copy(arena, bytes + 1, size - 1),
		       &found) == OK);
	assert(found.count <= 8);
	for (size_t i = 0; i < found.count; i++) {
		assert(found.items[i]->language == language);
		assert(is_operator || !found.items[i]->for_operator);
		for (size_t n = 0; n < i; n++)
			assert(found.items[n] != found.items[i]);
	}
	return 0;
}

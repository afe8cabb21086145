#include "domain/name.h"

#include "base/text.h"

#include <ctype.h>
#include <string.h>

static bool ends_a_word(char byte)
{
	return (unsigned char)byte < 0x80 && !isalnum((unsigned char)byte);
}

static bool is_named(struct arena *arena, const char *text, const char *name)
{
	char *small = arena_text(arena, name);
	size_t length = strlen(name);
	const char *at = text;

	text_lower(small);
	while (length > 0 && (at = strstr(at, small)) != NULL) {
		if ((at == text || ends_a_word(at[-1])) && ends_a_word(at[length]))
			return true;
		at++;
	}
	return false;
}

bool name_in(struct arena *arena, const Record__Catalogue *catalogue, const char *text)
{
	char *small = arena_text(arena, text);

	text_lower(small);
	for (size_t i = 0; i < catalogue->n_products; i++) {
		const Record__Product *product = catalogue->products[i];

		if (is_named(arena, small, product->name))
			return true;
		for (size_t j = 0; j < product->n_editions; j++)
			if (is_named(arena, small, product->editions[j]->name))
				return true;
	}
	return false;
}

#include "domain/password_policy.h"

#include "base/text.h"
#include "domain/password_common.h"

#include <ctype.h>
#include <zxcvbn.h>

/* zxcvbn's score of 3, its "safely unguessable", begins at 10^8 guesses: log2(10^8) bits. */
#define BITS_LEAST 26.5754

#define WORDS_MOST 64
#define WORD_LEAST 3 /* shorter ones are in any password */

/* Rows of the French keyboard, and what the English dictionary doesn't know. */
static const char *french[] = { "azertyuiop", "qsdfghjklm", "wxcvbn", "motdepasse", NULL };

/* The words close at hand, NULL behind the last, as zxcvbn wants them. */
struct words {
	size_t count;
	const char *items[WORDS_MOST + 1];
};

static void add_word(struct words *words, const char *word)
{
	if (strlen(word) >= WORD_LEAST && words->count < WORDS_MOST)
		words->items[words->count++] = word;
}

/* Bytes of other scripts' letters are letters. */
static bool is_in_word(char byte)
{
	return isalnum((unsigned char)byte) || (byte & 0x80) != 0;
}

static bool is_in_name(char byte)
{
	return byte != ' ' && byte != '\0';
}

static void add_parts(
	struct words *words, struct arena *arena, const char *text, bool (*is_in_part)(char byte))
{
	while (*text != '\0') {
		const char *end = text;

		while (is_in_part(*end))
			end++;
		if (end > text)
			add_word(words, arena_copy(arena, text, (size_t)(end - text)));
		text = *end == '\0' ? end : end + 1;
	}
}

/* "Ana Roy" as "anaroy". */
static void squeeze(char *text)
{
	char *end = text;

	for (; *text != '\0'; text++)
		if (is_in_word(*text))
			*end++ = *text;
	*end = '\0';
}

/* All of a text, with and without what separates, "guivarc'h" of it, and "guivarc". */
static void add_words(struct words *words, struct arena *arena, const char *text)
{
	char *lower;

	if (text_is_empty(text))
		return;
	lower = arena_text(arena, text);
	text_lower(lower);
	add_word(words, lower);
	add_parts(words, arena, lower, is_in_name);
	add_parts(words, arena, lower, is_in_word);
	lower = arena_text(arena, lower);
	squeeze(lower);
	add_word(words, lower);
}

static bool is_common(struct arena *arena, const char *password)
{
	char *line = arena_format(arena, "\n%s\n", password);

	text_lower(line);
	return strstr(password_common, line) != NULL;
}

enum password_verdict password_policy_judge(struct arena *arena, const struct site *site,
	const struct password_owner *owner, const char *password, size_t size)
{
	struct words words = { 0 };

	if (size < PASSWORD_LEAST)
		return PASSWORD_TOO_SHORT;
	if (size > PASSWORD_MOST)
		return PASSWORD_TOO_LONG;
	if (!text_is_utf8(password, size))
		return PASSWORD_NOT_TEXT;
	password = arena_copy(arena, password, size);
	if (is_common(arena, password))
		return PASSWORD_COMMON;
	if (ZxcvbnMatch(password, french, NULL) < BITS_LEAST)
		return PASSWORD_WEAK;
	/* What comes first is worth least. */
	add_words(&words, arena, owner->name);
	add_words(&words, arena, owner->email);
	add_words(&words, arena, site->name);
	add_words(&words, arena, site->seller.name);
	add_words(&words, arena, site->address);
	return ZxcvbnMatch(password, words.items, NULL) < BITS_LEAST ? PASSWORD_PERSONAL
								     : PASSWORD_FINE;
}

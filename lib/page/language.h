/*
 * language.h - the languages that pages are written in, and their texts.
 *
 * The text in the source is the English one and the key to the others, which GNU gettext
 * finds in language/LANGUAGE/LC_MESSAGES/palier.mo.  Templates write {{ say "..." }}, C files
 * say(language, "...").  A text is looked up once per process and language; a language whose
 * catalogue is missing, or a text that isn't in it, shows English.
 *
 * A text may have places, {name}, which print.h fills.
 */
#ifndef PAGE_LANGUAGE_H
#define PAGE_LANGUAGE_H

#include <stdbool.h>
#include <stdint.h>

enum language { FRENCH, ENGLISH, LANGUAGES };

/* What tells plural forms apart; in the languages above, every number from 2 on is alike. */
enum message_class { MESSAGE_NONE, MESSAGE_ONE, MESSAGE_MANY, MESSAGE_CLASSES };

/* A text and what was found for it.  Static, made by the macros below. */
struct message {
	const char *one, *many; /* English; many is NULL without a plural */
	const char *found[LANGUAGES][MESSAGE_CLASSES];
};

/* xgettext looks for these names. */
#define MESSAGE(text)                                                                              \
	{                                                                                          \
		.one = (text)                                                                      \
	}
#define MESSAGES(text_of_one, text_of_many)                                                        \
	{                                                                                          \
		.one = (text_of_one), .many = (text_of_many)                                       \
	}

/* The text in a language, as a const char * that stays valid. */
#define say(language, text)                                                                        \
	__extension__({                                                                            \
		static struct message said_ = MESSAGE("" text);                                    \
		message_text(&said_, language);                                                    \
	})

/*
 * Call once, before any text is wanted: where the catalogues lie.  NULL: in the folder
 * language/ beside the one that the program lies in.
 */
void language_init(const char *directory);

const char *message_text(struct message *message, enum language language);
/* The form for a number, which is not negative. */
const char *message_text_count(struct message *message, enum language language, int64_t count);

/* "fr", and back; false leaves *language alone. */
const char *language_code(enum language language);
bool language_of(const char *code, enum language *language);

/* The best language for an Accept-Language header (RFC 9110, 12.5.4), which may be NULL; otherwise:
 * where it wants none of ours, or any. */
enum language language_accept(const char *header, enum language otherwise);

#endif

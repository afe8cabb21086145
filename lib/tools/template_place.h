/*
 * template_place.h - where in the HTML a template's reader stands.
 *
 * Follows markup byte by byte, as a browser's tokenizer would, as far as it matters for
 * escaping: a value's printer is chosen by the place it stands in.  What it cannot be sure
 * about it refuses.  A complaint is a sentence; NULL means that all is well.
 */
#ifndef TOOLS_TEMPLATE_PLACE_H
#define TOOLS_TEMPLATE_PLACE_H

#include <stdbool.h>
#include <stddef.h>

#define PLACE_NAME_SIZE 24

enum place_kind {
	PLACE_TEXT,
	PLACE_LESS,        /* behind a "<" */
	PLACE_DECLARATION, /* <!DOCTYPE, <? */
	PLACE_COMMENT,
	PLACE_RAW,   /* script, style and others that browsers don't parse */
	PLACE_PLAIN, /* title, textarea: text without tags */
	PLACE_TAG_NAME,
	PLACE_GAP,        /* an attribute or tag name has ended; white space must follow */
	PLACE_TAG,        /* between attributes */
	PLACE_NAME,       /* in an attribute's name */
	PLACE_AFTER_NAME, /* behind it and white space: an = may follow */
	PLACE_EQUALS,     /* behind the = */
	PLACE_UNQUOTED,
	PLACE_VALUE,     /* quoted */
	PLACE_URL,       /* quoted, and an address */
	PLACE_FORBIDDEN, /* quoted, and code or a list of addresses */
};

/* How much of an address has been read: a value may decide its scheme, or it may not. */
enum place_url {
	URL_START,       /* nothing: the value is an address of its own */
	URL_SCHEME,      /* letters that a colon would make a scheme */
	URL_SLASH,       /* "/" alone: another would make the next part a host */
	URL_SLASH_VALUE, /* "/" and a value, which may be empty */
	URL_VALUE,       /* a value: a colon would make it a scheme */
	URL_PART,        /* past all that */
	URL_FOREIGN,     /* a scheme like javascript: */
	URL_UNSURE,      /* depends on the branch taken */
};

struct place {
	enum place_kind kind;
	enum place_url url;
	char quote;                      /* the one that closes the value */
	char tag[PLACE_NAME_SIZE];       /* being read, or whose content is raw or plain */
	char attribute[PLACE_NAME_SIZE]; /* being read */
	char word[PLACE_NAME_SIZE];      /* the last bytes that may end the place, or a scheme */
	bool closing;                    /* the tag is an end tag */
	int pre;                         /* how many <pre> are open */
	bool line;                       /* what was printed last is a line feed */
};

/* Takes one byte of markup (template_follow.c). */
const char *place_follow(struct place *place, char byte);

/* Names the printer for a value here ("print_text") and takes note that it stands here. */
const char *place_printer(struct place *place, const char **complaint);

/* To be called where a directive that prints nothing of its own branches off or comes back. */
const char *place_branch(struct place *place);

/*
 * Makes *place the place behind two branches, one of which ended in *place, the other in
 * *other; complains when they differ.
 */
const char *place_join(struct place *place, const struct place *other);

/* Complains unless a loop's body that began at *start and ended at *end can follow itself. */
const char *place_repeat(const struct place *start, const struct place *end);

/* The part that knows addresses (template_url.c). */
const char *url_follow(struct place *place, char byte);
const char *url_printer(struct place *place, const char **complaint);
enum place_url url_join(enum place_url a, enum place_url b);

/* Names, in lower case, cut off where they are longer than any that matters. */
void place_word_add(char word[static PLACE_NAME_SIZE], char byte);
bool place_word_in(const char *word, const char *const *list);

/* White space is left as it is in here. */
bool place_keeps_space(const struct place *place);

#endif

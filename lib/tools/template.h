/*
 * template.h - what the parts of the template compiler share.
 *
 * A template is read from front to back, once, and C is written as it is read: `template.c`
 * is the command, `template_page.c` knows pages and directives, `template_block.c` if and each,
 * `template_print.c` HTML and values, `template_say.c` translated texts and `template_scan.c`
 * the pieces of C inside {{ }}; template_place.h has the places of HTML.  Whatever is wrong
 * ends the program with the file, the line and a sentence.
 */
#ifndef TOOLS_TEMPLATE_H
#define TOOLS_TEMPLATE_H

#include "tools/template_place.h"

#include <stdbool.h>
#include <stddef.h>

#define TEMPLATE_DEPTH 64

enum block_kind { BLOCK_PAGE, BLOCK_IF, BLOCK_EACH };

/* A page, if or each that waits for its end. */
struct block {
	enum block_kind kind;
	const char *at; /* the directive */
	struct place start;
	struct place end; /* where the branches so far ended */
	bool branched;    /* end is set */
	bool otherwise;   /* an else was read */
};

struct template
{
	const char *file;
	const char *source; /* NUL-terminated */
	const char *at;     /* what is being read, for complaints */
	bool header;        /* only the prototypes are wanted */
	struct place place;
	struct block blocks[TEMPLATE_DEPTH];
	int depth;
	bool quoted; /* a string of HTML is being written */
};

/* Part of the source. */
struct span {
	const char *at, *end;
};

__attribute__((noreturn, format(printf, 2, 3))) void template_fail(
	const struct template *template, const char *format, ...);
/* Ends the program when there is a complaint. */
void template_check(const struct template *template, const char *complaint);

/* template_scan.c */

/* The span without white space around it. */
struct span span_trim(struct span span);
bool span_is_empty(struct span span);
/* Behind the literal, the word or the byte that begins at `at`. */
const char *scan_token(const struct template *template, const char *at);
/* Where any of the bytes in `stops` stands outside of literals and brackets, else the end. */
const char *scan_until(const struct template *template, struct span span, const char *stops);
/* Takes a whole word, and what white space follows, off the front; false when another stands
 * there. */
bool scan_word(struct span *span, const char *word);
/* Behind the identifier that begins the span; its beginning when there is none. */
const char *scan_name(struct span span);
/* The }} that closes a directive. */
const char *scan_close(const struct template *template, const char *at);

/* template_print.c */

/* One piece of HTML, which ends where a directive or the file does. */
void template_text(struct template *template, struct span text);
/* Ends the string of HTML that is being written, if there is one. */
void template_string_close(struct template *template);
/* Writes an expression, with `say "..."` within it as a call. */
void template_expression(struct template *template, struct span expression);
/* Writes where the following line of C comes from. */
void template_origin(struct template *template, const char *at);
/* Directives; the span is what follows the word. */
void template_value(struct template *template, struct span span);
void template_raw(struct template *template, struct span span);
void template_call(struct template *template, struct span span);
void template_body(struct template *template, struct span span);

/* template_block.c */

struct block *template_begin(struct template *template, enum block_kind kind);
void template_if(struct template *template, struct span span);
void template_else(struct template *template, struct span span);
void template_each(struct template *template, struct span span);
void template_end(struct template *template, struct span span);

/* template_page.c */

/* What stands between {{ and }}. */
void template_directive(struct template *template, struct span directive);

/* template_say.c */

/* What follows the word say, as a statement that prints. */
void template_say(struct template *template, struct span span);
/* A plain message within an expression, from its opening quote on; gives what follows it. */
const char *template_say_value(struct template *template, struct span span);

#endif

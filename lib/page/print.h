/*
 * print.h - what compiled templates call to print a value, safe for where it stands.
 *
 * The template compiler chooses the printer by the place, _Generic the function by the type:
 *
 *                   text, numbers, format   money                 day, instant
 *   print_text      escaped                 <data value>          <time datetime>
 *   print_attribute escaped                 as people write it    as people write it
 *   print_url       a whole address         -                     -
 *   print_url_part  percent-encoded         minor units           ISO 8601
 *
 * Two more are printed in texts alone: an address for mail, struct mailbox, as a link, and struct
 * whole.
 *
 * print_attribute also serves title and textarea, which hold no tags.  (Nor does an option, but
 * that the compiler can't know: write format_money there.)  Numbers are printed
 * without grouping, for most are ids.  NULL is a bug.  A type that isn't listed, bool and char
 * among them, does not compile.
 *
 * print_url takes a path, a query or a fragment, or an http, https or mailto address.  Anything
 * else, `javascript:` and `//another.example` among it, becomes "#".
 */
#ifndef PAGE_PRINT_H
#define PAGE_PRINT_H

#include "base/buffer.h"
#include "base/clock.h"
#include "base/money.h"
#include "page/format.h"
#include "page/language.h"

#include <stdint.h>

struct visit;

/* An address for mail: in a text a link to write to it. */
struct mailbox {
	const char *address;
};

/* A number with a hyphen, or a name, that the end of a line doesn't part. */
struct whole {
	const char *text;
};

struct print {
	struct buffer *out;
	enum language language;
};

/* The body that a layout prints by {{ body }}. */
typedef void print_body(struct visit *visit, const void *context);

#define print_text(print, ...)                                                                     \
	_Generic((__VA_ARGS__), struct money                                                       \
		 : print_money_data, struct day                                                    \
		 : print_day_time, struct instant                                                  \
		 : print_instant_time, struct mailbox                                              \
		 : print_mailbox_link, struct whole                                                \
		 : print_whole_span, PRINT_TYPES(print_escaped, print_format_escaped))(            \
		print, __VA_ARGS__)

#define print_attribute(print, ...)                                                                \
	_Generic((__VA_ARGS__), struct money                                                       \
		 : print_money_plain, struct day                                                   \
		 : print_day_plain, struct instant                                                 \
		 : print_instant_plain, PRINT_TYPES(print_escaped, print_format_escaped))(         \
		print, __VA_ARGS__)

#define print_url(print, ...)                                                                      \
	_Generic((__VA_ARGS__), PRINT_TYPES(print_address, print_format_encoded))(                 \
		print, __VA_ARGS__)

#define print_url_part(print, ...)                                                                 \
	_Generic((__VA_ARGS__), struct money                                                       \
		 : print_money_encoded, struct day                                                 \
		 : print_day_encoded, struct instant                                               \
		 : print_instant_encoded, PRINT_TYPES(print_encoded, print_format_encoded))(       \
		print, __VA_ARGS__)

/* The types that are printed alike everywhere, but for texts. */
#define PRINT_TYPES(print_string, print_format)                                                    \
	const char * : print_string,                                                               \
		       char * : print_string,                                                      \
				struct format : print_format,                                      \
						signed char : print_signed,                        \
							      short : print_signed,                \
								      int : print_signed,          \
									    long : print_signed,   \
										   long long       \
	    : print_signed,                                                                        \
	      unsigned char : print_unsigned,                                                      \
			      unsigned short : print_unsigned,                                     \
					       unsigned : print_unsigned,                          \
							  unsigned long : print_unsigned,          \
									  unsigned long long       \
	    : print_unsigned

/* HTML that stands in the template itself. */
#define print_literal(print, literal) buffer_add((print)->out, "" literal, sizeof("" literal) - 1)

/* HTML made elsewhere, which nobody checks any more: {{ raw }}. */
void print_trusted_html(struct print *print, const char *html);

/*
 * Prints a message's text up to its next place and steps behind it; gives the place's index in
 * names, or -1 at the message's end.  A place that names doesn't list is a bug.
 */
int print_piece(struct print *print, const char **rest, const char *const *names);

/* What the macros above choose from. */
void print_escaped(struct print *print, const char *text);
void print_encoded(struct print *print, const char *text);
void print_address(struct print *print, const char *address);
void print_signed(struct print *print, int64_t number);
void print_unsigned(struct print *print, uint64_t number);
void print_format_escaped(struct print *print, struct format format);
void print_format_encoded(struct print *print, struct format format);
void print_mailbox_link(struct print *print, struct mailbox mailbox);
void print_whole_span(struct print *print, struct whole whole);
void print_money_data(struct print *print, struct money money);
void print_money_plain(struct print *print, struct money money);
void print_money_encoded(struct print *print, struct money money);
void print_day_time(struct print *print, struct day day);
void print_day_plain(struct print *print, struct day day);
void print_day_encoded(struct print *print, struct day day);
void print_instant_time(struct print *print, struct instant instant);
void print_instant_plain(struct print *print, struct instant instant);
void print_instant_encoded(struct print *print, struct instant instant);

#endif

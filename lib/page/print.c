#include "page/print.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

static const char *entity(char byte)
{
	switch (byte) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&#34;";
	default:
		return "&#39;";
	}
}

#define ESCAPED "&<>\"'"

/* Up to the text's end, or the first of the stops that isn't of ESCAPED, which they contain: the C
 * library looks at sixteen bytes at once, and a page has thousands that are what they are. */
static const char *print_up_to(struct print *print, const char *at, const char *stops)
{
	for (;;) {
		size_t length = strcspn(at, stops);

		buffer_add(print->out, at, length);
		at += length;
		if (*at == '\0' || strchr(ESCAPED, *at) == NULL)
			return at;
		buffer_add_text(print->out, entity(*at++));
	}
}

void print_escaped(struct print *print, const char *text)
{
	assert(text);
	print_up_to(print, text, ESCAPED);
}

void print_trusted_html(struct print *print, const char *html)
{
	assert(html);
	buffer_add_text(print->out, html);
}

static void percent(struct print *print, char byte)
{
	static const char digits[] = "0123456789ABCDEF";
	unsigned char value = (unsigned char)byte;

	buffer_add(print->out, (char[]){ '%', digits[value >> 4], digits[value & 15] }, 3);
}

static bool is_letter_or_digit(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9');
}

void print_encoded(struct print *print, const char *text)
{
	assert(text);
	for (; *text; text++) {
		/* RFC 3986, 2.3: unreserved */
		if (is_letter_or_digit(*text) || strchr("-._~", *text))
			buffer_add_byte(print->out, *text);
		else
			percent(print, *text);
	}
}

/* What browsers would drop or change, and so see another address than we do. */
static bool is_foreign_to_addresses(char byte)
{
	if (is_letter_or_digit(byte))
		return false;
	return (unsigned char)byte <= 0x20 || (unsigned char)byte >= 0x7f ||
	       strchr("\\^`{|}<>\"'", byte);
}

/* A path, a query, a fragment, or one of three schemes. */
static bool is_safe_address(const char *address)
{
	static const char *const starts[] = { "http://", "https://", "mailto:", NULL };
	size_t first = strcspn(address, "/?#");

	for (const char *const *start = starts; *start; start++)
		if (strncasecmp(address, *start, strlen(*start)) == 0)
			return true;
	/* "//host", also with the backslash that browsers take for a slash */
	if (address[0] == '/' && (address[1] == '/' || address[1] == '\\'))
		return false;
	return memchr(address, ':', first) == NULL;
}

void print_address(struct print *print, const char *address)
{
	const char *start;

	assert(address);
	if (!is_safe_address(address)) {
		buffer_add_byte(print->out, '#');
		return;
	}
	for (start = address; *address; address++) {
		bool foreign = is_foreign_to_addresses(*address);

		if (!foreign && *address != '&')
			continue;
		buffer_add(print->out, start, (size_t)(address - start));
		if (foreign)
			percent(print, *address);
		else
			buffer_add_text(print->out, entity('&'));
		start = address + 1;
	}
	buffer_add(print->out, start, (size_t)(address - start));
}

void print_signed(struct print *print, int64_t number)
{
	buffer_add_number(print->out, number);
}

void print_unsigned(struct print *print, uint64_t number)
{
	buffer_add_unsigned(print->out, number);
}

void print_format_escaped(struct print *print, struct format format)
{
	print_escaped(print, format.text);
}

void print_format_encoded(struct print *print, struct format format)
{
	print_encoded(print, format.text);
}

void print_mailbox_link(struct print *print, struct mailbox mailbox)
{
	print_literal(print, "<a href=\"mailto:");
	print_address(print, mailbox.address);
	print_literal(print, "\">");
	print_escaped(print, mailbox.address);
	print_literal(print, "</a>");
}

void print_whole_span(struct print *print, struct whole whole)
{
	print_literal(print, "<span class=\"whole\">");
	print_escaped(print, whole.text);
	print_literal(print, "</span>");
}

void print_money_data(struct print *print, struct money money)
{
	print_literal(print, "<data value=\"");
	buffer_add_number(print->out, money.minor);
	print_literal(print, "\">");
	print_money_plain(print, money);
	print_literal(print, "</data>");
}

void print_money_plain(struct print *print, struct money money)
{
	print_format_escaped(print, format_money(money, print->language));
}

void print_money_encoded(struct print *print, struct money money)
{
	buffer_add_number(print->out, money.minor);
}

static void print_time(struct print *print, struct format iso, struct format format)
{
	print_literal(print, "<time datetime=\"");
	print_format_escaped(print, iso);
	print_literal(print, "\">");
	print_format_escaped(print, format);
	print_literal(print, "</time>");
}

void print_day_time(struct print *print, struct day day)
{
	print_time(print, format_day_iso(day), format_day(day, print->language));
}

void print_day_plain(struct print *print, struct day day)
{
	print_format_escaped(print, format_day(day, print->language));
}

void print_day_encoded(struct print *print, struct day day)
{
	print_format_encoded(print, format_day_iso(day));
}

void print_instant_time(struct print *print, struct instant instant)
{
	print_time(print, format_instant_iso(instant), format_instant(instant, print->language));
}

void print_instant_plain(struct print *print, struct instant instant)
{
	print_format_escaped(print, format_instant(instant, print->language));
}

void print_instant_encoded(struct print *print, struct instant instant)
{
	print_format_encoded(print, format_instant_iso(instant));
}

int print_piece(struct print *print, const char **rest, const char *const *names)
{
	const char *open = print_up_to(print, *rest, ESCAPED "{");
	size_t length;

	*rest = open;
	if (*open == '\0')
		return -1;
	length = strcspn(++open, "}");
	for (int n = 0; names[n]; n++) {
		if (strlen(names[n]) == length && memcmp(names[n], open, length) == 0) {
			*rest = open + length + 1;
			return n;
		}
	}
	assert(!"a translation has a place that its message hasn't");
	return -1;
}

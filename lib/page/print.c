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

static void print_escaped_bytes(struct print *print, const char *at, size_t size)
{
	/* Most bytes are what they are, and a page has thousands: one look for each. */
	static const bool is_escaped[256] = {
		['&'] = true, ['<'] = true, ['>'] = true, ['"'] = true, ['\''] = true
	};
	const char *start = at, *end = at + size;

	for (; at < end; at++) {
		if (!is_escaped[(unsigned char)*at])
			continue;
		buffer_add(print->out, start, (size_t)(at - start));
		buffer_add_text(print->out, entity(*at));
		start = at + 1;
	}
	buffer_add(print->out, start, (size_t)(end - start));
}

void print_escaped(struct print *print, const char *text)
{
	assert(text);
	print_escaped_bytes(print, text, strlen(text));
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
		if (!is_foreign_to_addresses(*address))
			continue;
		print_escaped_bytes(print, start, (size_t)(address - start));
		percent(print, *address);
		start = address + 1;
	}
	print_escaped_bytes(print, start, (size_t)(address - start));
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
	size_t length = strcspn(*rest, "{");
	const char *open = *rest + length;

	print_escaped_bytes(print, *rest, length);
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

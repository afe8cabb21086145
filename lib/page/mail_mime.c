#include "page/mail_mime.h"

#include "base/text.h"

#include <assert.h>
#include <ctype.h>

#define LINE_MOST 76
#define WORD_MOST 39 /* bytes of text in an encoded word: 52 of base64, and 12 around them */

/* A boundary that quoted-printable can't hold, for it writes "=" as "=3D". */
#define BOUNDARY "=_palier_=_"

/* ---- header lines ------------------------------------------------------------------------- */

/* Space stands in for what would move a line's end. */
static char harmless(char byte)
{
	return ((unsigned char)byte < 0x20 || byte == 0x7f) ? ' ' : byte;
}

static bool is_plain(const char *text)
{
	for (; *text != '\0'; text++)
		if (!isalnum((unsigned char)*text) && strchr(" -", *text) == NULL)
			return false;
	return true;
}

/* How many bytes of a text, whole characters of UTF-8, one encoded word takes. */
static size_t word_size(const char *text)
{
	size_t size = strnlen(text, WORD_MOST + 1);

	if (size <= WORD_MOST)
		return size;
	for (size = WORD_MOST; size > 1 && (text[size] & 0xc0) == 0x80; size--)
		;
	return size;
}

static void add_base64(struct buffer *out, const char *bytes, size_t size)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < size; i += 3) {
		size_t left = size - i;
		uint32_t group = (uint32_t)(unsigned char)harmless(bytes[i]) << 16;

		group |= left > 1 ? (uint32_t)(unsigned char)harmless(bytes[i + 1]) << 8 : 0;
		group |= left > 2 ? (uint32_t)(unsigned char)harmless(bytes[i + 2]) : 0;
		buffer_add_byte(out, digits[group >> 18]);
		buffer_add_byte(out, digits[group >> 12 & 63]);
		buffer_add_byte(out, left > 1 ? digits[group >> 6 & 63] : '=');
		buffer_add_byte(out, left > 2 ? digits[group & 63] : '=');
	}
}

/* As it is where that is harmless and fits on a line, else in encoded words (RFC 2047), a line
 * each. */
static void add_text(struct buffer *out, const char *text)
{
	if (is_plain(text) && strlen(text) <= LINE_MOST - sizeof "Subject: ") {
		buffer_add_text(out, text);
		return;
	}
	for (size_t size; *text != '\0'; text += size) {
		size = word_size(text);
		buffer_add_text(out, "=?utf-8?B?");
		add_base64(out, text, size);
		buffer_add_text(out, text[size] == '\0' ? "?=" : "?=\r\n ");
	}
}

static void add_person(struct buffer *out, const char *field, struct mail_person person)
{
	assert(text_is_email(person.address));
	buffer_add_format(out, "%s: ", field);
	if (*person.name != '\0') {
		add_text(out, person.name);
		buffer_add_text(out, "\r\n ");
	}
	buffer_add_format(out, "<%s>\r\n", person.address);
}

/* "Mon, 11 May 2026 12:00:00 +0200": names of days and months are English in the locale C. */
static void add_date(struct buffer *out, struct instant instant)
{
	time_t seconds = instant.seconds;
	struct tm time;
	char text[64];

	localtime_r(&seconds, &time);
	strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S %z", &time);
	buffer_add_format(out, "Date: %s\r\n", text);
}

static void add_header(struct buffer *out, const struct mail_mime *mime)
{
	add_date(out, mime->date);
	add_person(out, "From", mime->from);
	add_person(out, "To", mime->to);
	add_person(out, "Reply-To", mime->reply_to);
	buffer_add_text(out, "Subject: ");
	add_text(out, mime->subject);
	buffer_add_format(out,
		"\r\nMessage-ID: <%s>\r\n"
		"Auto-Submitted: auto-generated\r\n"
		"Content-Language: %s\r\n"
		"MIME-Version: 1.0\r\n"
		"Content-Type: multipart/alternative; boundary=\"" BOUNDARY "\"\r\n",
		mime->id, mime->language);
}

/* ---- bodies ------------------------------------------------------------------------------- */

/* A dot or a "From" at a line's beginning means something to mail servers; so does a space at its
 * end. */
static bool must_be_encoded(const char *at, size_t column)
{
	unsigned char byte = (unsigned char)*at;

	if (byte == '=' || byte < 0x20 || byte > 0x7e)
		return true;
	if (column == 0 && (byte == '.' || text_starts(at, "From ")))
		return true;
	return byte == ' ' && (at[1] == '\n' || at[1] == '\0');
}

/* Quoted-printable (RFC 2045, 6.7). */
static void add_quoted(struct buffer *out, const char *text)
{
	size_t column = 0;

	for (; *text != '\0'; text++) {
		bool encoded = must_be_encoded(text, column);
		size_t width = encoded ? 3 : 1;

		if (*text == '\r')
			continue;
		if (*text == '\n') {
			buffer_add_text(out, "\r\n");
			column = 0;
			continue;
		}
		if (column + width >= LINE_MOST) {
			buffer_add_text(out, "=\r\n");
			column = 0;
			encoded = must_be_encoded(text, column);
			width = encoded ? 3 : 1;
		}
		if (encoded)
			buffer_add_format(out, "=%02X", (unsigned char)*text);
		else
			buffer_add_byte(out, *text);
		column += width;
	}
	buffer_add_text(out, "\r\n");
}

static void add_part(struct buffer *out, const char *type, const char *text)
{
	buffer_add_format(out,
		"\r\n--" BOUNDARY "\r\n"
		"Content-Type: %s; charset=utf-8\r\n"
		"Content-Transfer-Encoding: quoted-printable\r\n\r\n",
		type);
	add_quoted(out, text);
}

void mail_mime_write(struct buffer *out, const struct mail_mime *mime)
{
	add_header(out, mime);
	add_part(out, "text/plain", mime->text);
	add_part(out, "text/html", mime->html);
	buffer_add_text(out, "\r\n--" BOUNDARY "--\r\n");
}

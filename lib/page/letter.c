#include "base/text.h"
#include "page/mail.h"
#include "page/templates.h"

#include <assert.h>
#include <inttypes.h>

#define LETTER_MOST (size_t)(512 << 10)
#define LINE_BYTES 57 /* of a line of Base64: 76 digits */
#define WORD_BYTES 42 /* of an encoded word: 75 characters (RFC 2047, 2) */

/* ---- headers --------------------------------------------------------------------------------- */

static bool is_plain(const char *text)
{
	if (strstr(text, "=?") != NULL || strlen(text) > 60)
		return false;
	for (; *text != '\0'; text++)
		if (*text < ' ' || *text > '~')
			return false;
	return true;
}

static void add_base64(struct buffer *out, const char *bytes, size_t size)
{
	char text[SECRET_TEXT_SIZE(LINE_BYTES) + 4];

	assert(size <= LINE_BYTES);
	secret_base64(text, bytes, size);
	buffer_add_text(out, text);
	if (size % 3 != 0)
		buffer_add_text(out, size % 3 == 1 ? "==" : "=");
}

/* Encoded words are whole characters each; a line end in the text becomes part of a word. */
static void add_words(struct buffer *out, const char *text)
{
	if (is_plain(text)) {
		buffer_add_text(out, text);
		return;
	}
	while (*text != '\0') {
		size_t size = strlen(text);

		if (size > WORD_BYTES)
			for (size = WORD_BYTES; (text[size] & 0xc0) == 0x80; size--)
				;
		buffer_add_text(out, "=?UTF-8?B?");
		add_base64(out, text, size);
		buffer_add_text(out, "?=");
		text += size;
		if (*text != '\0')
			buffer_add_text(out, "\r\n ");
	}
}

static void add_date(struct buffer *out, int64_t seconds)
{
	time_t at = (time_t)seconds;
	char text[64];
	struct tm parts;

	gmtime_r(&at, &parts);
	strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S +0000", &parts);
	buffer_add_format(out, "Date: %s\r\n", text);
}

static void add_headers(struct buffer *out, struct shop *shop, struct arena *arena,
	const struct mail *mail, uint64_t id, int64_t created)
{
	const struct site *site = &shop->site;

	buffer_add_text(out, "From: ");
	/* As quoted text a name could end early; as an encoded word it can't. */
	add_words(out, strpbrk(site->name, "\"\\(),.:;<>@[]") == NULL
			       ? site->name
			       : arena_format(arena, "%s\u200b", site->name));
	buffer_add_format(out, " <%s>\r\nTo: <%s>\r\n", site->mail.from, mail->to);
	if (!text_equal(site->mail.from, site->support))
		buffer_add_format(out, "Reply-To: <%s>\r\n", site->support);
	buffer_add_text(out, "Subject: ");
	add_words(out, mail->subject);
	buffer_add_text(out, "\r\n");
	add_date(out, created);
	buffer_add_format(out,
		"Message-ID: <palier.%" PRIu64 ".%" PRId64 "@%s>\r\n"
		"Content-Language: %s\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n",
		id, created, site_host(site, arena), language_code(mail->language));
}

/* ---- bodies -----------------------------------------------------------------------------------
 */

static void add_quoted(struct buffer *out, const char *text)
{
	while (*text != '\0') {
		size_t length = strcspn(text, "\n");

		buffer_add_text(out, "> ");
		buffer_add(out, text, length);
		buffer_add_text(out, "\r\n");
		text += length + (text[length] == '\n');
	}
}

static void print_plain(struct buffer *out, const struct mail *mail)
{
	for (size_t i = 0; i < mail->count; i++) {
		const struct mail_part *part = &mail->parts[i];

		if (part->kind == MAIL_QUOTES)
			add_quoted(out, part->text);
		else if (part->kind == MAIL_LEADS)
			buffer_add_format(out, "%s\r\n%s\r\n", part->text, part->address);
		else
			buffer_add_format(out, "%s\r\n", part->text);
		buffer_add_text(out, "\r\n");
	}
	buffer_add_format(out, "-- \r\n%s – %s\r\n", mail->shop, mail->seller);
}

static void add_body(
	struct buffer *out, const char *boundary, const char *type, const struct buffer *body)
{
	buffer_add_format(out,
		"--%s\r\nContent-Type: %s; charset=utf-8\r\n"
		"Content-Transfer-Encoding: base64\r\n\r\n",
		boundary, type);
	for (size_t done = 0; done < body->length; done += LINE_BYTES) {
		size_t left = body->length - done;

		add_base64(out, body->bytes + done, left < LINE_BYTES ? left : LINE_BYTES);
		buffer_add_text(out, "\r\n");
	}
}

void mail_letter(struct shop *shop, struct arena *arena, const struct mail *mail, uint64_t id,
	int64_t created, struct letter *letter)
{
	const char *boundary = arena_format(arena, "palier-%" PRIu64 "-%" PRId64, id, created);
	struct visit visit = { .arena = arena, .shop = shop };
	struct buffer out, plain, html;

	buffer_init(&out, LETTER_MOST);
	buffer_init(&plain, LETTER_MOST);
	buffer_init(&html, LETTER_MOST);
	visit.print = (struct print){ &html, mail->language };
	print_plain(&plain, mail);
	mail_page(&visit, mail);
	add_headers(&out, shop, arena, mail, id, created);
	buffer_add_format(
		&out, "Content-Type: multipart/alternative; boundary=\"%s\"\r\n\r\n", boundary);
	add_body(&out, boundary, "text/plain", &plain);
	add_body(&out, boundary, "text/html", &html);
	buffer_add_format(&out, "--%s--\r\n", boundary);
	assert(!out.overflow && !plain.overflow && !html.overflow);
	*letter = (struct letter){ mail->to, arena_copy(arena, out.bytes, out.length), out.length };
	buffer_free(&out);
	buffer_free(&plain);
	buffer_free(&html);
}

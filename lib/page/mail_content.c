#include "page/mail_content.h"

#include "base/text.h"
#include "page/print.h"

#include <assert.h>

#define CONTENT_MOST ((size_t)4 << 20)

/* ---- saying ------------------------------------------------------------------------------- */

static void add(struct mail_content *content, struct mail_piece piece)
{
	assert(content->count < MAIL_PIECES_MOST);
	content->pieces[content->count++] = piece;
}

void mail_say(struct mail_content *content, const char *text)
{
	add(content, (struct mail_piece){ .kind = MAIL_PARAGRAPH, .text = text });
}

void mail_quote(struct mail_content *content, const char *text)
{
	add(content, (struct mail_piece){ .kind = MAIL_QUOTATION, .text = text });
}

void mail_link(struct mail_content *content, const char *text, const char *address)
{
	add(content, (struct mail_piece){ MAIL_LINK, text, address });
}

static const char *value_of(const char *const *names_and_values, const char *name, size_t length)
{
	for (; *names_and_values != NULL; names_and_values += 2)
		if (strlen(*names_and_values) == length &&
			memcmp(*names_and_values, name, length) == 0)
			return names_and_values[1];
	assert(!"a text has a place that nothing fills");
	return "";
}

const char *mail_fill(struct arena *arena, const char *text, const char *const *names_and_values)
{
	const char *filled = "";

	for (;;) {
		size_t length = strcspn(text, "{"), name;

		filled = arena_format(arena, "%s%.*s", filled, (int)length, text);
		text += length;
		if (*text == '\0')
			return filled;
		name = strcspn(++text, "}");
		filled =
			arena_format(arena, "%s%s", filled, value_of(names_and_values, text, name));
		text += name + 1;
	}
}

/* ---- writing out -------------------------------------------------------------------------- */

static const char *finish(const struct mail_content *content, struct buffer *out)
{
	const char *text = arena_text(content->arena, buffer_text(out));

	assert(!out->overflow);
	buffer_free(out);
	return text;
}

/* Each line with "> " before it. */
static void add_quotation(struct buffer *out, const char *text)
{
	while (*text != '\0') {
		size_t length = strcspn(text, "\n");

		buffer_add_text(out, "> ");
		buffer_add(out, text, length);
		buffer_add_byte(out, '\n');
		text += length;
		text += *text == '\n';
	}
}

const char *mail_as_text(const struct mail_content *content)
{
	struct buffer out;

	buffer_init(&out, CONTENT_MOST);
	for (size_t i = 0; i < content->count; i++) {
		const struct mail_piece *piece = &content->pieces[i];

		if (i > 0)
			buffer_add_byte(&out, '\n');
		if (piece->kind == MAIL_QUOTATION)
			add_quotation(&out, piece->text);
		else if (piece->kind == MAIL_LINK)
			buffer_add_format(&out, "%s\n%s\n", piece->text, piece->address);
		else
			buffer_add_format(&out, "%s\n", piece->text);
	}
	return finish(content, &out);
}

/* Lines end where they ended. */
static void print_lines(struct print *print, struct arena *arena, const char *text)
{
	while (*text != '\0') {
		size_t length = strcspn(text, "\n");
		const char *line = arena_copy(arena, text, length);

		print_text(print, line);
		text += length;
		if (*text == '\n')
			print_literal(print, "<br>\n");
		text += *text == '\n';
	}
}

static void print_piece_of_mail(
	struct print *print, struct arena *arena, const struct mail_piece *piece)
{
	bool quotation = piece->kind == MAIL_QUOTATION;

	if (quotation)
		print_literal(print, "<blockquote>");
	print_literal(print, "<p>");
	print_lines(print, arena, piece->text);
	if (piece->kind == MAIL_LINK) {
		print_literal(print, "<br>\n<a href=\"");
		print_url(print, piece->address);
		print_literal(print, "\">");
		print_text(print, piece->address);
		print_literal(print, "</a>");
	}
	print_literal(print, "</p>");
	if (quotation)
		print_literal(print, "</blockquote>");
	print_literal(print, "\n");
}

const char *mail_as_html(const struct mail_content *content)
{
	const char *language = language_code(content->language);
	struct buffer out;
	struct print print = { &out, content->language };

	buffer_init(&out, CONTENT_MOST);
	print_literal(&print, "<!DOCTYPE html>\n<html lang=\"");
	print_attribute(&print, language);
	print_literal(&print, "\">\n<head><meta charset=\"utf-8\"><title>");
	print_text(&print, content->subject);
	print_literal(&print, "</title></head>\n<body>\n");
	for (size_t i = 0; i < content->count; i++)
		print_piece_of_mail(&print, content->arena, &content->pieces[i]);
	print_literal(&print, "</body>\n</html>\n");
	return finish(content, &out);
}

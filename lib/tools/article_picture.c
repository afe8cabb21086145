#include "tools/article.h"

#include "base/text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct size {
	int width, height;
};

static int number(const unsigned char *bytes)
{
	return bytes[0] | bytes[1] << 8;
}

/* What a WebP file says of its size, in each of its three forms; false: it is no WebP file. */
static bool size_of(const unsigned char head[static 30], struct size *size)
{
	if (memcmp(head, "RIFF", 4) != 0 || memcmp(head + 8, "WEBPVP8", 7) != 0)
		return false;
	if (head[15] == ' ')
		*size = (struct size){ number(head + 26) & 0x3fff, number(head + 28) & 0x3fff };
	else if (head[15] == 'L')
		*size = (struct size){ 1 + (number(head + 21) & 0x3fff),
			1 + ((number(head + 22) >> 6 | head[24] << 10) & 0x3fff) };
	else
		*size = (struct size){ 1 + (number(head + 24) | head[26] << 16),
			1 + (number(head + 27) | head[29] << 16) };
	return true;
}

/* False: there is no such file. */
static bool read_size(
	const struct article_source *article, cmark_node *node, const char *path, struct size *size)
{
	FILE *file = fopen(path, "re");
	unsigned char head[30] = { 0 };
	size_t length;

	if (file == NULL)
		return false;
	length = fread(head, 1, sizeof head, file);
	fclose(file);
	if (length < sizeof head || !size_of(head, size))
		article_refuse(article, node, "%s is no WebP file; run make pictures", path);
	return true;
}

/* What stands for an image where it can't be seen. */
static const char *alternative(const struct article_source *article, cmark_node *image)
{
	cmark_node *only = cmark_node_first_child(image);
	const char *text;

	if (only == NULL || cmark_node_next(only) != NULL ||
		cmark_node_get_type(only) != CMARK_NODE_TEXT)
		article_refuse(article, image,
			"an image has plain words between its brackets, which say what it shows");
	text = cmark_node_get_literal(only);
	if (strpbrk(text, "{}\"<>&") != NULL)
		article_refuse(
			article, image, "the words of an image have no places, quotes, < > and &");
	return text;
}

void article_picture(const struct article_source *article, cmark_node *paragraph)
{
	cmark_node *image = cmark_node_first_child(paragraph), *figure;
	const char *words = alternative(article, image), *name = cmark_node_get_url(image);
	const char *base, *path;
	struct size size;

	for (const char *at = name; *at != '\0'; at++)
		if (!islower((unsigned char)*at) && *at != '-')
			article_refuse(article, image,
				"name a picture of htdocs/pictures without language and ending, "
				"as login, not \"%s\"",
				name);
	base = arena_format(article->arena, "%s-%s", name, language_code(article->language));
	path = arena_format(article->arena, "%s/%s.webp", article->pictures, base);
	if (read_size(article, image, path, &size)) {
		figure = cmark_node_new(CMARK_NODE_CUSTOM_BLOCK);
		cmark_node_set_on_enter(figure,
			arena_format(article->arena,
				"<figure><picture><source srcset=\"/pictures/%s-dark.webp\" "
				"media=\"(prefers-color-scheme: dark)\"><img "
				"src=\"/pictures/%s.webp\" alt=\"%s\" width=\"%d\" height=\"%d\" "
				"loading=\"lazy\"></picture></figure>\n",
				base, base, words, size.width, size.height));
		cmark_node_insert_before(paragraph, figure);
	} else
		/* Pictures are taken of a shop that was built: so it must build without. */
		fprintf(stderr, "%s:%d: there is no %s yet; run make pictures.\n", article->file,
			article_line(article, image), path);
	cmark_node_unlink(paragraph);
	cmark_node_free(paragraph);
}

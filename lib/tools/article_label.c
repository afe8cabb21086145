#include "tools/article.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The quoted part of a catalogue's line, added to a text. */
static const char *quoted_add(struct arena *arena, const char *text, const char *line)
{
	const char *from = strchr(line, '"');
	char *joined = arena_format(arena, "%s%s", text, from == NULL ? "" : from + 1);
	char *read = joined + strlen(text), *write = read;

	for (; *read != '\0' && *read != '"'; read++) {
		if (*read == '\\' && read[1] != '\0')
			read++;
		*write++ = *read;
	}
	*write = '\0';
	return joined;
}

static void label_add(
	struct arena *arena, struct article_labels *labels, const char *english, const char *text)
{
	size_t size = labels->count * sizeof *labels->items;

	labels->items = arena_grow(arena, labels->items, size, size + sizeof *labels->items);
	labels->items[labels->count++] = (struct article_label){ english, text };
}

/* Only texts without a plural are labels; what is obsolete begins with #. */
struct article_labels article_labels_read(struct arena *arena, const char *catalogue)
{
	struct article_labels labels = { 0, NULL };
	FILE *file = fopen(catalogue, "re");
	const char *english = "", *text = "", **part = NULL;
	char *line = NULL;
	size_t size = 0;

	if (file == NULL) {
		perror(catalogue);
		exit(EXIT_FAILURE);
	}
	while (getline(&line, &size, file) > 0) {
		if (text_starts(line, "msgid ")) {
			if (*english != '\0')
				label_add(arena, &labels, english, text);
			english = text = "";
			part = &english;
		} else if (text_starts(line, "msgid_plural"))
			english = "";
		else if (text_starts(line, "msgstr "))
			part = &text;
		if (*line == '#' || text_starts(line, "msgid_plural") ||
			text_starts(line, "msgstr["))
			part = NULL;
		if (part != NULL)
			*part = quoted_add(arena, *part, line);
	}
	if (*english != '\0')
		label_add(arena, &labels, english, text);
	free(line);
	fclose(file);
	return labels;
}

const struct article_label *article_label_find(
	const struct article_labels *labels, const char *english)
{
	for (size_t i = 0; i < labels->count; i++)
		if (text_equal(labels->items[i].english, english))
			return &labels->items[i];
	return NULL;
}

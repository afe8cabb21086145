#include "domain/source.h"

#include "base/text.h"

#define ID_MOST 40
#define TEXT_MOST 300

const struct config_key source_words_keys[] = {
	{ "fr", CONFIG_TEXT, .offset = offsetof(struct source_words, fr) },
	{ "en", CONFIG_TEXT, .offset = offsetof(struct source_words, en) },
	{ "line", CONFIG_LINE, .offset = offsetof(struct source_words, line) },
	{ 0 },
};

enum result source_check_id(const struct source *source, int line, const char *id)
{
	size_t length = strlen(id);

	if (length >= 1 && length <= ID_MOST &&
		strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == length)
		return OK;
	return config_complain(source->error, source->path, line,
		"\"%.60s\" can't be an id. Use 1 to %d small letters, digits and hyphens.", id,
		ID_MOST);
}

enum result source_check_text(
	const struct source *source, int line, const char *name, const char *text)
{
	if (text[strspn(text, " ")] == '\0')
		return config_complain(source->error, source->path, line,
			"\"%s\" is empty. Write what customers should read there.", name);
	if (strlen(text) > TEXT_MOST || !text_is_clean(text, false))
		return config_complain(source->error, source->path, line,
			"\"%s\" must be one line of at most %d bytes. Shorten it.", name,
			TEXT_MOST);
	return OK;
}

enum result source_check_words(const struct source *source, const struct source_words *words)
{
	enum result result = source_check_text(source, words->line, "fr", words->fr);

	return result != OK ? result : source_check_text(source, words->line, "en", words->en);
}

Record__Words *source_words_record(const struct source *source, const struct source_words *words)
{
	Record__Words *record = arena_allocate(source->arena, sizeof *record);

	record__words__init(record);
	record->fr = words->fr;
	record->en = words->en;
	return record;
}

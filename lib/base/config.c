#include "base/config.h"

#include "base/config_source.h"
#include "base/text.h"

#include <inttypes.h>
#include <libconfig.h>
#include <stdarg.h>

/* What a reading carries down into groups and lists. */
struct reading {
	const char *path;
	struct arena *arena;
	struct config_error *error;
};

static enum result read_group(const struct reading *reading, const config_setting_t *group,
	const struct config_key *keys, char *into);

static enum result complain_list(struct config_error *error, const char *path, int line,
	const char *format, va_list arguments)
{
	/* What concerns the file as a whole has no line. */
	int length = line > 0 ? snprintf(error->text, sizeof error->text, "%s:%d: ", path, line)
			      : snprintf(error->text, sizeof error->text, "%s: ", path);

	if (length > 0 && (size_t)length < sizeof error->text)
		vsnprintf(error->text + length, sizeof error->text - (size_t)length, format,
			arguments);
	/* What was quoted may have been cut within a letter. */
	text_mend(error->text);
	return INVALID;
}

enum result config_complain(
	struct config_error *error, const char *path, int line, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	complain_list(error, path, line, format, arguments);
	va_end(arguments);
	return INVALID;
}

__attribute__((format(printf, 3, 4))) static enum result refuse(
	const struct reading *reading, const config_setting_t *setting, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	complain_list(reading->error, reading->path, (int)config_setting_source_line(setting),
		format, arguments);
	va_end(arguments);
	return INVALID;
}

static enum result read_text(const struct reading *reading, const config_setting_t *setting,
	const char *name, const char **text)
{
	const char *found = config_setting_get_string(setting);

	if (found == NULL)
		return refuse(reading, setting, "\"%s\" must be a text in quotes.", name);
	if (!text_is_utf8(found, strlen(found)) || !text_is_clean(found, true))
		return refuse(
			reading, setting, "\"%s\" must be UTF-8 without control characters.", name);
	*text = arena_text(reading->arena, found);
	return OK;
}

/*
 * libconfig 1.5 cuts a plain number to 32 bits without a word: 3000000000 becomes -1294967296,
 * and 5000000000 becomes 705032704, which looks as good as any.  So a number that may be large
 * must carry an L, which says how wide it is, even when it is small.
 */
static enum result read_number(const struct reading *reading, const config_setting_t *setting,
	const struct config_key *key, int64_t *number)
{
	int type = config_setting_type(setting);
	int64_t found;

	if (type != CONFIG_TYPE_INT && type != CONFIG_TYPE_INT64)
		return refuse(reading, setting, "\"%s\" must be a whole number.", key->name);
	if (type == CONFIG_TYPE_INT && key->most > INT32_MAX)
		return refuse(reading, setting, "\"%s\"" CONFIG_NEEDS_L, key->name);
	found = type == CONFIG_TYPE_INT ? config_setting_get_int(setting)
					: config_setting_get_int64(setting);
	if (found < key->least || found > key->most)
		return refuse(reading, setting,
			"\"%s\" is %" PRId64 "; it must lie between %" PRId64 " and %" PRId64 ".",
			key->name, found, key->least, key->most);
	*number = found;
	return OK;
}

static enum result read_flag(const struct reading *reading, const config_setting_t *setting,
	const struct config_key *key, bool *flag)
{
	if (config_setting_type(setting) != CONFIG_TYPE_BOOL)
		return refuse(reading, setting, "\"%s\" must be true or false.", key->name);
	*flag = config_setting_get_bool(setting) != 0;
	return OK;
}

static enum result read_word(const struct reading *reading, const config_setting_t *setting,
	const struct config_key *key, int *place)
{
	const char *found = config_setting_get_string(setting);
	char list[256] = "";
	size_t length = 0;

	for (int i = 0; key->words[i] != NULL; i++) {
		if (found != NULL && text_equal(found, key->words[i])) {
			*place = i;
			return OK;
		}
		if (length < sizeof list)
			length += (size_t)snprintf(list + length, sizeof list - length, "%s\"%s\"",
				i == 0 ? "" : ", ", key->words[i]);
	}
	return refuse(reading, setting, "\"%s\" must be one of %s.", key->name, list);
}

/* Lists are written ( … ); texts may also stand in an array, [ … ]. */
static enum result read_list(const struct reading *reading, const config_setting_t *setting,
	const struct config_key *key, struct config_list *list)
{
	bool texts = key->type == CONFIG_TEXTS;
	size_t size = texts ? sizeof(const char *) : key->size;
	enum result result = OK;
	int count;

	if (!config_setting_is_list(setting) && !(texts && config_setting_is_array(setting)))
		return refuse(reading, setting, "\"%s\" must be a list, written ( … ).", key->name);
	count = config_setting_length(setting);
	if (count < key->least || (key->most != 0 && count > key->most))
		return refuse(reading, setting, "\"%s\" has %d items; it needs %s %" PRId64 ".",
			key->name, count, count < key->least ? "at least" : "at most",
			count < key->least ? key->least : key->most);
	list->count = (size_t)count;
	list->items = arena_allocate(reading->arena, size * list->count);
	for (int i = 0; i < count && result == OK; i++) {
		const config_setting_t *item = config_setting_get_elem(setting, (unsigned)i);

		if (texts)
			result =
				read_text(reading, item, key->name, (const char **)list->items + i);
		else if (!config_setting_is_group(item))
			result = refuse(reading, item,
				"every item of \"%s\" must be a group, written { … }.", key->name);
		else
			result = read_group(
				reading, item, key->keys, (char *)list->items + size * (size_t)i);
	}
	return result;
}

static enum result read_setting(const struct reading *reading, const config_setting_t *setting,
	const struct config_key *key, char *into)
{
	void *place = into + key->offset;

	switch (key->type) {
	case CONFIG_TEXT:
		return read_text(reading, setting, key->name, place);
	case CONFIG_NUMBER:
		return read_number(reading, setting, key, place);
	case CONFIG_FLAG:
		return read_flag(reading, setting, key, place);
	case CONFIG_WORD:
		return read_word(reading, setting, key, place);
	case CONFIG_TEXTS:
	case CONFIG_LIST:
		return read_list(reading, setting, key, place);
	case CONFIG_GROUP:
		if (!config_setting_is_group(setting))
			return refuse(reading, setting, "\"%s\" must be a group, written { … }.",
				key->name);
		return read_group(reading, setting, key->keys, place);
	case CONFIG_LINE:
		break;
	}
	return OK;
}

static enum result set_missing(const struct reading *reading, const config_setting_t *group,
	const struct config_key *key, char *into)
{
	void *place = into + key->offset;

	if (!key->optional)
		return refuse(reading, group, "\"%s\" is missing here.", key->name);
	switch (key->type) {
	case CONFIG_TEXT:
		*(const char **)place = key->fallback;
		break;
	case CONFIG_NUMBER:
		*(int64_t *)place = key->fallback_number;
		break;
	case CONFIG_FLAG:
		*(bool *)place = key->fallback_number != 0;
		break;
	case CONFIG_WORD:
		*(int *)place = (int)key->fallback_number;
		break;
	default:
		break;
	}
	return OK;
}

/* An unknown key is a mistake of the writer's, and a setting that would silently not hold. */
static enum result refuse_unknown(
	const struct reading *reading, const config_setting_t *group, const struct config_key *keys)
{
	for (int i = 0; i < config_setting_length(group); i++) {
		const config_setting_t *setting = config_setting_get_elem(group, (unsigned)i);
		const char *name = config_setting_name(setting);
		const struct config_key *key = keys;

		while (key->name != NULL && !text_equal(key->name, name))
			key++;
		if (key->name == NULL || key->type == CONFIG_LINE)
			return refuse(reading, setting,
				"\"%s\" isn't known here. Correct its spelling or remove it.",
				name);
	}
	return OK;
}

static enum result read_group(const struct reading *reading, const config_setting_t *group,
	const struct config_key *keys, char *into)
{
	enum result result = refuse_unknown(reading, group, keys);

	for (const struct config_key *key = keys; key->name != NULL && result == OK; key++) {
		const config_setting_t *setting;

		if (key->type == CONFIG_LINE) {
			*(int *)(void *)(into + key->offset) =
				(int)config_setting_source_line(group);
			continue;
		}
		setting = config_setting_get_member(group, key->name);
		result = setting != NULL ? read_setting(reading, setting, key, into)
					 : set_missing(reading, group, key, into);
	}
	return result;
}

static enum result read_text_whole(
	const struct reading *reading, const char *text, const struct config_key *keys, void *into)
{
	enum result result;
	config_t config;
	const char *hint = "";

	config_init(&config);
	if (config_read_string(&config, text)) {
		result = read_group(reading, config_root_setting(&config), keys, into);
	} else {
		if (text_equal(config_error_text(&config), "syntax error"))
			hint = " Look for a missing semicolon, bracket or quote here or just "
			       "before.";
		result = config_complain(reading->error, reading->path, config_error_line(&config),
			"%s.%s", config_error_text(&config), hint);
	}
	config_destroy(&config);
	return result;
}

enum result config_file_read(const char *path, const struct config_key *keys, void *into,
	struct arena *arena, struct config_error *error)
{
	struct reading reading = { path, arena, error };
	const char *text;

	if (config_source_read(path, arena, &text, error) != OK)
		return INVALID;
	return read_text_whole(&reading, text, keys, into);
}

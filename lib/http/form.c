#include "http/form.h"

#include "base/text.h"
#include "http/pair.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#define FORM_TYPE "application/x-www-form-urlencoded"

/* One reading: where pairs may go, and how many there were. */
struct reading {
	struct form *form;
	struct arena *arena;
	bool common_only;
	unsigned count;
};

static struct value *values_make(struct fields fields, struct arena *arena)
{
	return arena_allocate(arena, fields.count * sizeof(struct value));
}

/* The field of a name, and its value; NULL when there is none. */
static const struct field *find_field(
	struct fields fields, struct value *values, const char *name, struct value **value)
{
	for (size_t i = 0; i < fields.count; i++)
		if (text_equal(fields.table[i].name, name)) {
			*value = &values[i];
			return &fields.table[i];
		}
	return NULL;
}

static enum problem check_text(const char *bytes, size_t size)
{
	if (memchr(bytes, '\0', size))
		return PROBLEM_NUL;
	return text_is_utf8(bytes, size) ? PROBLEM_NONE : PROBLEM_ENCODING;
}

static enum problem take_pair(const struct reading *reading, const struct pair *pair)
{
	const struct form *form = reading->form;
	const struct field *field;
	struct value *value;
	enum problem problem = check_text(pair->name, pair->name_size);

	if (problem == PROBLEM_NONE)
		problem = check_text(pair->value, pair->value_size);
	if (problem != PROBLEM_NONE)
		return problem;
	field = find_field(form->common, form->common_values, pair->name, &value);
	if (!field && !reading->common_only)
		field = find_field(form->own, form->values, pair->name, &value);
	if (!field)
		return PROBLEM_UNKNOWN_FIELD;
	if (value->text)
		return PROBLEM_REPEATED_FIELD;
	if (pair->value_size > field_most(field))
		return PROBLEM_FIELD_TOO_LONG;
	value->text = pair->value;
	value->length = pair->value_size;
	return PROBLEM_NONE;
}

static enum problem read_pairs(struct reading *reading, const char *text, size_t size)
{
	const char *end = text + size;
	struct pair pair;
	enum problem problem;

	while (pair_next(&pair, &text, end, reading->arena)) {
		if (++reading->count > FORM_FIELDS_MOST)
			return PROBLEM_TOO_MANY_FIELDS;
		problem = take_pair(reading, &pair);
		if (problem != PROBLEM_NONE)
			return problem;
	}
	return PROBLEM_NONE;
}

static void check_fields(struct fields fields, struct value *values, struct arena *arena)
{
	for (size_t i = 0; i < fields.count; i++) {
		if (!values[i].text)
			values[i].text = "";
		field_check(&fields.table[i], &values[i], arena);
	}
}

/* Parameters ("; charset=UTF-8") change nothing: the URL standard knows UTF-8 only. */
static bool is_form_type(const char *type)
{
	size_t length = strlen(FORM_TYPE);

	if (strncasecmp(type, FORM_TYPE, length) != 0)
		return false;
	type += length;
	type += strspn(type, " ");
	return *type == '\0' || *type == ';';
}

static enum problem read_all(struct reading *reading, const struct request *request)
{
	enum problem problem;

	reading->common_only = request->method == METHOD_POST;
	problem = read_pairs(reading, request->query, strlen(request->query));
	if (problem != PROBLEM_NONE || request->method != METHOD_POST)
		return problem;
	if (!is_form_type(request->content_type))
		return PROBLEM_CONTENT_TYPE;
	reading->common_only = false;
	return read_pairs(reading, request->body, request->content_length);
}

enum result form_read(struct form *form, struct request *request, struct arena *arena)
{
	struct reading reading = { .form = form, .arena = arena };

	form->values = values_make(form->own, arena);
	form->common_values = values_make(form->common, arena);
	request->problem = read_all(&reading, request);
	check_fields(form->common, form->common_values, arena);
	check_fields(form->own, form->values, arena);
	return request->problem == PROBLEM_NONE ? OK : INVALID;
}

#include "http/form.h"

#include "base/text.h"
#include "http/multipart.h"
#include "http/pair.h"
#include "http/part.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#define FORM_TYPE "application/x-www-form-urlencoded"
#define CHUNK 65536

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

/* Where the value of a name goes, unless it may not come. */
static enum problem choose_field(const struct reading *reading, const char *name,
	const struct field **field, struct value **value)
{
	const struct form *form = reading->form;

	*field = find_field(form->common, form->common_values, name, value);
	if (!*field && !reading->common_only)
		*field = find_field(form->own, form->values, name, value);
	if (!*field)
		return PROBLEM_UNKNOWN_FIELD;
	return (*value)->text ? PROBLEM_REPEATED_FIELD : PROBLEM_NONE;
}

static enum problem take_pair(const struct reading *reading, const struct pair *pair)
{
	const struct field *field;
	struct value *value;
	enum problem problem = check_text(pair->name, pair->name_size);

	if (problem == PROBLEM_NONE)
		problem = check_text(pair->value, pair->value_size);
	if (problem == PROBLEM_NONE)
		problem = choose_field(reading, pair->name, &field, &value);
	if (problem != PROBLEM_NONE)
		return problem;
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

/* ---- a form with files -------------------------------------------------------------------------
 */

/* The part at hand: a field's value, or a file. */
struct taking {
	const struct reading *reading;
	enum problem problem;
	const struct field *field; /* NULL: a file */
	struct value *value;
	char *text; /* of the field; the value gets it when it is whole */
	size_t length;
	const char *filename;
	bool begun; /* the file */
};

static enum result refuse(struct taking *taking, enum problem problem)
{
	taking->problem = problem;
	return problem == PROBLEM_NONE ? OK : INVALID;
}

static enum result begin_part(void *context, const struct part *part)
{
	struct taking *taking = context;
	const struct reading *reading = taking->reading;
	enum problem problem;

	taking->field = NULL;
	taking->begun = false;
	if (part->filename != NULL) {
		taking->filename = arena_text(reading->arena, part->filename);
		return refuse(taking, text_equal(part->name, reading->form->files->field)
					      ? PROBLEM_NONE
					      : PROBLEM_UNKNOWN_FIELD);
	}
	problem = choose_field(reading, part->name, &taking->field, &taking->value);
	if (problem == PROBLEM_NONE)
		taking->text = arena_allocate(reading->arena, field_most(taking->field) + 1);
	taking->length = 0;
	return refuse(taking, problem);
}

static enum result begin_file(struct taking *taking)
{
	const struct form_files *files = taking->reading->form->files;

	taking->begun = true;
	return files->begin(files->context, taking->filename);
}

static enum result add_to_part(void *context, const void *bytes, size_t size)
{
	struct taking *taking = context;
	const struct form_files *files = taking->reading->form->files;
	enum result result = OK;

	if (taking->field == NULL) {
		if (!taking->begun)
			result = begin_file(taking);
		return result == OK ? files->add(files->context, bytes, size) : result;
	}
	if (size > field_most(taking->field) - taking->length)
		return refuse(taking, PROBLEM_FIELD_TOO_LONG);
	memcpy(taking->text + taking->length, bytes, size);
	taking->length += size;
	return OK;
}

static enum result end_part(void *context)
{
	struct taking *taking = context;
	const struct form_files *files = taking->reading->form->files;
	enum result result = OK;

	if (taking->field == NULL) {
		if (!taking->begun && *taking->filename != '\0')
			result = begin_file(taking);
		return result == OK && taking->begun ? files->end(files->context) : result;
	}
	result = refuse(taking, check_text(taking->text, taking->length));
	if (result == OK)
		*taking->value = (struct value){ .text = taking->text, .length = taking->length };
	return result;
}

/* The whole body, piece by piece. */
static enum result read_parts(
	struct taking *taking, struct multipart *multipart, const struct request *request)
{
	char *chunk = arena_allocate(taking->reading->arena, CHUNK);
	enum result result = OK;

	for (size_t left = request->content_length; left > 0 && result == OK;) {
		size_t wanted = left < CHUNK ? left : CHUNK;

		if (gateway_read(request->coming, chunk, wanted) != wanted)
			return refuse(taking, PROBLEM_TRUNCATED);
		result = multipart_feed(multipart, chunk, wanted);
		left -= wanted;
	}
	return result == OK ? multipart_finish(multipart) : result;
}

static enum result read_multipart(struct reading *reading, struct request *request)
{
	const struct form_files *files = reading->form->files;
	struct taking taking = { .reading = reading };
	struct multipart *multipart;
	enum result result;

	if (request->content_length > (files == NULL ? REQUEST_BODY_MOST : files->body_most)) {
		request->problem = PROBLEM_TOO_LARGE;
		return TOO_LARGE;
	}
	multipart = multipart_open(request->content_type,
		(struct part_taker){ begin_part, add_to_part, end_part, &taking }, reading->arena);
	if (files == NULL || multipart == NULL) {
		request->problem = PROBLEM_CONTENT_TYPE;
		return INVALID;
	}
	result = read_parts(&taking, multipart, request);
	request->problem = multipart_problem(multipart);
	if (request->problem == PROBLEM_NONE)
		request->problem = taking.problem;
	return result;
}

/* ---- a form ------------------------------------------------------------------------------------
 */

static enum result read_all(struct reading *reading, struct request *request)
{
	request->problem = read_pairs(reading, request->query, strlen(request->query));
	if (request->problem != PROBLEM_NONE || request->method != METHOD_POST)
		return request->problem == PROBLEM_NONE ? OK : INVALID;
	reading->common_only = false;
	if (part_type(request->content_type))
		return read_multipart(reading, request);
	if (is_form_type(request->content_type))
		request->problem = read_pairs(reading, request->body, request->content_length);
	else
		request->problem = PROBLEM_CONTENT_TYPE;
	return request->problem == PROBLEM_NONE ? OK : INVALID;
}

enum result form_read(struct form *form, struct request *request, struct arena *arena)
{
	struct reading reading = {
		.form = form, .arena = arena, .common_only = request->method == METHOD_POST
	};
	enum result result;

	form->values = values_make(form->own, arena);
	form->common_values = values_make(form->common, arena);
	result = read_all(&reading, request);
	check_fields(form->common, form->common_values, arena);
	check_fields(form->own, form->values, arena);
	return result;
}

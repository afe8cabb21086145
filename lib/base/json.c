#include "base/json.h"

/* The library's own words hold a piece of what was read, control characters and all. */
static void say(char fault[static JSON_FAULT_SIZE], const json_error_t *error)
{
	const char *what = "isn't JSON; something is wrong";

	switch (json_error_code(error)) {
	case json_error_duplicate_key:
		what = "has a key twice in one object";
		break;
	case json_error_premature_end_of_input:
		what = "ends in the middle of the JSON";
		break;
	case json_error_numeric_overflow:
		what = "has a number that is too large";
		break;
	case json_error_end_of_input_expected:
		what = "goes on behind the JSON";
		break;
	case json_error_stack_overflow:
		what = "has too many brackets in one another";
		break;
	default:
		break;
	}
	snprintf(fault, JSON_FAULT_SIZE, "%s near byte %d", what, error->position);
}

json_t *json_read_or_say(const char *bytes, size_t size, char fault[static JSON_FAULT_SIZE])
{
	json_error_t error;
	json_t *json = json_loadb(bytes, size, JSON_REJECT_DUPLICATES, &error);

	if (json == NULL)
		say(fault, &error);
	else if (!json_is_object(json)) {
		snprintf(fault, JSON_FAULT_SIZE, "is JSON, but no object in { }");
		json_decref(json);
		json = NULL;
	}
	return json;
}

json_t *json_read(const char *bytes, size_t size)
{
	char fault[JSON_FAULT_SIZE];

	return json_read_or_say(bytes, size, fault);
}

static int add(const char *bytes, size_t size, void *buffer)
{
	buffer_add(buffer, bytes, size);
	return 0;
}

void json_write(struct buffer *buffer, const json_t *json)
{
	if (json_dump_callback(json, add, buffer, JSON_COMPACT | JSON_SORT_KEYS) != 0)
		buffer->overflow = true;
}

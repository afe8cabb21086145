#include "base/json.h"

json_t *json_read(const char *bytes, size_t size)
{
	json_t *json = json_loadb(bytes, size, JSON_REJECT_DUPLICATES, NULL);

	if (json != NULL && !json_is_object(json)) {
		json_decref(json);
		return NULL;
	}
	return json;
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

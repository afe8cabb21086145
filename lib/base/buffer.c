#include "base/buffer.h"

#include <assert.h>
#include <stdarg.h>

void buffer_init(struct buffer *buffer, size_t ceiling)
{
	*buffer = (struct buffer){ .ceiling = ceiling };
}

void buffer_clear(struct buffer *buffer)
{
	buffer->length = 0;
	buffer->overflow = false;
	if (buffer->bytes != NULL)
		buffer->bytes[0] = '\0';
}

void buffer_free(struct buffer *buffer)
{
	free(buffer->bytes);
	buffer_init(buffer, buffer->ceiling);
}

/* Makes room for size more bytes and a NUL; no memory counts as an overflow. */
static bool make_room(struct buffer *buffer, size_t size)
{
	size_t wanted;
	char *bytes;

	if (buffer->overflow || size > buffer->ceiling - buffer->length) {
		buffer->overflow = true;
		return false;
	}
	if (buffer->length + size < buffer->size)
		return true;
	wanted = buffer->size < 512 ? 1024 : buffer->size * 2;
	while (wanted <= buffer->length + size)
		wanted *= 2;
	if (wanted - 1 > buffer->ceiling)
		wanted = buffer->ceiling + 1;
	bytes = realloc(buffer->bytes, wanted);
	if (bytes == NULL) {
		buffer->overflow = true;
		return false;
	}
	buffer->bytes = bytes;
	buffer->size = wanted;
	return true;
}

void buffer_grow_and_add(struct buffer *buffer, const void *bytes, size_t size)
{
	if (size == 0 || !make_room(buffer, size))
		return;
	memcpy(buffer->bytes + buffer->length, bytes, size);
	buffer->length += size;
	buffer->bytes[buffer->length] = '\0';
}

void buffer_add_text(struct buffer *buffer, const char *text)
{
	buffer_add(buffer, text, strlen(text));
}

void buffer_add_byte(struct buffer *buffer, char byte)
{
	buffer_add(buffer, &byte, 1);
}

/* By hand: a page prints twenty numbers, and a format costs ten times as much. */
void buffer_add_unsigned(struct buffer *buffer, uint64_t number)
{
	char digits[24];
	size_t at = sizeof digits;

	do
		digits[--at] = (char)('0' + number % 10);
	while ((number /= 10) > 0);
	buffer_add(buffer, digits + at, sizeof digits - at);
}

/* All or nothing, so the sign isn't added by itself.  Negating the least number directly would
 * overflow. */
void buffer_add_number(struct buffer *buffer, int64_t number)
{
	size_t length = buffer->length;

	if (number >= 0) {
		buffer_add_unsigned(buffer, (uint64_t)number);
		return;
	}
	buffer_add_byte(buffer, '-');
	buffer_add_unsigned(buffer, 0 - (uint64_t)number);
	if (buffer->overflow && buffer->length > length) {
		buffer->length = length;
		buffer->bytes[length] = '\0';
	}
}

/* Into the room that is left; only what doesn't fit there is written a second time. */
void buffer_add_format(struct buffer *buffer, const char *format, ...)
{
	size_t room = buffer->size - buffer->length;
	va_list arguments, again;
	int length;

	va_start(arguments, format);
	va_copy(again, arguments);
	length = vsnprintf(
		room == 0 ? NULL : buffer->bytes + buffer->length, room, format, arguments);
	va_end(arguments);
	if (length < 0)
		buffer->overflow = true;
	else if (!make_room(buffer, (size_t)length)) {
		if (room > 0)
			buffer->bytes[buffer->length] = '\0';
	} else {
		if ((size_t)length >= room)
			vsnprintf(
				buffer->bytes + buffer->length, (size_t)length + 1, format, again);
		buffer->length += (size_t)length;
	}
	va_end(again);
}

const char *buffer_text(const struct buffer *buffer)
{
	return buffer->length == 0 ? "" : buffer->bytes;
}

/*
 * buffer.h - bytes that grow up to a ceiling.
 *
 * Append freely and ask once: what would pass the ceiling is dropped whole, `overflow`
 * stays set until the buffer is cleared, and everything after it is dropped too.
 */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct buffer {
	char *bytes; /* NUL-terminated; NULL while nothing was added */
	size_t length;
	size_t size;    /* bytes held */
	size_t ceiling; /* length never passes it */
	bool overflow;
};

void buffer_init(struct buffer *buffer, size_t ceiling);
void buffer_clear(struct buffer *buffer); /* empty, keeping the memory for the next use */
void buffer_free(struct buffer *buffer);

void buffer_grow_and_add(struct buffer *buffer, const void *bytes, size_t size);
/* Here, for a page is a few hundred of these, and nearly all find room. */
static inline void buffer_add(struct buffer *buffer, const void *bytes, size_t size)
{
	if (buffer->overflow || size >= buffer->size - buffer->length) {
		buffer_grow_and_add(buffer, bytes, size);
		return;
	}
	memcpy(buffer->bytes + buffer->length, bytes, size);
	buffer->length += size;
	buffer->bytes[buffer->length] = '\0';
}

void buffer_add_text(struct buffer *buffer, const char *text);
void buffer_add_byte(struct buffer *buffer, char byte);
void buffer_add_number(struct buffer *buffer, int64_t number);
void buffer_add_unsigned(struct buffer *buffer, uint64_t number);
void buffer_add_format(struct buffer *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The content as text; "" while empty.  Valid until the next addition. */
const char *buffer_text(const struct buffer *buffer);

#endif

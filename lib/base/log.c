#include "base/log.h"

#include "base/clock.h"
#include "base/text.h"

#include <fcntl.h>
#include <stdarg.h>

#define LINE_MOST 1024

static int file = -1;
static char request[64];

void log_open(const char *path)
{
	int opened = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);

	if (opened < 0)
		return;
	if (file >= 0)
		close(file);
	file = opened;
}

void log_set_request(const char *name)
{
	snprintf(request, sizeof request, "%s", name);
}

/*
 * A visitor's byte must neither begin a line of its own nor move an operator's cursor: U+0080
 * to U+009F do so on terminals as the bytes below a space do.
 */
static void neutralise(char *line, size_t length)
{
	bool whole = text_is_utf8(line, length);

	for (size_t i = 0; i < length; i++) {
		unsigned char byte = (unsigned char)line[i];

		if (byte == 0xc2 && i + 1 < length && (unsigned char)line[i + 1] < 0xa0)
			line[i] = line[i + 1] = '?';
		else if (byte < 0x20 || byte == 0x7f || (byte >= 0x80 && !whole))
			line[i] = '?';
	}
}

/* The longest part of a text of this length that fits and doesn't end within a character. */
static size_t cut(const char *text, size_t length, size_t most)
{
	if (length <= most)
		return length;
	while (most > 0 && ((unsigned char)text[most] & 0xc0) == 0x80)
		most--;
	return most;
}

/* A long event is cut, but its request's id stays: it leads to the rest. */
void log_event(const char *event, const char *format, ...)
{
	char line[LINE_MOST], at[32], tail[sizeof request + sizeof " request=\n"];
	va_list arguments;
	size_t length, tail_length;

	instant_write(clock_machine(), at);
	tail_length = (size_t)snprintf(
		tail, sizeof tail, "%s%s\n", request[0] == '\0' ? "" : " request=", request);
	length = (size_t)snprintf(line, sizeof line, "%s %s ", at, event);
	va_start(arguments, format);
	if (length < sizeof line)
		length += (size_t)vsnprintf(line + length, sizeof line - length, format, arguments);
	va_end(arguments);
	length = cut(line, length, sizeof line - sizeof tail);
	memcpy(line + length, tail, tail_length);
	length += tail_length;
	neutralise(line, length - 1);
	if (file < 0 || write(file, line, length) != (ssize_t)length)
		(void)!write(STDERR_FILENO, line, length);
}

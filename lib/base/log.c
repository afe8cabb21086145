#include "base/log.h"

#include "base/clock.h"

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

/* A visitor's byte must neither begin a line of its own nor move an operator's cursor. */
static void neutralise(char *line, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)line[i] < 0x20 || (unsigned char)line[i] == 0x7f)
			line[i] = '?';
}

void log_event(const char *event, const char *format, ...)
{
	char line[LINE_MOST], at[32];
	va_list arguments;
	size_t length;

	instant_write(clock_machine(), at);
	length = (size_t)snprintf(line, sizeof line, "%s %s ", at, event);
	va_start(arguments, format);
	if (length < sizeof line)
		length += (size_t)vsnprintf(line + length, sizeof line - length, format, arguments);
	va_end(arguments);
	if (request[0] != '\0' && length < sizeof line)
		length += (size_t)snprintf(
			line + length, sizeof line - length, " request=%s", request);
	if (length > sizeof line - 2)
		length = sizeof line - 2;
	neutralise(line, length);
	line[length++] = '\n';
	if (file < 0 || write(file, line, length) != (ssize_t)length)
		(void)!write(STDERR_FILENO, line, length);
}

/*
 * log_line.h - one line of the log from an event and its pairs, so that it can always be read back.
 *
 * The format is read here, pair by pair, not by printf: what a value holds can't pass for another
 * pair.  A value that is empty, or has a space, a quote, a backslash or an equals sign, stands in
 * quotes, where \" and \\ are a quote and a backslash; so does one that the format quotes.  Control
 * bytes, and bytes that are no text, become question marks; of an address for mail only the part
 * from the @ on is kept.  A line that grows too long ends with the value that fits no more, cut
 * between two characters.
 */
#ifndef BASE_LOG_LINE_H
#define BASE_LOG_LINE_H

#include <stdarg.h>
#include <stddef.h>

/*
 * Writes "event key=value key=\"a value\"" and no NUL, at most `most` bytes; gives their number.
 * The format knows %s, %.*s, %c, %d, %i, %u and %x, with l, ll, z, j and t.
 */
size_t log_line_write(
	char *line, size_t most, const char *event, const char *format, va_list arguments);

#endif

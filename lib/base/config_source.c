#include "base/config_source.h"

#include "base/text.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>

#define FILE_MOST (1 << 20)

/* What is wrong and on which line; a NULL sentence when nothing is. */
struct finding {
	const char *sentence;
	int line;
};

/* The end of the comment or of the text in quotes that begins here, or here if none does. */
static const char *skip_inert(const char *at)
{
	const char *end;

	if (*at == '#' || text_starts(at, "//"))
		return at + strcspn(at, "\n");
	if (text_starts(at, "/*")) {
		end = strstr(at + 2, "*/");
		return end != NULL ? end + 2 : at + strlen(at);
	}
	if (*at != '"')
		return at;
	for (at++; *at != '\0' && *at != '"'; at++)
		if (*at == '\\' && at[1] != '\0')
			at++;
	return *at == '"' ? at + 1 : at;
}

/* Whether the parser would keep another number than the one that is written. */
static bool is_misread(const char *number)
{
	bool hexadecimal = text_starts(number, "0x") || text_starts(number, "0X");
	unsigned long long value;
	char *end;

	errno = 0;
	value = strtoull(number, &end, hexadecimal ? 16 : 10);
	if (errno == ERANGE || value > INT64_MAX)
		return true;
	return value > INT32_MAX && *end != 'L' && *end != '.';
}

static bool goes_on(char byte)
{
	return isalnum((unsigned char)byte) || byte == '_' || byte == '.' || byte == '-';
}

static const char *look_at(const char *word)
{
	if (text_starts(word, "@include"))
		return "@include isn't supported. Write everything into this file.";
	if (isdigit((unsigned char)*word) && is_misread(word))
		return "a number over 2147483647 must end with an L, as in 3000000000L, and "
		       "have at most 18 digits.";
	return NULL;
}

static struct finding scan(const char *text)
{
	struct finding finding = { NULL, 1 };
	const char *at = text, *past;

	while (*at != '\0' && finding.sentence == NULL) {
		past = skip_inert(at);
		if (past == at) {
			finding.sentence = look_at(at);
			do
				past++;
			while (isalnum((unsigned char)past[-1]) && goes_on(*past));
		}
		for (; at < past && finding.sentence == NULL; at++)
			finding.line += *at == '\n';
	}
	return finding;
}

enum result config_source_read(
	const char *path, struct arena *arena, const char **text, struct config_error *error)
{
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat status;
	struct finding finding;
	ssize_t length = -1;
	char *bytes = NULL;

	if (file >= 0 && fstat(file, &status) == 0) {
		if (!S_ISREG(status.st_mode) || status.st_size > FILE_MOST)
			errno = S_ISDIR(status.st_mode) ? EISDIR : EFBIG;
		else
			bytes = arena_allocate(arena, (size_t)status.st_size + 1);
		if (bytes != NULL)
			length = read(file, bytes, (size_t)status.st_size);
	}
	if (length < 0)
		config_complain(error, path, 0, "can't be read (%s).", strerror(errno));
	if (file >= 0)
		close(file);
	if (length < 0)
		return INVALID;
	*text = bytes;
	finding = scan(bytes);
	if (finding.sentence == NULL && strlen(bytes) != (size_t)length)
		finding.sentence = "there is a NUL byte behind this line. Save the file as text.";
	return finding.sentence == NULL
		       ? OK
		       : config_complain(error, path, finding.line, "%s", finding.sentence);
}

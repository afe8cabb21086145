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
	const char *number; /* of `length` bytes, which the sentence is about; "" for none */
	int length;
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

/* Why the parser would keep another number than the one that is written; NULL: it wouldn't. */
static const char *misreading(const char *number)
{
	bool hexadecimal = text_starts(number, "0x") || text_starts(number, "0X");
	unsigned long long value;
	char *end;

	errno = 0;
	value = strtoull(number, &end, hexadecimal ? 16 : 10);
	if (errno == ERANGE || value > INT64_MAX)
		return " is too large. Write a number of at most 18 digits.";
	return value > INT32_MAX && *end != 'L' && *end != '.' ? CONFIG_NEEDS_L : NULL;
}

static bool goes_on(char byte)
{
	return isalnum((unsigned char)byte) || byte == '_' || byte == '.' || byte == '-';
}

static void look_at(const char *word, struct finding *finding)
{
	if (text_starts(word, "@include"))
		finding->sentence = "@include isn't supported. Write everything into this file.";
	if (!isdigit((unsigned char)*word))
		return;
	finding->sentence = misreading(word);
	finding->number = word;
	finding->length = 0;
	while (goes_on(word[finding->length]))
		finding->length++;
}

static struct finding scan(const char *text)
{
	struct finding finding = { NULL, "", 0, 1 };
	const char *at = text, *past;

	while (*at != '\0' && finding.sentence == NULL) {
		past = skip_inert(at);
		if (past == at) {
			look_at(at, &finding);
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
	if (finding.sentence == NULL) {
		finding.length = 0;
		if (strlen(bytes) != (size_t)length)
			finding.sentence =
				"there is a NUL byte behind this line. Save the file as text.";
	}
	return finding.sentence == NULL ? OK
					: config_complain(error, path, finding.line, "%.*s%s",
						  finding.length, finding.number, finding.sentence);
}

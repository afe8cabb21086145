#include "http/part.h"

#include "base/text.h"

#include <string.h>
#include <strings.h>

#define MULTIPART_TYPE "multipart/form-data"
#define DISPOSITION "content-disposition"

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"
#define TOKEN LETTERS DIGITS "!#$%&'*+-.^_`|~" /* RFC 9110, 5.6.2 */
#define BOUNDARY LETTERS DIGITS "'()+_,-./:=?"

/* ---- parameters, parted by semicolons ----------------------------------------------------------
 */

/* A parameter: the name's bytes, and the value's without its quotes. */
struct parameter {
	const char *name, *value;
	size_t name_size, value_size;
	bool quoted;
};

/* Steps over "; name=value" at *at; false: it isn't one, and *at has ended if that is why. */
static bool parameter_next(struct parameter *parameter, const char **at)
{
	const char *text = *at + strspn(*at, " \t");

	*at = text;
	if (*text != ';')
		return false;
	text += 1 + strspn(text + 1, " \t");
	parameter->name = text;
	parameter->name_size = strspn(text, TOKEN);
	text += parameter->name_size;
	if (parameter->name_size == 0 || *text != '=')
		return false;
	text++;
	parameter->quoted = *text == '"';
	text += parameter->quoted;
	parameter->value = text;
	parameter->value_size = strcspn(text, parameter->quoted ? "\"" : "; \t");
	text += parameter->value_size;
	if (parameter->quoted && *text != '"')
		return false;
	*at = text + parameter->quoted;
	return true;
}

static bool parameter_is(const struct parameter *parameter, const char *name)
{
	return parameter->name_size == strlen(name) &&
	       strncasecmp(parameter->name, name, parameter->name_size) == 0;
}

/* ---- the type ----------------------------------------------------------------------------------
 */

bool part_type(const char *content_type)
{
	size_t length = strlen(MULTIPART_TYPE);

	if (strncasecmp(content_type, MULTIPART_TYPE, length) != 0)
		return false;
	content_type += length;
	content_type += strspn(content_type, " \t");
	return *content_type == '\0' || *content_type == ';';
}

bool part_boundary(const char *content_type, char boundary[static MULTIPART_BOUNDARY_MOST + 1])
{
	const char *at = content_type + strcspn(content_type, ";");
	struct parameter parameter;
	bool found = false;

	if (!part_type(content_type))
		return false;
	while (parameter_next(&parameter, &at)) {
		if (!parameter_is(&parameter, "boundary"))
			continue;
		if (found || parameter.value_size == 0 ||
			parameter.value_size > MULTIPART_BOUNDARY_MOST ||
			strspn(parameter.value, BOUNDARY) < parameter.value_size)
			return false;
		memcpy(boundary, parameter.value, parameter.value_size);
		boundary[parameter.value_size] = '\0';
		found = true;
	}
	return found && *at == '\0';
}

/* ---- the headers -------------------------------------------------------------------------------
 */

/* Ends the value where it ends, and puts back the characters that browsers escape. */
static void unescape(char *value, size_t size)
{
	static const struct {
		const char *escape;
		char byte;
	} escapes[] = { { "%22", '"' }, { "%0D", '\r' }, { "%0A", '\n' } };
	size_t length = 0;

	value[size] = '\0';
	for (size_t i = 0; i < size; i++) {
		char byte = value[i];

		for (size_t j = 0; j < sizeof escapes / sizeof *escapes && byte == '%'; j++)
			if (text_starts(value + i, escapes[j].escape)) {
				byte = escapes[j].byte;
				i += 2;
			}
		value[length++] = byte;
	}
	value[length] = '\0';
}

static bool take_parameter(struct part *part, const struct parameter *parameter)
{
	const char **member = NULL;

	if (parameter_is(parameter, "name"))
		member = &part->name;
	else if (parameter_is(parameter, "filename"))
		member = &part->filename;
	if (member == NULL || *member != NULL || !parameter->quoted)
		return false;
	/* It stands in the headers, which are ours to write in; what follows was looked at. */
	*member = parameter->value;
	return true;
}

/* "form-data; name="…"; filename="…"" */
static bool read_disposition(struct part *part, const char *value)
{
	static const char kind[] = "form-data";
	struct parameter parameters[2];
	size_t count = 0;

	if (strncasecmp(value, kind, sizeof kind - 1) != 0)
		return false;
	value += sizeof kind - 1;
	while (count < 2 && parameter_next(&parameters[count], &value))
		if (!take_parameter(part, &parameters[count++]))
			return false;
	if (*value != '\0' || part->name == NULL)
		return false;
	for (size_t i = 0; i < count; i++)
		unescape((char *)parameters[i].value, parameters[i].value_size);
	return true;
}

static bool read_header(struct part *part, char *line)
{
	char *colon = strchr(line, ':');

	if (colon == NULL || colon == line || strspn(line, TOKEN) < (size_t)(colon - line))
		return false;
	*colon = '\0';
	if (strcasecmp(line, DISPOSITION) != 0)
		return true;
	colon++;
	return part->name == NULL && read_disposition(part, colon + strspn(colon, " \t"));
}

enum problem part_read(struct part *part, char *headers, size_t size)
{
	char *end = headers + size;

	*part = (struct part){ 0 };
	if (memchr(headers, '\0', size))
		return PROBLEM_NUL;
	if (!text_is_utf8(headers, size))
		return PROBLEM_ENCODING;
	while (headers < end) {
		char *stop = memmem(headers, (size_t)(end - headers), "\r\n", 2);

		*stop = '\0';
		if (headers[strcspn(headers, "\r\n")] != '\0' || !read_header(part, headers))
			return PROBLEM_PART;
		headers = stop + 2;
	}
	return part->name == NULL ? PROBLEM_PART : PROBLEM_NONE;
}

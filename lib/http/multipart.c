#include "http/multipart.h"

#include "base/text.h"
#include "http/part.h"

#include <assert.h>
#include <string.h>

#define WINDOW 65536

enum state {
	AT_START,   /* the first boundary */
	AT_TAIL,    /* the two bytes behind a boundary */
	IN_HEADERS, /* of a part */
	IN_CONTENT, /* of a part */
	AT_END,     /* behind the last boundary */
};

struct multipart {
	enum state state;
	enum problem problem;
	struct part_taker taker;
	unsigned parts;
	char delimiter[4 + MULTIPART_BOUNDARY_MOST + 1]; /* CRLF, two dashes, the boundary */
	size_t delimiter_size;
	size_t length; /* of what is in the window, not yet understood */
	char window[WINDOW];
};

struct multipart *multipart_open(
	const char *content_type, struct part_taker taker, struct arena *arena)
{
	char boundary[MULTIPART_BOUNDARY_MOST + 1];
	struct multipart *multipart;

	if (!part_boundary(content_type, boundary))
		return NULL;
	multipart = arena_allocate(arena, sizeof *multipart);
	multipart->taker = taker;
	multipart->delimiter_size = (size_t)snprintf(
		multipart->delimiter, sizeof multipart->delimiter, "\r\n--%s", boundary);
	/* As if a line had ended: so the first boundary is like all others. */
	memcpy(multipart->window, "\r\n", 2);
	multipart->length = 2;
	return multipart;
}

enum problem multipart_problem(const struct multipart *multipart)
{
	return multipart->problem;
}

static enum result refuse(struct multipart *multipart, enum problem problem)
{
	multipart->problem = problem;
	return INVALID;
}

static void consume(struct multipart *multipart, size_t size)
{
	multipart->length -= size;
	memmove(multipart->window, multipart->window + size, multipart->length);
}

/* ---- the states: each takes what it understands, and sets *stuck when it needs more ------------
 */

static enum result read_start(struct multipart *multipart, bool *stuck)
{
	size_t known = multipart->length < multipart->delimiter_size ? multipart->length
								     : multipart->delimiter_size;

	if (memcmp(multipart->window, multipart->delimiter, known) != 0)
		return refuse(multipart, PROBLEM_PART);
	*stuck = known < multipart->delimiter_size;
	if (*stuck)
		return OK;
	consume(multipart, known);
	multipart->state = AT_TAIL;
	return OK;
}

static enum result read_tail(struct multipart *multipart, bool *stuck)
{
	*stuck = multipart->length < 2;
	if (*stuck)
		return OK;
	if (memcmp(multipart->window, "--", 2) == 0)
		multipart->state = AT_END;
	else if (memcmp(multipart->window, "\r\n", 2) == 0)
		multipart->state = IN_HEADERS;
	else
		return refuse(multipart, PROBLEM_PART);
	consume(multipart, 2);
	return OK;
}

static enum result read_headers(struct multipart *multipart, bool *stuck)
{
	const char *end = memmem(multipart->window, multipart->length, "\r\n\r\n", 4);
	size_t size = end == NULL ? multipart->length : (size_t)(end + 4 - multipart->window);
	struct part part;
	enum result result;

	if (size > MULTIPART_HEADERS_MOST)
		return refuse(multipart, PROBLEM_PART);
	*stuck = end == NULL;
	if (*stuck)
		return OK;
	if (++multipart->parts > MULTIPART_PARTS_MOST)
		return refuse(multipart, PROBLEM_TOO_MANY_FIELDS);
	multipart->problem = part_read(&part, multipart->window, size - 2);
	if (multipart->problem != PROBLEM_NONE)
		return INVALID;
	result = multipart->taker.begin(multipart->taker.context, &part);
	consume(multipart, size);
	multipart->state = IN_CONTENT;
	return result;
}

/* Whatever can't be the beginning of a boundary goes on at once. */
static enum result read_content(struct multipart *multipart, bool *stuck)
{
	const struct part_taker *taker = &multipart->taker;
	const char *end = memmem(multipart->window, multipart->length, multipart->delimiter,
		multipart->delimiter_size);
	size_t kept = multipart->delimiter_size - 1, size = 0;
	enum result result = OK;

	if (end != NULL)
		size = (size_t)(end - multipart->window);
	else if (multipart->length > kept)
		size = multipart->length - kept;
	if (size > 0)
		result = taker->add(taker->context, multipart->window, size);
	consume(multipart, end == NULL ? size : size + multipart->delimiter_size);
	*stuck = end == NULL;
	if (result != OK || end == NULL)
		return result;
	multipart->state = AT_TAIL;
	return taker->end(taker->context);
}

static enum result read_end(struct multipart *multipart, bool *stuck)
{
	*stuck = true;
	if (multipart->length > 2 || memcmp(multipart->window, "\r\n", multipart->length) != 0)
		return refuse(multipart, PROBLEM_PART);
	return OK;
}

static enum result understand(struct multipart *multipart)
{
	static enum result (*const readers[])(struct multipart * multipart, bool *stuck) = {
		[AT_START] = read_start,
		[AT_TAIL] = read_tail,
		[IN_HEADERS] = read_headers,
		[IN_CONTENT] = read_content,
		[AT_END] = read_end,
	};
	enum result result = OK;
	bool stuck = false;

	while (result == OK && !stuck)
		result = readers[multipart->state](multipart, &stuck);
	return result;
}

enum result multipart_feed(struct multipart *multipart, const void *bytes, size_t size)
{
	enum result result = OK;

	while (result == OK && size > 0) {
		size_t room = WINDOW - multipart->length;
		size_t taken = size < room ? size : room;

		assert(room > 0);
		memcpy(multipart->window + multipart->length, bytes, taken);
		multipart->length += taken;
		bytes = (const char *)bytes + taken;
		size -= taken;
		result = understand(multipart);
	}
	return result;
}

enum result multipart_finish(struct multipart *multipart)
{
	/* Some senders put no line end behind the last boundary. */
	if (multipart->state != AT_END || multipart->length == 1)
		return refuse(multipart, PROBLEM_TRUNCATED);
	return OK;
}

#define TOOL_ITSELF
#include "tool.h"

#include <assert.h>
#include <errno.h>
#include <setjmp.h>
#include <string.h>

static jmp_buf leaving;
static struct tool_call call;

/* What a tool holds of each while it may end: never more than one. */
static void *left_over;
static struct buffer *buffer_held;
static cmark_iter *iterator_held;

static struct {
	const char *name, *bytes;
	size_t size, at;
} file;

void tool_file(const char *name, const void *bytes, size_t size)
{
	file.name = name;
	file.bytes = bytes;
	file.size = size;
}

static ssize_t read_file(void *cookie, char *bytes, size_t size)
{
	(void)cookie;
	if (size > file.size - file.at)
		size = file.size - file.at;
	if (size > 0)
		memcpy(bytes, file.bytes + file.at, size);
	file.at += size;
	return (ssize_t)size;
}

FILE *tool_open(const char *name, const char *mode)
{
	file.at = 0;
	if (file.name != NULL && strcmp(name, file.name) == 0)
		return fopencookie(NULL, mode, (cookie_io_functions_t){ .read = read_file });
	errno = ENOENT;
	return NULL;
}

void *tool_allocate(void *memory, size_t size)
{
	assert(left_over == memory);
	left_over = realloc(memory, size);
	return left_over;
}

void tool_free(void *memory)
{
	if (memory == left_over)
		left_over = NULL;
	free(memory);
}

void tool_buffer_init(struct buffer *buffer, size_t ceiling)
{
	buffer_init(buffer, ceiling);
	buffer_held = buffer;
}

void tool_buffer_free(struct buffer *buffer)
{
	buffer_free(buffer);
	buffer_held = NULL;
}

cmark_iter *tool_iter_new(cmark_node *root)
{
	iterator_held = cmark_iter_new(root);
	return iterator_held;
}

void tool_iter_free(cmark_iter *iterator)
{
	cmark_iter_free(iterator);
	iterator_held = NULL;
}

void tool_exit(int status)
{
	if (buffer_held != NULL)
		tool_buffer_free(buffer_held);
	if (iterator_held != NULL)
		tool_iter_free(iterator_held);
	call.status = status;
	longjmp(leaving, 1);
}

struct tool_call *tool_call(int (*tool)(void *context), void *context)
{
	FILE *const output = stdout, *const complaint = stderr;

	free(call.output);
	free(call.complaint);
	stdout = open_memstream(&call.output, &call.output_size);
	stderr = open_memstream(&call.complaint, &call.complaint_size);
	assert(stdout != NULL && stderr != NULL);
	if (setjmp(leaving) == 0)
		call.status = tool(context);
	fclose(stdout);
	fclose(stderr);
	stdout = output;
	stderr = complaint;
	free(left_over);
	left_over = NULL;
	return &call;
}

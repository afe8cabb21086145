/*
 * tool.h - calling a compiler of lib/tools as a function, again and again.
 *
 * The compilers are programs: they read files, print, and end at the first mistake, leaving their
 * memory to the system.  This header is read before their sources (fuzz.mk) and sends all of that
 * through tool.c.
 */
#ifndef SUPPORT_TOOL_H
#define SUPPORT_TOOL_H

#include "base/buffer.h"

#include <cmark.h>
#include <stdio.h>
#include <stdlib.h>

/* What a call printed, NUL-terminated, until the next one. */
struct tool_call {
	int status; /* as a process would have ended */
	char *output, *complaint;
	size_t output_size, complaint_size;
};

/* The only file there is for the tools from now on; the bytes stay the caller's. */
void tool_file(const char *name, const void *bytes, size_t size);
struct tool_call *tool_call(int (*tool)(void *context), void *context);

/* What main, exit and their like are in the tools. */
int template_main(int count, char **arguments);
int article_main(int count, char **arguments);
__attribute__((noreturn)) void tool_exit(int status);
FILE *tool_open(const char *name, const char *mode);
void *tool_allocate(void *memory, size_t size);
void tool_free(void *memory);
void tool_buffer_init(struct buffer *buffer, size_t ceiling);
void tool_buffer_free(struct buffer *buffer);
cmark_iter *tool_iter_new(cmark_node *root);
void tool_iter_free(cmark_iter *iterator);

#ifndef TOOL_ITSELF
#define exit tool_exit
#define fopen tool_open
#define malloc(size) tool_allocate(NULL, size)
#define realloc tool_allocate
#define free tool_free
#define buffer_init tool_buffer_init
#define buffer_free tool_buffer_free
#define cmark_iter_new tool_iter_new
#define cmark_iter_free tool_iter_free
#endif

#endif

/*
 * arena.h - the memory of one request: allocated as one goes, given back all at once.
 *
 * Nobody above base and store calls free.  Memory comes zeroed and aligned for anything.
 * An allocation never fails: past the ceiling, or when the machine has no memory, the
 * process says so in the log and aborts; the store's gate and the web server cope with
 * that as with any killed process.  Under the address sanitizer every allocation has a
 * malloc of its own, so that an overflow is seen.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena;

/* An arena that may hold at most ceiling bytes between two resets. */
struct arena *arena_open(size_t ceiling);
void arena_close(struct arena *arena);

/* Everything allocated since the last reset is gone; the first block is kept for reuse. */
void arena_reset(struct arena *arena);

void *arena_allocate(struct arena *arena, size_t size);

/* A larger place for what stands in memory: the first size bytes are copied, the rest is zero. With
 * size 0 memory may be NULL. */
void *arena_grow(struct arena *arena, const void *memory, size_t size, size_t wanted);

/* A copy of size bytes, with a NUL behind them. */
void *arena_copy(struct arena *arena, const void *bytes, size_t size);
char *arena_text(struct arena *arena, const char *text);
char *arena_format(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif

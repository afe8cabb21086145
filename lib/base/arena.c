#include "base/arena.h"

#include "base/log.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>

#ifdef PALIER_SANITIZE
#define BLOCK_SIZE 0 /* a malloc for every allocation, so that the sanitizer sees its edges */
#define ALIGN (size_t)1
#else
#define BLOCK_SIZE (size_t)(32 * 1024)
#define ALIGN _Alignof(max_align_t)
#endif

struct block {
	struct block *next;
	size_t size, used;
	max_align_t bytes[];
};

struct arena {
	struct block *blocks; /* the newest first; the last one is kept at a reset */
	size_t total, ceiling;
};

/* Without memory there is no sentence to show either: end like a killed process. */
static void *must_have(void *memory, size_t size)
{
	if (memory == NULL) {
		log_event("memory exhausted", "bytes=%zu", size);
		abort();
	}
	return memory;
}

struct arena *arena_open(size_t ceiling)
{
	struct arena *arena = must_have(calloc(1, sizeof *arena), sizeof *arena);

	arena->ceiling = ceiling;
	return arena;
}

void arena_reset(struct arena *arena)
{
	struct block *block = arena->blocks;

	while (block != NULL && (block->next != NULL || BLOCK_SIZE == 0)) {
		struct block *next = block->next;

		free(block);
		block = next;
	}
	if (block != NULL)
		block->used = 0;
	arena->blocks = block;
	arena->total = 0;
}

void arena_close(struct arena *arena)
{
	if (arena == NULL)
		return;
	arena_reset(arena);
	free(arena->blocks);
	free(arena);
}

static struct block *block_add(struct arena *arena, size_t size)
{
	size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;
	struct block *block = must_have(malloc(sizeof *block + room), room);

	block->size = room;
	block->used = 0;
	block->next = arena->blocks;
	arena->blocks = block;
	return block;
}

void *arena_allocate(struct arena *arena, size_t size)
{
	struct block *block = arena->blocks;
	void *memory;

	if (size > arena->ceiling || arena->total > arena->ceiling - size)
		must_have(NULL, size);
	/* One byte at least, so that two allocations never share an address. */
	size = size == 0 ? ALIGN : (size + ALIGN - 1) / ALIGN * ALIGN;
	if (block == NULL || block->size - block->used < size)
		block = block_add(arena, size);
	memory = (char *)block->bytes + block->used;
	block->used += size;
	arena->total += size;
	return memset(memory, 0, size);
}

void *arena_grow(struct arena *arena, const void *memory, size_t size, size_t wanted)
{
	assert(wanted >= size);
	void *larger = arena_allocate(arena, wanted);

	/* Nothing may be kept nowhere: memory is NULL then. */
	return size == 0 ? larger : memcpy(larger, memory, size);
}

void *arena_copy(struct arena *arena, const void *bytes, size_t size)
{
	char *copy = arena_allocate(arena, size + 1);

	if (size > 0)
		memcpy(copy, bytes, size);
	return copy;
}

char *arena_text(struct arena *arena, const char *text)
{
	return arena_copy(arena, text, strlen(text));
}

char *arena_format(struct arena *arena, const char *format, ...)
{
	va_list arguments, again;
	char *text;
	int length;

	va_start(arguments, format);
	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	assert(length >= 0);
	text = arena_allocate(arena, (size_t)length + 1);
	vsnprintf(text, (size_t)length + 1, format, again);
	va_end(again);
	return text;
}

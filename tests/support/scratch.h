/*
 * scratch.h - a store for one test, in a directory below build/ that goes away again.
 */
#ifndef SUPPORT_SCRATCH_H
#define SUPPORT_SCRATCH_H

#include "store/store.h"

#include <assert.h>
#include <ftw.h>
#include <sys/stat.h>

struct scratch {
	char directory[64];
	struct store *store;
	struct arena *arena;
};

static int scratch_remove(const char *path, const struct stat *status, int type, struct FTW *walk)
{
	(void)status, (void)type, (void)walk;
	return remove(path);
}

static inline struct scratch scratch_open(const struct table *const *tables)
{
	struct scratch scratch = { .directory = "build/scratch-XXXXXX" };

	mkdir("build", 0755);
	assert(mkdtemp(scratch.directory) != NULL);
	assert(store_make(&scratch.store, scratch.directory, tables) == OK);
	scratch.arena = arena_open(1 << 20);
	return scratch;
}

static inline void scratch_close(struct scratch *scratch)
{
	arena_close(scratch->arena);
	store_close(scratch->store);
	nftw(scratch->directory, scratch_remove, 8, FTW_DEPTH | FTW_PHYS);
}

#endif

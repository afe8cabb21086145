/*
 * mark.h - how many promises the store has kept, written outside its log.
 *
 * Recovery cuts a damaged log off without a word.  The mark, eight bytes in a mapped file, is
 * set after a commit has reached the disk, so it never exceeds what a sound log holds: a store
 * that counts fewer has lost its end.  The file is made last of all when a store is made, so
 * it also says that there is one.
 */
#ifndef STORE_MARK_H
#define STORE_MARK_H

#include "base/result.h"

#include <stdatomic.h>
#include <stdint.h>

struct mark {
	_Atomic uint64_t *count; /* NULL: not mapped */
};

/* NOT_FOUND: no store here. */
MUST_USE enum result mark_open(struct mark *mark, const char *directory);
/* Makes the file where it is missing, at zero. */
MUST_USE enum result mark_make(const char *directory);
/* Several processes may do so at once: the highest stays. */
void mark_raise(struct mark *mark, uint64_t count);
void mark_close(struct mark *mark);

#endif

/*
 * palierctl_progress.h - how far long work is, on standard error.
 */
#ifndef TOOLS_PALIERCTL_PROGRESS_H
#define TOOLS_PALIERCTL_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

/* A bar on a terminal; elsewhere a line every tenth, once the work proves long. */
struct progress {
	const char *doing;
	bool terminal, shown;
	int64_t started, last; /* milliseconds */
	unsigned tenth;
};
void progress_begin(struct progress *progress, const char *doing);
void progress_show(uint64_t done, uint64_t all, void *progress);
void progress_end(struct progress *progress);

#endif

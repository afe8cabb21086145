/* samples.h - lists in the two shapes that templates can walk. */
#ifndef SAMPLES_H
#define SAMPLES_H

#include <stdbool.h>
#include <stddef.h>

struct sample {
	const char *name;
	int rank;
};

struct samples {
	size_t count;
	struct sample *items;
};

#endif

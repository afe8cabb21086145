/*
 * cases.h - random cases from a fixed seed, and a failure that says which one it was; and the cases
 * that came with the design, a line each.
 *
 * `for (cases_begin(seed); cases.number < COUNT; cases.number++)` then draws with
 * cases_below; a failed HOLDS names seed and case, which is all it takes to see it again.
 */
#ifndef TESTS_DOMAIN_CASES_H
#define TESTS_DOMAIN_CASES_H

#include <assert.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

static struct {
	uint64_t seed, state;
	int number;
} cases;

static inline void cases_begin(uint64_t seed)
{
	cases.seed = cases.state = seed;
	cases.number = 0;
}

/* SplitMix64: every state gives a different number, so no seed is a bad one. */
static inline uint64_t cases_draw(void)
{
	uint64_t mixed = cases.state += UINT64_C(0x9e3779b97f4a7c15);

	mixed = (mixed ^ mixed >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94d049bb133111eb);
	return mixed ^ mixed >> 31;
}

/* Even enough for tests: the bounds here are far below 2^64. */
static inline int64_t cases_below(int64_t bound)
{
	return (int64_t)(cases_draw() % (uint64_t)bound);
}

#define HOLDS(condition)                                                                           \
	do {                                                                                       \
		if (!(condition))                                                                  \
			fail_msg("%s: not so for seed %#" PRIx64 ", case %d", #condition,          \
				cases.seed, cases.number);                                         \
	} while (0)

/* Hands every line to check, which may take it apart, but those that begin with #; gives their
 * number. */
static inline int vectors_each(const char *path, void (*check)(char *line))
{
	FILE *file = fopen(path, "re");
	char line[1024];
	int count = 0;

	assert(file != NULL);
	while (fgets(line, sizeof line, file) != NULL)
		if (line[0] != '#') {
			check(line);
			count++;
		}
	fclose(file);
	return count;
}

#endif

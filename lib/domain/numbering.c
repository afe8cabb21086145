#include "domain/numbering.h"

#include "base/text.h"

#define MEMORY ((size_t)256 << 20)
#define NUMBER_MOST 99999999 /* a year's bits stay below 50 MiB, grown copies included */

void numbering_init(struct numbering *numbering)
{
	*numbering = (struct numbering){ .arena = arena_open(MEMORY) };
}

void numbering_free(struct numbering *numbering)
{
	arena_close(numbering->arena);
	*numbering = (struct numbering){ 0 };
}

/* "2026-000017", as invoice.c writes it. */
static bool number_read(const char *text, int64_t *year, int64_t *number)
{
	char digits[5] = "";

	if (strlen(text) < 6 || text[4] != '-')
		return false;
	memcpy(digits, text, 4);
	text += 5 + strspn(text + 5, "0");
	return text_number(digits, 1970, 9999, year) && text_number(text, 1, NUMBER_MOST, number);
}

static struct numbering_year *find_year(const struct numbering *numbering, int64_t number)
{
	struct numbering_year *year = numbering->years;

	while (year != NULL && year->year != number)
		year = year->next;
	return year;
}

static struct numbering_year *year_of(struct numbering *numbering, int64_t number)
{
	struct numbering_year *year = find_year(numbering, number);

	if (year != NULL)
		return year;
	year = arena_allocate(numbering->arena, sizeof *year);
	year->year = number;
	year->next = numbering->years;
	return numbering->years = year;
}

static void make_room(struct arena *arena, struct numbering_year *year, size_t place)
{
	size_t size = (place + 1) * 2;

	if (place < year->size)
		return;
	year->seen = arena_grow(arena, year->seen, year->size, size);
	year->size = size;
}

enum result numbering_note(struct numbering *numbering, const char *text)
{
	struct numbering_year *year;
	int64_t year_number, number;
	unsigned char bit;

	if (!number_read(text, &year_number, &number))
		return INVALID;
	year = year_of(numbering, year_number);
	make_room(numbering->arena, year, (size_t)number / 8);
	bit = (unsigned char)(1 << number % 8);
	if (year->seen[number / 8] & bit)
		return EXISTS;
	year->seen[number / 8] |= bit;
	if ((uint64_t)number > year->highest)
		year->highest = (uint64_t)number;
	return OK;
}

uint64_t numbering_missing(
	const struct numbering *numbering, int64_t number, uint64_t last, uint64_t *first)
{
	const struct numbering_year *year = find_year(numbering, number);
	uint64_t missing = 0;

	for (uint64_t i = last; i > 0; i--) {
		size_t place = (size_t)(i / 8);

		if (year != NULL && place < year->size && (year->seen[place] & 1 << i % 8) != 0)
			continue;
		missing++;
		*first = i;
	}
	return missing;
}

#include "domain/numbering.h"

#include "base/text.h"

/* "2026-000017", as invoice.c writes it. */
static bool number_read(const char *text, int64_t *year, int64_t *number)
{
	char digits[5] = "";

	if (strlen(text) < 6 || text[4] != '-')
		return false;
	memcpy(digits, text, 4);
	text += 5 + strspn(text + 5, "0");
	return text_number(digits, 1970, 9999, year) && text_number(text, 1, INT32_MAX, number);
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
	year = calloc(1, sizeof *year);
	if (year == NULL)
		abort();
	year->year = number;
	year->next = numbering->years;
	return numbering->years = year;
}

static void make_room(struct numbering_year *year, size_t place)
{
	size_t size = (place + 1) * 2;
	unsigned char *seen;

	if (place < year->size)
		return;
	seen = realloc(year->seen, size);
	if (seen == NULL)
		abort();
	memset(seen + year->size, 0, size - year->size);
	year->seen = seen;
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
	make_room(year, (size_t)number / 8);
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

void numbering_free(struct numbering *numbering)
{
	while (numbering->years != NULL) {
		struct numbering_year *year = numbering->years;

		numbering->years = year->next;
		free(year->seen);
		free(year);
	}
}

#include "base/clock.h"

#include "base/text.h"

#include <assert.h>
#include <ctype.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

/* Mapped from data/clock where there is one; a live shop has none, and so no offset. */
static const int64_t *offset;

/* Only a compiled zone will do: beside them lie tables that the C library would take for UTC. */
static bool zone_exists(const char *zone)
{
	char path[256], mark[4];
	bool compiled;
	int file;

	if (text_is_empty(zone) || *zone == '/' || strstr(zone, "..") != NULL)
		return false;
	if (text_equal(zone, "UTC"))
		return true;
	if (snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", zone) >= (int)sizeof path)
		return false;
	file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return false;
	compiled = read(file, mark, sizeof mark) == sizeof mark &&
		   memcmp(mark, "TZif", sizeof mark) == 0;
	close(file);
	return compiled;
}

static void map_offset(const char *path)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	struct stat status;
	void *mapped;

	if (file < 0)
		return;
	if (fstat(file, &status) == 0 && status.st_size == sizeof *offset) {
		mapped = mmap(NULL, sizeof *offset, PROT_READ, MAP_SHARED, file, 0);
		if (mapped != MAP_FAILED)
			offset = mapped;
	}
	close(file);
}

/* A zone that the C library doesn't know would silently be UTC, so it is looked for first. */
enum result clock_init(const char *zone, const char *offset_path)
{
	if (!zone_exists(zone))
		return INVALID;
	if (setenv("TZ", zone, 1) != 0)
		return BROKEN;
	tzset();
	if (offset_path != NULL && offset == NULL)
		map_offset(offset_path);
	return OK;
}

struct instant clock_machine(void)
{
	return (struct instant){ time(NULL) };
}

int64_t clock_offset(void)
{
	return offset == NULL ? 0 : __atomic_load_n(offset, __ATOMIC_RELAXED);
}

struct instant clock_shop(void)
{
	return (struct instant){ time(NULL) + clock_offset() };
}

/* Written in place, never replaced: a new file would not be the one that others have mapped. */
enum result clock_move(const char *offset_path, int64_t seconds)
{
	int file = open(offset_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	ssize_t written;

	if (file < 0)
		return BROKEN;
	written = pwrite(file, &seconds, sizeof seconds, 0);
	if (close(file) != 0 || written != sizeof seconds)
		return BROKEN;
	if (offset == NULL)
		map_offset(offset_path);
	return OK;
}

/*
 * By hand, for a page has dozens of dates, and gmtime and timegm would take a tenth of its time.
 * Years begin in March here, so that the leap day is their last, and come in spans of 400, after
 * which the calendar repeats itself.  Day 0, 1 January 1970, is the 719,468th since 1 March of the
 * year 0.
 */
#define SPAN_YEARS 400
#define SPAN_DAYS 146097
#define DAYS_BEFORE_1970 719468

/* Rounded down, below zero too. */
static int64_t spans(int64_t number, int64_t size)
{
	return (number < 0 ? number - size + 1 : number) / size;
}

static int days_before_month(int from_march)
{
	return (153 * from_march + 2) / 5;
}

struct day day_of(int year, int month, int day)
{
	int from_march = month > 2 ? month - 3 : month + 9;
	int64_t years = month > 2 ? year : (int64_t)year - 1, span = spans(years, SPAN_YEARS);
	int rest = (int)(years - span * SPAN_YEARS);
	int days = rest * 365 + rest / 4 - rest / 100 + days_before_month(from_march) + day - 1;
	struct day made = { (int32_t)(span * SPAN_DAYS + days - DAYS_BEFORE_1970) };
	struct date date = day_date(made);

	assert(date.day == day && date.month == month && date.year == year);
	return made;
}

struct date day_date(struct day day)
{
	int64_t days = (int64_t)day.number + DAYS_BEFORE_1970, span = spans(days, SPAN_DAYS);
	int rest = (int)(days - span * SPAN_DAYS);
	/* Without the leap days there have been: every 4 years, not every 100, but every 400. */
	int year = (rest - rest / 1460 + rest / 36524 - rest / (SPAN_DAYS - 1)) / 365;
	int in_year = rest - (year * 365 + year / 4 - year / 100);
	int month = (5 * in_year + 2) / 153;

	return (struct date){ (int)(span * SPAN_YEARS) + year + (month >= 10),
		month < 10 ? month + 3 : month - 9, in_year - days_before_month(month) + 1 };
}

struct day day_at(struct instant instant)
{
	time_t seconds = instant.seconds;
	struct tm date;

	localtime_r(&seconds, &date);
	return day_of(date.tm_year + 1900, date.tm_mon + 1, date.tm_mday);
}

int32_t days_between(struct day from, struct day to)
{
	return to.number - from.number;
}

struct day day_after(struct day day, int32_t days)
{
	return (struct day){ day.number + days };
}

/* The text against a picture of it: 0 for a digit, anything else for itself. */
static bool has_shape(const char *text, const char *picture)
{
	for (; *picture != '\0'; text++, picture++)
		if (*picture == '0' ? !isdigit((unsigned char)*text) : *text != *picture)
			return false;
	return true;
}

static int two_digits(const char *text)
{
	return (text[0] - '0') * 10 + text[1] - '0';
}

static bool date_read(const char *text, struct tm *date)
{
	struct tm copy;

	if (!has_shape(text, "0000-00-00"))
		return false;
	*date = (struct tm){ .tm_year = two_digits(text) * 100 + two_digits(text + 2) - 1900,
		.tm_mon = two_digits(text + 5) - 1,
		.tm_mday = two_digits(text + 8) };
	if (date->tm_year < 70 || date->tm_year > 299)
		return false;
	/* timegm turns 30 February into 2 March: what comes back must be what went in. */
	copy = *date;
	timegm(&copy);
	return copy.tm_mday == date->tm_mday && copy.tm_mon == date->tm_mon;
}

bool day_read(const char *text, struct day *day)
{
	struct tm date;

	if (strlen(text) != strlen("0000-00-00") || !date_read(text, &date))
		return false;
	*day = day_of(date.tm_year + 1900, date.tm_mon + 1, date.tm_mday);
	return true;
}

void instant_write(struct instant instant, char text[static 32])
{
	time_t seconds = instant.seconds;
	struct tm date;
	long zone;

	localtime_r(&seconds, &date);
	zone = date.tm_gmtoff / 60;
	strftime(text, 32, "%Y-%m-%dT%H:%M:%S", &date);
	snprintf(text + 19, 13, "%c%02ld:%02ld", zone < 0 ? '-' : '+', labs(zone) / 60 % 100,
		labs(zone) % 60);
}

bool instant_read(const char *text, struct instant *instant)
{
	const char *zone = text + strlen("0000-00-00T00:00:00");
	struct tm date;
	int shift = 0;

	if (!date_read(text, &date) || !has_shape(text + 10, "T00:00:00"))
		return false;
	date.tm_hour = two_digits(text + 11);
	date.tm_min = two_digits(text + 14);
	date.tm_sec = two_digits(text + 17);
	if (date.tm_hour > 23 || date.tm_min > 59 || date.tm_sec > 59)
		return false;
	if (!text_equal(zone, "Z")) {
		if ((*zone != '+' && *zone != '-') || strlen(zone) != 6 ||
			!has_shape(zone + 1, "00:00") || two_digits(zone + 1) > 23 ||
			two_digits(zone + 4) > 59)
			return false;
		shift = two_digits(zone + 1) * 3600 + two_digits(zone + 4) * 60;
		shift = *zone == '-' ? -shift : shift;
	}
	instant->seconds = timegm(&date) - shift;
	return true;
}

/*
 * logged.h - a log of its own for each test, opened anew, in Paris and outside of any request.
 */
#ifndef SUPPORT_LOGGED_H
#define SUPPORT_LOGGED_H

#include "base/clock.h"
#include "base/log.h"
#include "files.h"

static inline int log_setup(void **state)
{
	(void)state;
	unlink(files_path("log"));
	log_set_request("");
	log_rotate_at(0, 0);
	log_open(files_path("log"));
	return clock_init("Europe/Paris", NULL) != OK;
}

static inline size_t logged_count(const char *text, char byte)
{
	size_t found = 0;

	for (; *text != '\0'; text++)
		found += *text == byte;
	return found;
}

/* The line behind its 25 bytes of time and a space. */
static inline const char *logged(void)
{
	return files_read("log") + 26;
}

#define WITH_LOG(test) cmocka_unit_test_setup(test, log_setup)

#endif

/*
 * leaks.h - the one leak that isn't ours: libconfig 1.5 keeps the text that it was reading when it
 * meets a mistake.  Included once in a program; the leak sanitizer asks for these by their names.
 */
#ifndef SUPPORT_LEAKS_H
#define SUPPORT_LEAKS_H

#define ASKED __attribute__((visibility("default"))) const char *

ASKED __lsan_default_suppressions(void);
ASKED __lsan_default_options(void);

ASKED __lsan_default_suppressions(void)
{
	return "leak:libconfig";
}

/* To tell of it would be a report, too. */
ASKED __lsan_default_options(void)
{
	return "print_suppressions=0";
}

#endif

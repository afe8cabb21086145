/*
 * banned.h - functions that do not compile in this house.
 *
 * Read before every source file (-include).  The headers that declare them come first.
 */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#pragma GCC poison strcpy stpcpy strcat strncpy strncat sprintf vsprintf gets
#pragma GCC poison atoi atol atoll atof strtok
#pragma GCC poison gmtime localtime ctime asctime ctime_r asctime_r
#pragma GCC poison tmpnam mktemp tempnam

#endif

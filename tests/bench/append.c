/* append.c - one writer that appends records to a file and makes each durable: what a disk allows.
 *
 *     append FILE SIZE SECONDS       prints {"answers": …, "seconds": …} */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int fail(const char *what)
{
	perror(what);
	return 1;
}

int main(int count, char **words)
{
	size_t size = count == 4 ? strtoul(words[2], NULL, 10) : 0;
	double seconds = count == 4 ? strtod(words[3], NULL) : 0, begun;
	long records = 0;
	char *record;
	int file;

	if (size == 0 || seconds <= 0) {
		fputs("usage: append FILE SIZE SECONDS\n", stderr);
		return 2;
	}
	record = calloc(1, size);
	file = open(words[1], O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
	if (record == NULL || file < 0)
		return fail(words[1]);
	begun = now();
	for (; now() - begun < seconds; records++)
		if (write(file, record, size) != (ssize_t)size || fdatasync(file) != 0)
			return fail(words[1]);
	printf("{\"answers\": %ld, \"seconds\": %.6f}\n", records, now() - begun);
	close(file);
	unlink(words[1]);
	free(record);
	return 0;
}

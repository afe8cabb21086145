/* spawn.c - runs a program again and again: what it costs from exec to exit.
 *
 *     spawn COUNT PROGRAM       prints {"seconds": …} for one run; its output goes nowhere */

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int run(char *program, const posix_spawn_file_actions_t *files)
{
	char *words[] = { program, NULL };
	pid_t child;
	int status;

	if (posix_spawn(&child, program, files, NULL, words, environ) != 0 ||
		waitpid(child, &status, 0) != child)
		return -1;
	return status;
}

int main(int count, char **words)
{
	long runs = count == 3 ? strtol(words[1], NULL, 10) : 0;
	posix_spawn_file_actions_t files;
	double begun;

	if (runs <= 0) {
		fputs("usage: spawn COUNT PROGRAM\n", stderr);
		return 2;
	}
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	begun = now();
	for (long i = 0; i < runs; i++)
		if (run(words[2], &files) != 0) {
			fprintf(stderr, "spawn: %s failed\n", words[2]);
			return 1;
		}
	printf("{\"seconds\": %.9f}\n", (now() - begun) / (double)runs);
	return 0;
}

/*
 * child.h - what becomes of a process: for what must end one, and for what several share.
 */
#ifndef SUPPORT_CHILD_H
#define SUPPORT_CHILD_H

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* Runs in a process of its own, which says nothing; gives what waitpid gave. */
static inline int child_run(void (*run)(void *), void *with)
{
	pid_t child = fork();
	int status = -1;

	if (child == 0) {
		int nowhere = open("/dev/null", O_WRONLY);

		/* cmocka's handlers would go on with the tests here. */
		for (int number = 1; number < 32; number++)
			signal(number, SIG_DFL);
		dup2(nowhere, STDERR_FILENO);
		run(with);
		_exit(0);
	}
	waitpid(child, &status, 0);
	return status;
}

static inline int child_aborts(void (*run)(void *), void *with)
{
	int status = child_run(run, with);

	return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

#endif

#include "page/settle.h"

#include "base/log.h"
#include "domain/delivery_due.h"
#include "domain/outbox.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>

/* Beside the programs of a build, and where they are installed. */
static const char *find_command(void)
{
	static const char *const places[] = { "../bin/palierctl", "../../../bin/palierctl" };
	static char command[PATH_MAX + 32];
	char program[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);

	program[length > 0 ? length : 0] = '\0';
	if (length > 0)
		*strrchr(program, '/') = '\0';
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		snprintf(command, sizeof command, "%s/%s", program, places[i]);
		if (access(command, X_OK) == 0)
			return command;
	}
	return NULL;
}

/* No zombies: nobody asks how it ended, for its log says so. */
static void leave_children_alone(void)
{
	struct sigaction action = { .sa_handler = SIG_DFL, .sa_flags = SA_NOCLDWAIT };

	sigemptyset(&action.sa_mask);
	sigaction(SIGCHLD, &action, NULL);
}

/* Standard input is the socket where visitors come in: it must not stay open in there. */
static int start(const char *command, const struct shop *shop)
{
	const char *words[] = { "palierctl", "--shop", shop->directory, "settle", NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t none, usual;
	pid_t child;
	int failed;

	sigemptyset(&none);
	sigemptyset(&usual);
	sigaddset(&usual, SIGPIPE);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(
		&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &usual);
	posix_spawn_file_actions_init(&files);
	for (int file = STDIN_FILENO; file <= STDERR_FILENO; file++)
		posix_spawn_file_actions_addopen(&files, file, "/dev/null", O_RDWR, 0);
	posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
	failed = posix_spawn(&child, command, &files, &attributes, (char **)words, environ);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attributes);
	return failed;
}

void settle_if_due(const struct shop *shop)
{
	const char *command;
	int failed = ENOENT;

	if (!delivery_due_take(shop, outbox_take_added()))
		return;
	command = find_command();
	leave_children_alone();
	if (command != NULL)
		failed = start(command, shop);
	if (failed != 0)
		log_event("settle not started",
			"reason=\"%s\" remedy=\"run palierctl settle, and see that it lies in bin/ "
			"beside cgi-bin/\"",
			strerror(failed));
}

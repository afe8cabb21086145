#include "page/settle.h"

#include "base/log.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>

void settle_prepare(void)
{
	struct sigaction action = { .sa_handler = SIG_IGN, .sa_flags = SA_NOCLDWAIT };

	sigaction(SIGCHLD, &action, NULL);
}

/* Beside build/cgi-bin; above PREFIX/lib/palier/cgi-bin. */
static bool find(char path[static PATH_MAX])
{
	static const char *const places[] = { "../bin/palierctl", "../../../bin/palierctl" };
	char program[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);

	if (length <= 0)
		return false;
	program[length] = '\0';
	*(strrchr(program, '/') + 1) = '\0';
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		int size = snprintf(path, PATH_MAX, "%s%s", program, places[i]);

		if (size > 0 && size < PATH_MAX && access(path, X_OK) == 0)
			return true;
	}
	return false;
}

/* It keeps nothing of ours: neither the web server's socket nor a file of the store's. */
static int start(const char *path, char *const *words)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t signals;
	pid_t pid;
	int error = posix_spawn_file_actions_init(&files);

	if (error != 0)
		return error;
	for (int file = 0; file <= 2; file++)
		posix_spawn_file_actions_addopen(&files, file, "/dev/null", O_RDWR, 0);
	posix_spawn_file_actions_addclosefrom_np(&files, 3);
	posix_spawnattr_init(&attributes);
	sigemptyset(&signals);
	posix_spawnattr_setsigmask(&attributes, &signals);
	for (int signal = 1; signal <= SIGTERM; signal++)
		sigaddset(&signals, signal);
	sigaddset(&signals, SIGCHLD);
	posix_spawnattr_setsigdefault(&attributes, &signals);
	posix_spawnattr_setflags(
		&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	error = posix_spawn(&pid, path, &files, &attributes, words, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&files);
	return error;
}

void settle_start(const struct shop *shop)
{
	char path[PATH_MAX], shop_directory[PATH_MAX];
	char *words[] = { path, (char[]){ "--shop" }, shop_directory, (char[]){ "settle" }, NULL };
	int error;

	snprintf(shop_directory, sizeof shop_directory, "%s", shop->directory);
	if (!find(path)) {
		log_event("settle not started", "reason=\"palierctl isn't beside the programs\"");
		return;
	}
	error = start(path, words);
	if (error != 0)
		log_event("settle not started", "reason=\"%s\"", strerror(error));
}

/*
 * stress.c - many processes on one store, a random one killed every 170 ms, and afterwards
 * every acknowledged transaction looked for.
 *
 *     stress [--seconds 20] [--writers 6] [--readers 2] [--kill-every 170]
 *
 * The program runs itself again as its workers: fcntl locks don't survive a fork, so a worker
 * must be another program.  A writer moves an amount between two accounts, raises a
 * subscription's version, adds a journal entry under the next number of its own counter, and
 * writes the entry's id to a file of its own once store_write said OK.  A reader adds all
 * accounts up in one snapshot.
 */
#include "stress.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>

#define WORKERS_MOST 64
#define STALL_MOST 1.0
#ifdef PALIER_SANITIZE
#define KILLS_PER_SECOND 1.0 /* a sanitized program takes longer to start */
#else
#define KILLS_PER_SECOND 2.5
#endif

/* Shared with the workers through a file in the folder. */
struct progress {
	_Atomic uint64_t done[WORKERS_MOST];
	_Atomic uint64_t wrong_sums, refusals, failures;
};

struct options {
	int seconds, writers, readers, kill_every;
};

struct figures {
	unsigned kills, worn, watched, stragglers, strange;
	double stall;
};

struct herd {
	const char *program, *directory;
	struct options options;
	struct progress *progress;
	pid_t workers[WORKERS_MOST];
	bool killed[WORKERS_MOST]; /* by us, and not waited for yet */
	struct figures figures;
};

static double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static struct progress *progress_map(const char *directory)
{
	char path[256];
	void *mapped;
	int file;

	snprintf(path, sizeof path, "%s/progress", directory);
	file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (file < 0 || posix_fallocate(file, 0, sizeof(struct progress)) != 0)
		abort();
	mapped = mmap(NULL, sizeof(struct progress), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	close(file);
	return mapped == MAP_FAILED ? NULL : mapped;
}

/* ---- a worker ------------------------------------------------------------------------------ */

static void write_for_ever(struct store *store, struct arena *arena, struct progress *progress,
	const char *directory, unsigned worker)
{
	unsigned seed = (unsigned)getpid() * 2654435761u;
	char path[256];
	int file;

	snprintf(path, sizeof path, "%s/acknowledged.%u", directory, worker);
	file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	for (uint32_t n = 0; !store_is_worn(store); n++) {
		struct transfer transfer = transfer_random(worker, n, &seed);
		enum result result =
			store_write(store, arena, STORE_SYNC, transfer_unit, &transfer);

		if (result == OK &&
			write(file, &transfer.id, sizeof transfer.id) != sizeof transfer.id)
			abort();
		if (result == OK && n % 8 == 0)
			result = store_write(store, arena, STORE_NOSYNC, nonce_unit, &transfer);
		if (result == OK)
			progress->done[worker]++;
		else if (result == UNAVAILABLE)
			progress->refusals++;
		else
			progress->failures++;
		arena_reset(arena);
	}
}

static void read_for_ever(
	struct store *store, struct arena *arena, struct progress *progress, unsigned worker)
{
	while (!store_is_worn(store)) {
		struct total total = { 0 };
		enum result result = store_read(store, arena, total_unit, &total);

		if (result == UNAVAILABLE)
			progress->refusals++;
		else if (result != OK)
			progress->failures++;
		else if (total.sum != ACCOUNTS * START || total.count != ACCOUNTS)
			progress->wrong_sums++;
		progress->done[worker]++;
		arena_reset(arena);
		usleep(500);
	}
}

/* Ends like a page's program: when its store is worn. */
static int worker_main(const char *directory, const char *number, bool writes)
{
	struct progress *progress = progress_map(directory);
	struct arena *arena = arena_open((size_t)16 << 20);
	unsigned worker = (unsigned)strtoul(number, NULL, 10);
	struct store *store;
	char path[256];

	snprintf(path, sizeof path, "%s/log", directory);
	log_open(path);
	snprintf(path, sizeof path, "%s/data", directory);
	if (store_open(&store, path, stress_tables) != OK)
		return 3;
	if (writes)
		write_for_ever(store, arena, progress, directory, worker);
	else
		read_for_ever(store, arena, progress, worker);
	store_close(store);
	arena_close(arena);
	return 0;
}

/* ---- the herd ------------------------------------------------------------------------------ */

static void worker_start(struct herd *herd, int worker)
{
	char number[16];
	const char *role = worker < herd->options.writers ? "--write" : "--read";

	snprintf(number, sizeof number, "%d", worker);
	herd->killed[worker] = false;
	herd->workers[worker] = fork();
	if (herd->workers[worker] == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL); /* nobody outlives a test that is stopped */
		execl(herd->program, herd->program, role, herd->directory, number, (char *)NULL);
		_exit(127);
	}
}

static void worker_count(struct herd *herd, int worker, int status)
{
	struct figures *figures = &herd->figures;

	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
		figures->stragglers += !herd->killed[worker];
	else if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		figures->worn++;
	else if (WIFEXITED(status) && WEXITSTATUS(status) == WATCH_EXIT)
		figures->watched++;
	else if (!herd->killed[worker]) {
		printf("# a worker ended with status %x\n", (unsigned)status);
		figures->strange++;
	}
}

static void herd_watch(struct herd *herd)
{
	const int count = herd->options.writers + herd->options.readers;
	double began = seconds_now(), killed = began, moved = began;
	uint64_t before = 0;

	while (seconds_now() - began < herd->options.seconds) {
		uint64_t done = 0;
		int status;

		usleep(4000);
		for (int i = 0; i < count; i++) {
			done += i < herd->options.writers ? herd->progress->done[i] : 0;
			if (waitpid(herd->workers[i], &status, WNOHANG) == herd->workers[i]) {
				worker_count(herd, i, status);
				worker_start(herd, i);
			}
		}
		if (done != before || seconds_now() - moved > herd->figures.stall) {
			double stall = seconds_now() - moved;

			if (stall > herd->figures.stall)
				herd->figures.stall = stall;
		}
		if (done != before) {
			before = done;
			moved = seconds_now();
		}
		if (seconds_now() - killed > herd->options.kill_every / 1000.0) {
			int victim = rand() % count;

			killed = seconds_now();
			herd->killed[victim] = true;
			herd->figures.kills += kill(herd->workers[victim], SIGKILL) == 0;
		}
	}
}

static void herd_run(struct herd *herd)
{
	const int count = herd->options.writers + herd->options.readers;

	for (int i = 0; i < count; i++)
		worker_start(herd, i);
	herd_watch(herd);
	for (int i = 0; i < count; i++)
		kill(herd->workers[i], SIGKILL);
	for (int i = 0; i < count; i++)
		waitpid(herd->workers[i], NULL, 0);
}

/* ---- the judgement ------------------------------------------------------------------------- */

static int failed, reported;

static void report(bool good, const char *name)
{
	printf("%s %d - %s\n", good ? "ok" : "not ok", ++reported, name);
	failed += !good;
}

static void judge(const struct herd *herd)
{
	const struct figures *figures = &herd->figures;
	const struct progress *progress = herd->progress;
	struct findings findings;
	uint64_t done = 0;

	for (int i = 0; i < herd->options.writers; i++)
		done += progress->done[i];
	findings_gather(&findings, herd->directory, (unsigned)herd->options.writers);
	printf("1..8\n");
	printf("# %d s, %u kills, %llu transactions (%.0f a second), longest stall %.3f s\n",
		herd->options.seconds, figures->kills, (unsigned long long)done,
		(double)done / herd->options.seconds, figures->stall);
	printf("# ended worn %u, by their timer %u, as stragglers %u, otherwise %u\n",
		figures->worn, figures->watched, figures->stragglers, figures->strange);
	printf("# recoveries %llu, refusals %llu, entries %zu, acknowledged %zu, lost %zu, "
	       "twice %zu\n",
		(unsigned long long)findings.generation, (unsigned long long)progress->refusals,
		findings.entries, findings.acknowledged, findings.lost, findings.twice);
	report(figures->kills >= KILLS_PER_SECOND * herd->options.seconds,
		"processes_were_killed_all_the_time");
	report(figures->stall < STALL_MOST, "progress_never_stood_still_for_a_second");
	report(findings.acknowledged > 0 && findings.lost == 0, "nothing_acknowledged_is_lost");
	report(findings.twice == 0, "nothing_was_done_twice");
	report(findings.books_agree, "accounts_versions_and_counters_agree_with_the_journal");
	report(findings.promises_agree, "every_entry_was_promised_and_the_mark_is_not_ahead");
	report(progress->wrong_sums == 0, "a_snapshot_never_saw_half_a_transfer");
	report(progress->failures == 0 && figures->strange == 0, "nobody_failed_otherwise");
}

/* A store that nobody can open any more must not hold up all other tests. */
static void bail_out(int number)
{
	static const char words[] = "Bail out! the store did not open again\n";

	(void)number;
	_exit(write(STDOUT_FILENO, words, sizeof words - 1) > 0 ? 1 : 2);
}

static void options_read(struct options *options, int count, char **words)
{
	for (int i = 1; i + 1 < count; i += 2) {
		int value = (int)strtol(words[i + 1], NULL, 10);

		if (strcmp(words[i], "--seconds") == 0)
			options->seconds = value;
		else if (strcmp(words[i], "--writers") == 0)
			options->writers = value;
		else if (strcmp(words[i], "--readers") == 0)
			options->readers = value;
		else if (strcmp(words[i], "--kill-every") == 0)
			options->kill_every = value;
	}
}

int main(int count, char **words)
{
	struct herd herd = { .program = "/proc/self/exe",
		.options = { .seconds = 20, .writers = 6, .readers = 2, .kill_every = 170 } };
	char directory[] = "build/stress-XXXXXX";

	if (count == 4 && strcmp(words[1], "--write") == 0)
		return worker_main(words[2], words[3], true);
	if (count == 4 && strcmp(words[1], "--read") == 0)
		return worker_main(words[2], words[3], false);
	options_read(&herd.options, count, words);
	mkdir("build", 0755);
	if (mkdtemp(directory) == NULL ||
		herd.options.writers + herd.options.readers > WORKERS_MOST)
		return 2;
	herd.directory = directory;
	herd.progress = progress_map(directory);
	srand((unsigned)getpid());
	if (!books_open(directory))
		return 2;
	signal(SIGALRM, bail_out);
	alarm((unsigned)herd.options.seconds + 60);
	herd_run(&herd);
	judge(&herd);
	fixture_remove(directory);
	return failed == 0 ? 0 : 1;
}

/* A full log is put aside by whoever writes, and no line is lost, even by those who are killed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../support/child.h"
#include "../support/logged.h"

#include <sys/mman.h>

#define WRITERS 8

/* The lines "event a=WRITER b=NUMBER" of log, log.1 … log.999, each counted; gives how many files.
 */
static unsigned char seen[WRITERS][20000];
static int torn;

/* Behind a beginning that a killed process left. */
static const char *whole_part(const char *line)
{
	const char *last = line;

	for (const char *at = line; (at = strstr(at, "-")) != NULL; at++)
		if (at >= line + 4 && at[3] == '-' && at[6] == 'T')
			last = at - 4;
	torn += last != line;
	return last;
}

static int read_all(void)
{
	char name[32] = "log", *text = malloc(1 << 20), *line, *end;
	int files = 0;

	memset(seen, 0, sizeof seen);
	torn = 0;
	for (int number = 0; number < 1000; number++) {
		FILE *file;

		if (number > 0)
			snprintf(name, sizeof name, "log.%d", number);
		file = fopen(files_path(name), "re");
		if (file == NULL)
			continue;
		files++;
		text[fread(text, 1, (1 << 20) - 1, file)] = '\0';
		fclose(file);
		for (line = text; (end = strchr(line, '\n')) != NULL; line = end + 1) {
			int writer, which, read = 0;

			const char *whole;

			*end = '\0';
			if (*line == '\0')
				continue;
			whole = whole_part(line);
			if (strlen(whole) < 26 ||
				sscanf(whole + 26, "event a=%d b=%d request=r%n", &writer, &which,
					&read) != 2 ||
				whole[26 + read] != '\0') {
				torn++;
				continue;
			}
			assert_in_range(writer, 0, WRITERS - 1);
			assert_in_range(which, 0, 19999);
			seen[writer][which]++;
		}
		torn += *line != '\0';
		memset(text, 0, 1 << 20);
	}
	free(text);
	return files;
}

static void clear_files(void)
{
	char name[32];

	for (int number = 1; number < 1000; number++) {
		snprintf(name, sizeof name, "log.%d", number);
		unlink(files_path(name));
	}
}

struct counts {
	_Atomic int begun[WRITERS], done[WRITERS];
};

static void write_for_ever(struct counts *counts, int writer, int most)
{
	for (int i = 0; i < most; i++) {
		counts->begun[writer] = i + 1;
		log_set_request("r");
		log_event("event", "a=%d b=%d", writer, i);
		counts->done[writer] = i + 1;
	}
}

static void run_writers(struct counts *counts, int most, int kill_after)
{
	pid_t children[WRITERS];

	fflush(stdout);
	for (int writer = 0; writer < WRITERS; writer++) {
		children[writer] = fork();
		if (children[writer] == 0) {
			write_for_ever(counts, writer, most);
			_exit(0);
		}
	}
	if (kill_after > 0) {
		nanosleep(&(struct timespec){ .tv_nsec = kill_after }, NULL);
		for (int writer = 0; writer < WRITERS; writer++)
			kill(children[writer], SIGKILL);
	}
	for (int writer = 0; writer < WRITERS; writer++)
		waitpid(children[writer], NULL, 0);
}

static struct counts *open_counts(void)
{
	struct counts *counts = mmap(
		NULL, sizeof *counts, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	assert_true(counts != MAP_FAILED);
	return counts;
}

static void a_full_file_is_put_aside_and_no_line_of_eight_writers_is_lost(void **state)
{
	struct counts *counts = open_counts();

	(void)state;
	clear_files();
	log_rotate_at(20000, 999);
	run_writers(counts, 2000, 0);
	/* Whoever isn't let in by the one who renames goes on writing: some are larger. */
	assert_in_range(read_all(), 10, 60);
	assert_int_equal(torn, 0);
	for (int writer = 0; writer < WRITERS; writer++)
		for (int i = 0; i < 2000; i++)
			assert_int_equal(seen[writer][i], 1);
	munmap(counts, sizeof *counts);
}

/* With files so small that half of the time somebody renames them. */
static void writers_killed_at_any_instant_lose_no_line_and_hang_nobody(void **state)
{
	struct counts *counts = open_counts();
	int lines = 0;

	(void)state;
	for (int round = 0; round < 40; round++) {
		clear_files();
		log_setup(NULL);
		log_rotate_at(2000, 999);
		memset(counts, 0, sizeof *counts);
		run_writers(counts, 20000, 3000000 + round * 137000);
		/* Those who come later go on. */
		log_set_request("r");
		log_event("event", "a=%d b=%d", 0, counts->begun[0]);
		read_all();
		assert_in_range(torn, 0, WRITERS);
		for (int writer = 0; writer < WRITERS; writer++) {
			for (int i = 0; i < counts->done[writer]; i++)
				assert_int_equal(seen[writer][i], 1);
			lines += counts->done[writer];
		}
		assert_int_equal(seen[0][counts->begun[0]], 1);
	}
	assert_true(lines > 1000);
	munmap(counts, sizeof *counts);
}

static void the_oldest_file_goes_and_the_others_move_up(void **state)
{
	(void)state;
	clear_files();
	log_rotate_at(1, 3);
	for (int i = 0; i < 6; i++) {
		log_set_request("r");
		log_event("event", "b=%d", i);
	}
	assert_string_equal(logged(), "event b=5 request=r\n");
	assert_string_equal(files_read("log.1") + 26, "event b=4 request=r\n");
	assert_string_equal(files_read("log.2") + 26, "event b=3 request=r\n");
	assert_string_equal(files_read("log.3") + 26, "event b=2 request=r\n");
	assert_string_equal(files_read("log.4"), "");
}

static void a_beginning_that_a_killed_process_left_stays_on_a_line_of_its_own(void **state)
{
	(void)state;
	files_write("log", "2026-11-29T01:05:53+01:00 event a=5 b=9");
	log_set_request("r");
	log_event("event", "a=%d", 1);
	log_event("event", "a=%d", 2);
	assert_int_equal(logged_count(files_read("log"), '\n'), 3);
	assert_memory_equal(logged(), "event a=5 b=9\n", 14);
}

/* Somebody was killed between two renames. */
static void a_gap_is_filled_before_anything_is_thrown_away(void **state)
{
	(void)state;
	clear_files();
	log_rotate_at(1, 3);
	files_write("log", "newest\n");
	log_open(files_path("log"));
	files_write("log.2", "middle\n");
	files_write("log.3", "oldest\n");
	log_set_request("r");
	log_event("event", "b=%d", 1);
	assert_string_equal(files_read("log.1"), "newest\n");
	assert_string_equal(files_read("log.2"), "middle\n");
	assert_string_equal(files_read("log.3"), "oldest\n");
}

static void a_file_that_somebody_renamed_is_left_at_the_next_request(void **state)
{
	char old[256];

	(void)state;
	log_event("event", "a=%d", 1);
	snprintf(old, sizeof old, "%s", files_path("renamed"));
	assert_int_equal(rename(files_path("log"), old), 0);
	log_event("event", "a=%d", 2);
	log_set_request("r");
	log_event("event", "a=%d", 3);
	assert_string_equal(logged(), "event a=3 request=r\n");
	assert_non_null(strstr(files_read("renamed"), " event a=2\n"));
	/* Outside of requests, within 64 lines. */
	log_set_request("");
	unlink(files_path("log"));
	for (int i = 0; i < 66; i++)
		log_event("event", "a=%d", i);
	assert_non_null(strstr(files_read("log"), " event a=65\n"));
}

static void who_may_not_rename_goes_on_writing(void **state)
{
	(void)state;
	clear_files();
	log_rotate_at(1, 1);
	/* A folder where the old file should go can't be replaced by a file. */
	mkdir(files_path("log.1"), 0700);
	for (int i = 0; i < 3; i++) {
		log_set_request("r");
		log_event("event", "b=%d", i);
	}
	rmdir(files_path("log.1"));
	assert_int_equal(logged_count(files_read("log"), '\n'), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_LOG(a_full_file_is_put_aside_and_no_line_of_eight_writers_is_lost),
		WITH_LOG(writers_killed_at_any_instant_lose_no_line_and_hang_nobody),
		WITH_LOG(the_oldest_file_goes_and_the_others_move_up),
		WITH_LOG(a_beginning_that_a_killed_process_left_stays_on_a_line_of_its_own),
		WITH_LOG(a_gap_is_filled_before_anything_is_thrown_away),
		WITH_LOG(a_file_that_somebody_renamed_is_left_at_the_next_request),
		WITH_LOG(who_may_not_rename_goes_on_writing),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, files_open, files_close);
}

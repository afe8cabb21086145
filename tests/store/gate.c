#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "fixture.h"
#include "store/slots.h"
#include "store/watch.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>

/*
 * Other processes are this program again, with a role: a forked child has none of its parent's
 * locks, so it must be another program.
 */
static struct fixture fixture;

static int open_fixture(void **state)
{
	(void)state;
	fixture_open(&fixture);
	return 0;
}

static int close_fixture(void **state)
{
	(void)state;
	fixture_close(&fixture);
	return 0;
}

static uint64_t generation(void)
{
	struct store_status status;

	assert_int_equal(store_status(fixture.store, &status), OK);
	return status.generation;
}

static int64_t milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- the other process --------------------------------------------------------------------- */

/* Says that it is there, and stays for ever, though ticks come by. */
static enum result stay(struct unit *unit, void *context)
{
	(void)unit;
	(void)context;
	if (write(STDOUT_FILENO, "!", 1) != 1)
		abort();
	for (;;)
		pause();
}

static enum result write_and_stay(struct unit *unit, void *context)
{
	struct fixture_counter counter = { .name = "half", .value = 1 };
	enum result result = counter_write_unit(unit, &counter);

	return result == OK ? stay(unit, context) : result;
}

static int other_main(const char *role, const char *directory)
{
	struct arena *arena = arena_open((size_t)1 << 20);
	struct store *store;
	enum result result = store_open(&store, directory, fixture_tables);

	if (result == OK && strcmp(role, "--reading") == 0)
		result = store_read(store, arena, stay, NULL);
	if (result == OK && strcmp(role, "--writing") == 0)
		result = store_write(store, arena, STORE_SYNC, write_and_stay, NULL);
	if (result == OK && strcmp(role, "--outside") == 0)
		result = stay(NULL, NULL);
	if (result == OK && strcmp(role, "--closing") == 0)
		store_close(store);
	arena_close(arena);
	return result == OK ? 0 : 1;
}

/* Starts one and waits until it is where its role says. */
static pid_t other_start(const char *role)
{
	int ends[2];
	char there;
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL); /* nobody outlives a test that is stopped */
		dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		close(ends[1]);
		execl("/proc/self/exe", "gate", role, fixture.directory, (char *)NULL);
		_exit(127);
	}
	close(ends[1]);
	assert_int_equal(read(ends[0], &there, 1), strcmp(role, "--closing") == 0 ? 0 : 1);
	close(ends[0]);
	return pid;
}

static int other_end(pid_t pid, int number)
{
	int status;

	if (number != 0)
		kill(pid, number);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

/* ---- deaths -------------------------------------------------------------------------------- */

static void a_death_inside_is_recovered_by_the_next_one(void **state)
{
	uint64_t value, before = generation();

	(void)state;
	assert_int_equal(counter_write(&fixture, "kept", 3), OK);
	other_end(other_start("--writing"), SIGKILL);
	assert_int_equal(counter_read(&fixture, "kept", &value), OK);
	assert_int_equal(value, 3);
	assert_int_equal(counter_read(&fixture, "half", &value), NOT_FOUND);
	assert_int_equal(counter_write(&fixture, "half", 2), OK);
	assert_int_equal(generation(), before + 1);
	assert_true(store_is_worn(fixture.store));
}

static void a_death_outside_is_nobodys_business(void **state)
{
	uint64_t before = generation();

	(void)state;
	other_end(other_start("--outside"), SIGKILL);
	assert_int_equal(counter_write(&fixture, "any", 2), OK);
	assert_int_equal(generation(), before);
	assert_false(store_is_worn(fixture.store));
}

/* Each one leaves handles behind in the environment's tables. */
static void many_deaths_outside_are_tidied_up_after(void **state)
{
	uint64_t before = generation();

	(void)state;
	for (int i = 0; i <= SLOTS_LEFTOVERS_MOST; i++)
		other_end(other_start("--outside"), SIGKILL);
	assert_int_equal(generation(), before + 1);
}

static void two_that_stay_inside_a_dead_ones_environment_end_by_themselves(void **state)
{
	pid_t reader = other_start("--reading"), writer = other_start("--writing");
	int64_t began;
	uint64_t value;
	int status;

	(void)state;
	other_end(writer, SIGKILL);
	began = milliseconds();
	assert_int_equal(counter_read(&fixture, "any", &value), NOT_FOUND);
	assert_true(milliseconds() - began < 1000);
	status = other_end(reader, 0);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), WATCH_EXIT);
}

static void one_that_can_not_even_do_that_is_killed_after_the_grace(void **state)
{
	pid_t reader = other_start("--reading"), writer = other_start("--writing");
	int64_t began, took;
	uint64_t value;
	int status;

	(void)state;
	kill(reader, SIGSTOP);
	other_end(writer, SIGKILL);
	began = milliseconds();
	assert_int_equal(counter_read(&fixture, "any", &value), NOT_FOUND);
	took = milliseconds() - began;
	assert_true(took >= 300 && took < 2000);
	status = other_end(reader, 0);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static void a_reader_that_stays_long_disturbs_nobody_while_all_live(void **state)
{
	pid_t reader = other_start("--reading");
	uint64_t before = generation();

	(void)state;
	assert_int_equal(counter_write(&fixture, "any", 2), OK);
	usleep(400000);
	assert_int_equal(counter_write(&fixture, "any", 3), OK);
	assert_int_equal(generation(), before);
	assert_int_equal(kill(reader, 0), 0);
	other_end(reader, SIGKILL);
}

/* ---- starts and stops ---------------------------------------------------------------------- */

static void coming_and_going_in_order_needs_no_recovery(void **state)
{
	uint64_t before = generation();

	(void)state;
	for (int i = 0; i < 3; i++)
		assert_int_equal(other_end(other_start("--closing"), 0), 0);
	assert_int_equal(fixture_reopen(&fixture), OK);
	assert_int_equal(fixture_reopen(&fixture), OK);
	assert_int_equal(generation(), before);
}

static struct slot_table *slot_table_map(void)
{
	char path[128];
	struct slot_table *table;
	int file;

	snprintf(path, sizeof path, "%s/gate.slots", fixture.directory);
	file = open(path, O_RDWR | O_CLOEXEC);
	table = mmap(NULL, sizeof *table, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	close(file);
	assert_true(table != MAP_FAILED);
	return table;
}

/* Regions that look sound needn't fit the log any more after a power cut. */
static void after_a_restart_of_the_machine_the_environment_is_made_anew(void **state)
{
	uint64_t value, before = generation();
	struct slot_table *table;

	(void)state;
	assert_int_equal(counter_write(&fixture, "kept", 3), OK);
	store_close(fixture.store);
	fixture.store = NULL;
	table = slot_table_map();
	assert_true(strlen(table->boot) > 30);
	table->boot[3] ^= 1;
	munmap(table, sizeof *table);
	assert_int_equal(fixture_reopen(&fixture), OK);
	assert_int_equal(counter_read(&fixture, "kept", &value), OK);
	assert_int_equal(value, 3);
	assert_int_equal(generation(), before + 1);
	assert_int_equal(fixture_reopen(&fixture), OK);
	assert_int_equal(generation(), before + 1);
}

static void an_environment_that_can_not_be_joined_is_made_anew(void **state)
{
	uint64_t value, before = generation();
	char path[128];
	int file;

	(void)state;
	assert_int_equal(counter_write(&fixture, "kept", 3), OK);
	store_close(fixture.store);
	fixture.store = NULL;
	snprintf(path, sizeof path, "%s/__db.001", fixture.directory);
	file = open(path, O_WRONLY | O_CLOEXEC);
	for (off_t at = 0; at < 1 << 20; at += 64)
		assert_int_equal(pwrite(file, "\xff\xff\xff\xff", 4, at), 4);
	close(file);
	assert_int_equal(fixture_reopen(&fixture), OK);
	assert_int_equal(counter_read(&fixture, "kept", &value), OK);
	assert_int_equal(value, 3);
	assert_int_equal(generation(), before + 1);
}

static void a_lost_table_of_slots_is_made_anew(void **state)
{
	uint64_t value;
	char path[128];

	(void)state;
	assert_int_equal(counter_write(&fixture, "kept", 3), OK);
	store_close(fixture.store);
	fixture.store = NULL;
	snprintf(path, sizeof path, "%s/gate.slots", fixture.directory);
	assert_int_equal(remove(path), 0);
	assert_int_equal(fixture_reopen(&fixture), OK);
	assert_int_equal(counter_read(&fixture, "kept", &value), OK);
	assert_int_equal(value, 3);
}

/* ---- slots --------------------------------------------------------------------------------- */

static void a_slot_is_given_back_and_taken_again(void **state)
{
	struct store_status status;

	(void)state;
	for (int i = 0; i < 5; i++)
		other_end(other_start("--closing"), 0);
	other_end(other_start("--outside"), SIGKILL);
	other_end(other_start("--closing"), 0);
	assert_int_equal(store_status(fixture.store, &status), OK);
	assert_int_equal(status.slots_used, 1);
}

/* Holds the locks of all slots but our own, as a thousand processes would. */
static int crowd_main(const char *directory)
{
	struct flock all = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 1 };
	char path[128];
	int file;

	snprintf(path, sizeof path, "%s/gate.slots", directory);
	file = open(path, O_RDWR | O_CLOEXEC);
	if (file < 0 || fcntl(file, F_SETLK, &all) != 0)
		return 1;
	return (int)stay(NULL, NULL);
}

static void with_no_slot_free_the_store_is_unavailable(void **state)
{
	pid_t crowd = other_start("--crowd");
	pid_t late = fork();
	int status;

	(void)state;
	if (late == 0) {
		execl("/proc/self/exe", "gate", "--late", fixture.directory, (char *)NULL);
		_exit(127);
	}
	assert_int_equal(waitpid(late, &status, 0), late);
	assert_int_equal(WEXITSTATUS(status), UNAVAILABLE);
	other_end(crowd, SIGKILL);
	assert_int_equal(other_end(other_start("--closing"), 0), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)

int main(int count, char **words)
{
	const struct CMUnitTest tests[] = {
		TEST(a_death_inside_is_recovered_by_the_next_one),
		TEST(a_death_outside_is_nobodys_business),
		TEST(many_deaths_outside_are_tidied_up_after),
		TEST(two_that_stay_inside_a_dead_ones_environment_end_by_themselves),
		TEST(one_that_can_not_even_do_that_is_killed_after_the_grace),
		TEST(a_reader_that_stays_long_disturbs_nobody_while_all_live),
		TEST(coming_and_going_in_order_needs_no_recovery),
		TEST(after_a_restart_of_the_machine_the_environment_is_made_anew),
		TEST(an_environment_that_can_not_be_joined_is_made_anew),
		TEST(a_lost_table_of_slots_is_made_anew),
		TEST(a_slot_is_given_back_and_taken_again),
		TEST(with_no_slot_free_the_store_is_unavailable),
	};
	struct store *store;

	if (count == 3 && strcmp(words[1], "--crowd") == 0)
		return crowd_main(words[2]);
	if (count == 3 && strcmp(words[1], "--late") == 0)
		return (int)store_open(&store, words[2], fixture_tables);
	if (count == 3)
		return other_main(words[1], words[2]);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("store/gate", tests, NULL, NULL);
}

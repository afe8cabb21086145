/* What the audit says about the files of tickets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../support/test_shop.h"
#include "domain/audit.h"
#include "domain/tables.h"

#include <fcntl.h>

#define DAY (24 * 60 * 60)

/* A file of five bytes, so many seconds old. */
static void make_file(const char *name, int age)
{
	struct timespec time = { .tv_sec = clock_machine().seconds - age };
	struct timespec times[2] = { time, time };
	char path[200];
	int file;

	snprintf(path, sizeof path, "%s/data/attachments/%.2s", test->directory, name);
	mkdir(path, 0700);
	snprintf(path, sizeof path, "%s/data/attachments/%.2s/%s", test->directory, name, name);
	file = open(path, O_CREAT | O_WRONLY, 0600);
	assert_int_equal(write(file, "12345", 5), 5);
	assert_int_equal(futimens(file, times), 0);
	close(file);
}

/* Messages of ticket 7, each with the attachments that follow one another in the list. */
struct messages {
	uint32_t first, count;
	const char *files[4];
	uint64_t size;
};

static enum result add_messages(struct unit *unit, void *context)
{
	const struct messages *messages = context;
	Record__Attachment attachments[4];
	Record__Attachment *pointers[4];
	enum result result = OK;

	for (uint32_t i = 0; i < messages->count && result == OK; i++) {
		Record__TicketMessage message = RECORD__TICKET_MESSAGE__INIT;
		struct key key = key_number(7);

		message.ticket = 7;
		message.number = messages->first + i;
		message.text = "Bonjour";
		for (size_t j = 0; j < 4 && messages->files[j] != NULL; j++) {
			record__attachment__init(&attachments[j]);
			attachments[j].file = messages->files[j];
			attachments[j].size = messages->size;
			pointers[j] = &attachments[j];
			message.n_attachments = j + 1;
		}
		message.attachments = pointers;
		key_add_number(&key, message.number);
		result = ticket_messages_add(unit, &key, &message);
	}
	return result;
}

static void keep(struct messages messages)
{
	assert_int_equal(
		store_write(test->shop.store, test->arena, STORE_SYNC, add_messages, &messages),
		OK);
}

static char found[2000];

static void take_finding(const char *sentence, void *context)
{
	size_t length = strlen(found);

	(void)context;
	snprintf(found + length, sizeof found - length, "%s\n", sentence);
}

static const char *audit_says(void)
{
	struct audit audit = { .finding = take_finding };

	found[0] = '\0';
	assert_int_equal(audit_run(&test->shop, &audit), OK);
	return found;
}

#define A "aa000000000000000000000000000001"
#define B "bb000000000000000000000000000002"
#define C "cc000000000000000000000000000003"

static void files_that_are_named_and_there_are_sound(void **state)
{
	(void)state;
	assert_string_equal(audit_says(), "");
	make_file(A, 2 * DAY);
	make_file(B, 2 * DAY);
	make_file(C, 0);
	keep((struct messages){ 1, 1, { A, B }, 5 });
	keep((struct messages){ 2, 1, { C }, 5 });
	assert_string_equal(audit_says(), "");
}

static void a_file_that_is_missing_or_changed_is_found(void **state)
{
	(void)state;
	make_file(A, 0);
	keep((struct messages){ 1, 1, { A }, 6 });
	keep((struct messages){ 2, 1, { B, "../../../conf/site.cfg" }, 5 });
	assert_string_equal(audit_says(),
		"Ticket 7, message 1: the file " A " has 5 bytes; it was kept with 6.\n"
		"Ticket 7, message 2: the file " B " is missing.\n"
		"Ticket 7, message 2: the file ../../../conf/site.cfg is missing.\n");
}

static void a_file_of_nobody_s_is_found_after_a_day(void **state)
{
	(void)state;
	make_file(A, DAY - 100);
	assert_string_equal(audit_says(), "");
	make_file(B, DAY + 100);
	make_file(C, DAY + 100);
	keep((struct messages){ 1, 1, { C }, 5 });
	assert_string_equal(audit_says(),
		"The file data/attachments/bb/" B " belongs to no ticket. It may be removed.\n");
}

/* Slices have 200 messages. */
static void every_message_is_read(void **state)
{
	(void)state;
	make_file(A, 2 * DAY);
	make_file(B, 2 * DAY);
	keep((struct messages){ 1, 200, { 0 }, 0 });
	keep((struct messages){ 201, 1, { A }, 5 });
	keep((struct messages){ 202, 399, { A }, 5 });
	keep((struct messages){ 601, 1, { B }, 4 });
	assert_string_equal(audit_says(),
		"Ticket 7, message 601: the file " B " has 5 bytes; it was kept with 4.\n");
}

#define WITH_SHOP(test) cmocka_unit_test_setup_teardown(test, test_shop_setup, test_shop_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_SHOP(files_that_are_named_and_there_are_sound),
		WITH_SHOP(a_file_that_is_missing_or_changed_is_found),
		WITH_SHOP(a_file_of_nobody_s_is_found_after_a_day),
		WITH_SHOP(every_message_is_read),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/clock.h"
#include "fixture.h"
#include "store/record.h"

#include <string.h>

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

static enum result write_unit(unit_function *function, void *context)
{
	return store_write(fixture.store, fixture.arena, STORE_SYNC, function, context);
}

static enum result read_unit(unit_function *function, void *context)
{
	return store_read(fixture.store, fixture.arena, function, context);
}

/* ---- find, add, change, put, remove -------------------------------------------------------- */

static Record__Customer somebody(void)
{
	Record__Customer customer = RECORD__CUSTOMER__INIT;

	customer.id = 17;
	customer.email = "Ada@example.com";
	customer.name = "Ada Lovelace";
	customer.role = RECORD__ROLE__OPERATOR;
	customer.locked = true;
	customer.created = -5;
	customer.journal_head.data = (uint8_t *)"\0\1\2";
	customer.journal_head.len = 3;
	return customer;
}

static enum result add_somebody(struct unit *unit, void *context)
{
	struct key key = key_number(17);
	Record__Customer customer = somebody();

	(void)context;
	return customers_add(unit, &key, &customer);
}

static enum result find_somebody(struct unit *unit, void *context)
{
	struct key key = key_number(17);

	return customers_find(unit, &key, context);
}

static void a_record_comes_back_as_it_was_written(void **state)
{
	Record__Customer *found = NULL;

	(void)state;
	assert_int_equal(write_unit(add_somebody, NULL), OK);
	assert_int_equal(read_unit(find_somebody, &found), OK);
	assert_int_equal(found->id, 17);
	assert_string_equal(found->email, "Ada@example.com");
	assert_string_equal(found->name, "Ada Lovelace");
	assert_string_equal(found->address, "");
	assert_int_equal(found->role, RECORD__ROLE__OPERATOR);
	assert_true(found->locked);
	assert_int_equal(found->created, -5);
	assert_int_equal(found->journal_head.len, 3);
	assert_memory_equal(found->journal_head.data, "\0\1\2", 3);
}

/* Field 2 is the address for mail: its number and kind, its length, its bytes. */
static void a_record_with_anything_but_text_in_its_texts_is_damaged(void **state)
{
	static const struct {
		const char *bytes;
		size_t size;
		bool good;
	} cases[] = {
		{ "\x12\x03z@z", 5, true }, { "\x12\x02\xc3\xa9", 4, true },
		{ "\x12\x02\xc3\x28", 4, false }, { "\x12\x01\xe9", 3, false },
		{ "\x12\x03z\0z", 5, false }, { "\x12\x01z\x12\x01z", 6, false }, /* twice */
		{ "\x12\x04z@z", 5, false }, /* longer than what is there */
		{ "\xf8\x07\x01", 3, true }, /* a field of some later schema */
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(record_unpack(fixture.arena, &record__customer__descriptor,
					 (const uint8_t *)cases[i].bytes, cases[i].size) != NULL,
			cases[i].good);
}

/* A message within a message, in a list: TicketMessage.attachments.name. */
static void a_text_deep_in_a_record_is_looked_at_too(void **state)
{
	static const uint8_t good[] = "\x3a\x03\x0a\x01z\x3a\x04\x0a\x02\xc3\xa9";
	static const uint8_t bad[] = "\x3a\x03\x0a\x01z\x3a\x04\x0a\x02\xc3z";

	(void)state;
	assert_non_null(record_unpack(
		fixture.arena, &record__ticket_message__descriptor, good, sizeof good - 1));
	assert_null(record_unpack(
		fixture.arena, &record__ticket_message__descriptor, bad, sizeof bad - 1));
}

static void what_was_never_written_is_not_found(void **state)
{
	Record__Customer *found = (Record__Customer *)&fixture;

	(void)state;
	assert_int_equal(read_unit(find_somebody, &found), NOT_FOUND);
	assert_null(found);
}

static void adding_twice_keeps_the_first(void **state)
{
	Record__Customer *found;

	(void)state;
	assert_int_equal(write_unit(add_somebody, NULL), OK);
	assert_int_equal(write_unit(add_somebody, NULL), EXISTS);
	assert_int_equal(read_unit(find_somebody, &found), OK);
	assert_string_equal(found->name, "Ada Lovelace");
}

static enum result rename_somebody(struct unit *unit, void *context)
{
	struct key key = key_number(17);
	Record__Customer customer = somebody();

	customer.name = *(const char **)context;
	return customers_change(unit, &key, &customer);
}

static void a_change_replaces_what_is_there_and_only_that(void **state)
{
	const char *name = "Countess of Lovelace";
	Record__Customer *found;

	(void)state;
	assert_int_equal(write_unit(rename_somebody, &name), NOT_FOUND);
	assert_int_equal(read_unit(find_somebody, &found), NOT_FOUND);
	assert_int_equal(write_unit(add_somebody, NULL), OK);
	assert_int_equal(write_unit(rename_somebody, &name), OK);
	assert_int_equal(read_unit(find_somebody, &found), OK);
	assert_string_equal(found->name, "Countess of Lovelace");
}

static void putting_adds_and_replaces(void **state)
{
	uint64_t value;

	(void)state;
	assert_int_equal(counter_write(&fixture, "invoice", 1), OK);
	assert_int_equal(counter_write(&fixture, "invoice", 2), OK);
	assert_int_equal(counter_read(&fixture, "invoice", &value), OK);
	assert_int_equal(value, 2);
}

static enum result remove_somebody(struct unit *unit, void *context)
{
	struct key key = key_number(17);

	(void)context;
	return customers_remove(unit, &key);
}

static void what_was_removed_is_gone(void **state)
{
	Record__Customer *found;

	(void)state;
	assert_int_equal(write_unit(remove_somebody, NULL), NOT_FOUND);
	assert_int_equal(write_unit(add_somebody, NULL), OK);
	assert_int_equal(write_unit(remove_somebody, NULL), OK);
	assert_int_equal(read_unit(find_somebody, &found), NOT_FOUND);
}

static enum result put_large(struct unit *unit, void *context)
{
	struct key key = key_number(17);
	Record__Customer customer = somebody();

	customer.address = context;
	return customers_put(unit, &key, &customer);
}

static void a_record_larger_than_a_page_is_kept_whole(void **state)
{
	const size_t size = 300000;
	char *text = malloc(size + 1);
	Record__Customer *found;

	(void)state;
	for (size_t i = 0; i < size; i++)
		text[i] = (char)('a' + i % 26);
	text[size] = '\0';
	assert_int_equal(write_unit(put_large, text), OK);
	assert_int_equal(read_unit(find_somebody, &found), OK);
	assert_string_equal(found->address, text);
	free(text);
}

/* ---- what expires -------------------------------------------------------------------------- */

struct session {
	uint64_t number;
	int64_t in; /* seconds from now */
	enum record_how how;
};

static enum result session_write(struct unit *unit, void *context)
{
	const struct session *session = context;
	struct key key = key_number(session->number);
	Record__Session record = RECORD__SESSION__INIT;

	record.customer = session->number;
	record.expires = clock_machine().seconds + session->in;
	return record_write(unit, &sessions, &key, &record.base, session->how);
}

static enum result session_write_at(uint64_t number, int64_t in, enum record_how how)
{
	struct session session = { number, in, how };

	return write_unit(session_write, &session);
}

static enum result session_find(struct unit *unit, void *context)
{
	struct key key = key_number(*(const uint64_t *)context);
	Record__Session *record;

	return sessions_find(unit, &key, &record);
}

static enum result session_found(uint64_t number)
{
	return read_unit(session_find, &number);
}

static enum result session_remove(struct unit *unit, void *context)
{
	struct key key = key_number(*(const uint64_t *)context);

	return sessions_remove(unit, &key);
}

static void a_record_is_found_until_it_expires(void **state)
{
	(void)state;
	assert_int_equal(session_write_at(1, 3600, RECORD_PUT), OK);
	assert_int_equal(session_write_at(2, 0, RECORD_PUT), OK);
	assert_int_equal(session_write_at(3, -3600, RECORD_PUT), OK);
	assert_int_equal(session_found(1), OK);
	assert_int_equal(session_found(2), NOT_FOUND);
	assert_int_equal(session_found(3), NOT_FOUND);
}

static void an_expired_record_is_in_nobodys_way(void **state)
{
	uint64_t number = 1;

	(void)state;
	assert_int_equal(session_write_at(1, 0, RECORD_PUT), OK);
	assert_int_equal(session_write_at(1, 60, RECORD_CHANGE), NOT_FOUND);
	assert_int_equal(write_unit(session_remove, &number), NOT_FOUND);
	assert_int_equal(session_write_at(1, 60, RECORD_ADD), OK);
	assert_int_equal(session_write_at(1, 60, RECORD_ADD), EXISTS);
	assert_int_equal(session_write_at(1, 60, RECORD_CHANGE), OK);
	assert_int_equal(session_found(1), OK);
}

/* Looks at the table below the store's idea of time: as a table whose records don't expire. */
static const struct table raw_sessions = { .name = "sessions",
	.message = &record__counter__descriptor };
static const struct table *const raw_tables[] = { &raw_sessions, NULL };

static enum result count_raw(struct unit *unit, void *context)
{
	struct key all = key_empty();
	struct scan *scan;
	ProtobufCMessage *record;
	enum result result = scan_open(&scan, unit, &raw_sessions, &all, NULL, SCAN_FORWARD);

	*(unsigned *)context = 0;
	while (result == OK && (result = record_next(scan, NULL, &record)) == OK)
		++*(unsigned *)context;
	return result == NOT_FOUND ? OK : result;
}

/* sleep() would be cut short by the store's timer. */
static void wait_until(int64_t seconds)
{
	while (clock_machine().seconds < seconds)
		usleep(20000);
}

static unsigned raw_count(void)
{
	unsigned count = 0;

	store_close(fixture.store);
	assert_int_equal(store_open(&fixture.store, fixture.directory, raw_tables), OK);
	assert_int_equal(read_unit(count_raw, &count), OK);
	assert_int_equal(fixture_reopen(&fixture), OK);
	return count;
}

static void whoever_commits_deletes_what_has_expired(void **state)
{
	const int64_t began = clock_machine().seconds;

	(void)state;
	for (uint64_t i = 0; i < 20; i++)
		assert_int_equal(session_write_at(i, 2, RECORD_PUT), OK);
	assert_int_equal(session_write_at(100, 3600, RECORD_PUT), OK);
	assert_int_equal(raw_count(), 21);
	wait_until(began + 3);
	assert_int_equal(raw_count(), 21);
	assert_int_equal(counter_write(&fixture, "any", 1), OK);
	assert_int_equal(raw_count(), 13); /* eight at a time */
	assert_int_equal(counter_write(&fixture, "any", 2), OK);
	assert_int_equal(counter_write(&fixture, "any", 3), OK);
	assert_int_equal(raw_count(), 1);
	assert_int_equal(session_found(100), OK);
}

static void a_record_whose_time_moved_is_not_deleted_early(void **state)
{
	const int64_t began = clock_machine().seconds;

	(void)state;
	assert_int_equal(session_write_at(1, 1, RECORD_PUT), OK);
	assert_int_equal(session_write_at(2, 3600, RECORD_PUT), OK);
	assert_int_equal(session_write_at(1, 3600, RECORD_CHANGE), OK); /* later */
	assert_int_equal(session_write_at(2, 1, RECORD_CHANGE), OK);    /* earlier */
	wait_until(began + 2);
	assert_int_equal(counter_write(&fixture, "any", 1), OK);
	assert_int_equal(raw_count(), 1);
	assert_int_equal(session_found(1), OK);
	assert_int_equal(session_found(2), NOT_FOUND);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_record_comes_back_as_it_was_written),
		TEST(a_record_with_anything_but_text_in_its_texts_is_damaged),
		TEST(a_text_deep_in_a_record_is_looked_at_too),
		TEST(what_was_never_written_is_not_found),
		TEST(adding_twice_keeps_the_first),
		TEST(a_change_replaces_what_is_there_and_only_that),
		TEST(putting_adds_and_replaces),
		TEST(what_was_removed_is_gone),
		TEST(a_record_larger_than_a_page_is_kept_whole),
		TEST(a_record_is_found_until_it_expires),
		TEST(an_expired_record_is_in_nobodys_way),
		TEST(whoever_commits_deletes_what_has_expired),
		TEST(a_record_whose_time_moved_is_not_deleted_early),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("store/record", tests, NULL, NULL);
}

/* Tickets: a thread goes to and fro, is written once, is found by its author and by its state, and
 * ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../support/test_shop.h"
#include "domain/account.h"
#include "domain/demo.h"
#include "domain/ticket.h"
#include "domain/ticket_list.h"
#include "domain/ticket_key.h"

static struct test_shop *test;

static int open_shop(void **state)
{
	(void)state;
	test = test_shop_open();
	return demo_fill(&test->shop, 0, NULL, NULL) == OK ? 0 : -1;
}

/* ---- doing it ------------------------------------------------------------------------------- */

struct work {
	const char *email; /* NULL: a stranger */
	struct new_ticket opened;
	uint64_t id;
	struct ticket_hand hand;
	struct ticket_words words;
	uint64_t outbox;
};

static struct ticket_words words_of(const char *text, const char *number)
{
	return (struct ticket_words){ .text = text, .posting = posting_of(number, "token") };
}

static enum result open_unit(struct unit *unit, void *context)
{
	struct work *work = context;
	Record__Customer *customer;
	enum result result = OK;

	work->opened.words = &work->words;
	if (work->email != NULL) {
		result = customer_find_by_email(unit, work->email, &customer);
		work->opened.customer = customer;
	}
	return result == OK ? ticket_open(unit, &test->shop.site, &work->opened) : result;
}

static enum result reply_unit(struct unit *unit, void *context)
{
	struct work *work = context;

	return ticket_reply(unit, &test->shop.site, work->id, work->hand, &work->words);
}

static enum result close_unit(struct unit *unit, void *context)
{
	return ticket_close(unit, *(uint64_t *)context);
}

static enum result write_words(unit_function *function, void *context)
{
	return store_write(test->shop.store, test->arena, STORE_SYNC, function, context);
}

/* A ticket of a customer's; its id. */
static uint64_t opened_by(const char *email, const char *number)
{
	struct work work = { .email = email,
		.opened = { .language = "en", .subject = "The brush", .article = "" },
		.words = words_of("It skips.", number) };

	assert_int_equal(write_words(open_unit, &work), OK);
	return work.words.ticket;
}

static enum result reply(uint64_t id, bool is_operator, const char *text, const char *number)
{
	struct work work = {
		.id = id, .hand = { 1, is_operator }, .words = words_of(text, number)
	};

	return write_words(reply_unit, &work);
}

/* ---- looking at it --------------------------------------------------------------------------- */

struct look {
	uint64_t id, customer, before;
	size_t most;
	Record__TicketState state;
	struct ticket_thread thread;
	struct tickets mine, all;
	struct subscriptions owned;
};

static enum result look_unit(struct unit *unit, void *context)
{
	struct look *look = context;
	enum result result = OK;

	if (look->id != 0)
		result = ticket_thread(
			unit, look->id, (uint32_t)look->before, look->most, &look->thread);
	if (result == OK && look->customer != 0)
		result = tickets_of(unit, look->customer, look->before, look->most, &look->mine);
	if (result == OK && look->id == 0)
		result = tickets_in(unit, look->state, look->before, look->most, &look->all);
	return result;
}

static struct look look_at(struct look look)
{
	assert_int_equal(store_read(test->shop.store, test->arena, look_unit, &look), OK);
	return look;
}

static Record__TicketState state_of(uint64_t id)
{
	return look_at((struct look){ .id = id, .most = 1 }).thread.ticket->state;
}

static bool is_in(Record__TicketState state, uint64_t id)
{
	struct look look = look_at((struct look){ .state = state, .most = 100 });

	for (size_t i = 0; i < look.all.count; i++)
		if (look.all.items[i]->id == id)
			return true;
	return false;
}

/* ---- the tests ------------------------------------------------------------------------------- */

static void each_answer_hands_the_ticket_to_the_other_side(void **state)
{
	uint64_t id = opened_by("essentials@example.com", "1");
	struct look look;

	(void)state;
	assert_int_equal(state_of(id), RECORD__TICKET_STATE__OPEN);
	assert_true(is_in(RECORD__TICKET_STATE__OPEN, id));
	assert_int_equal(reply(id, true, "Restart.", "2"), OK);
	assert_int_equal(state_of(id), RECORD__TICKET_STATE__ANSWERED);
	assert_true(is_in(RECORD__TICKET_STATE__ANSWERED, id));
	assert_false(is_in(RECORD__TICKET_STATE__OPEN, id));
	assert_int_equal(reply(id, false, "Still.", "3"), OK);
	assert_int_equal(state_of(id), RECORD__TICKET_STATE__OPEN);
	look = look_at((struct look){ .id = id, .most = 10 });
	assert_int_equal(look.thread.count, 3);
	assert_string_equal(look.thread.messages[0]->text, "It skips.");
	assert_string_equal(look.thread.messages[1]->text, "Restart.");
	assert_true(look.thread.messages[1]->from_operator);
	assert_string_equal(look.thread.messages[2]->text, "Still.");
}

static void a_form_sent_again_does_nothing_more(void **state)
{
	uint64_t id = opened_by("essentials@example.com", "again");

	(void)state;
	assert_int_equal(opened_by("essentials@example.com", "again"), id);
	assert_int_equal(reply(id, false, "Hello.", "again 2"), OK);
	assert_int_equal(reply(id, false, "Hello.", "again 2"), OK);
	assert_int_equal(look_at((struct look){ .id = id, .most = 10 }).thread.count, 2);
}

static void a_closed_ticket_takes_no_answer(void **state)
{
	uint64_t id = opened_by("essentials@example.com", "closing"), missing = 999999;

	(void)state;
	assert_int_equal(write_words(close_unit, &id), OK);
	assert_int_equal(write_words(close_unit, &id), OK);
	assert_true(is_in(RECORD__TICKET_STATE__CLOSED, id));
	assert_int_equal(reply(id, false, "Too late.", "late"), ILLEGAL);
	assert_int_equal(reply(id, true, "Too late.", "late"), ILLEGAL);
	assert_int_equal(look_at((struct look){ .id = id, .most = 10 }).thread.count, 1);
	assert_int_equal(write_words(close_unit, &missing), NOT_FOUND);
	assert_int_equal(reply(missing, true, "Who?", "who"), NOT_FOUND);
}

static void texts_that_are_none_are_refused(void **state)
{
	static const char *const texts[] = { "", " \n ", "a\x07", "\xff" };
	uint64_t id = opened_by("essentials@example.com", "texts");
	struct work work = { .email = "essentials@example.com",
		.opened = { .language = "en", .subject = "one\r\nBcc: two", .article = "" },
		.words = words_of("Text.", "subject") };

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_int_equal(reply(id, false, texts[i], "text"), INVALID);
	assert_int_equal(write_words(open_unit, &work), INVALID);
	work.opened.subject = "Mine";
	work.opened.subscription = 2; /* of advanced@example.com */
	assert_int_equal(write_words(open_unit, &work), INVALID);
	work.opened.subscription = 1;
	assert_int_equal(write_words(open_unit, &work), OK);
}

static void a_stranger_needs_a_name_and_an_address(void **state)
{
	struct work work = { .opened = { .language = "en",
				     .subject = "Prices",
				     .article = "",
				     .name = "Ann",
				     .email = "ann@example.com\r\nBcc: x@example.com" },
		.words = words_of("How much?", "stranger") };
	const char *key;

	(void)state;
	assert_int_equal(write_words(open_unit, &work), INVALID);
	work.opened.email = "ann@example.com";
	work.opened.name = " ";
	assert_int_equal(write_words(open_unit, &work), INVALID);
	work.opened.name = "Ann";
	assert_int_equal(write_words(open_unit, &work), OK);
	key = ticket_key(&test->shop.secrets, work.words.ticket, test->arena);
	assert_true(ticket_key_opens(&test->shop.secrets, work.words.ticket, key));
	assert_false(ticket_key_opens(&test->shop.secrets, work.words.ticket + 1, key));
}

static void lists_are_the_newest_first_and_go_on_behind(void **state)
{
	uint64_t ids[5];
	struct look look;

	(void)state;
	for (size_t i = 0; i < 5; i++)
		ids[i] = opened_by("premium@example.com", arena_format(test->arena, "list %zu", i));
	look = look_at((struct look){ .customer = 3, .most = 3 });
	assert_int_equal(look.mine.count, 3);
	assert_true(look.mine.more);
	assert_int_equal(look.mine.items[0]->id, ids[4]);
	assert_int_equal(look.mine.items[2]->id, ids[2]);
	look = look_at((struct look){ .customer = 3, .before = ids[2], .most = 3 });
	assert_int_equal(look.mine.count, 2);
	assert_false(look.mine.more);
	assert_int_equal(look.mine.items[1]->id, ids[0]);
}

static void a_long_thread_is_read_from_its_end(void **state)
{
	uint64_t id = opened_by("advanced@example.com", "long");
	struct look look;

	(void)state;
	for (size_t i = 2; i <= 6; i++)
		assert_int_equal(
			reply(id, true, "More.", arena_format(test->arena, "long %zu", i)), OK);
	look = look_at((struct look){ .id = id, .most = 2 });
	assert_int_equal(look.thread.messages[0]->number, 5);
	assert_int_equal(look.thread.messages[1]->number, 6);
	look = look_at((struct look){ .id = id, .before = 5, .most = 10 });
	assert_int_equal(look.thread.count, 4);
	assert_int_equal(look.thread.messages[3]->number, 4);
}

static void who_writes_too_much_waits(void **state)
{
	struct throttle throttle = throttle_of(&test->shop.secrets, THROTTLE_TICKETS, "192.0.2.7");
	uint64_t id = opened_by("advanced@example.com", "flood");
	struct work work = { .id = id };
	enum result result = OK;
	int written = 0;

	(void)state;
	for (; written < 50 && result == OK; written++) {
		work.words = words_of("Again.", arena_format(test->arena, "flood %d", written));
		work.words.throttle = &throttle;
		result = write_words(reply_unit, &work);
	}
	assert_int_equal(result, THROTTLED);
	assert_true(work.words.wait > 0);
	/* Ten are free; the eleventh closes the door behind itself. */
	assert_int_equal(look_at((struct look){ .id = id, .most = 50 }).thread.count, 12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_answer_hands_the_ticket_to_the_other_side),
		cmocka_unit_test(a_form_sent_again_does_nothing_more),
		cmocka_unit_test(a_closed_ticket_takes_no_answer),
		cmocka_unit_test(texts_that_are_none_are_refused),
		cmocka_unit_test(a_stranger_needs_a_name_and_an_address),
		cmocka_unit_test(lists_are_the_newest_first_and_go_on_behind),
		cmocka_unit_test(a_long_thread_is_read_from_its_end),
		cmocka_unit_test(who_writes_too_much_waits),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, open_shop, test_shop_teardown);
}

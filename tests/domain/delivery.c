/* How mails leave the outbox: when, in which order, how often, and who may. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../support/test_shop.h"
#include "domain/delivery.h"
#include "domain/delivery_due.h"
#include "domain/outbox.h"

#include <fcntl.h>

#define SENT_MOST 512
#define START "2026-05-11T12:00:00+02:00"

/* ---- promising and looking ------------------------------------------------------------------ */

static enum result promise(struct unit *unit, void *id)
{
	Record__Ticket ticket = RECORD__TICKET__INIT;
	enum result result;

	ticket.id = 7;
	result = outbox_add_ticket(unit, "ticket-new", &ticket, 1, "en");
	return result == OK ? counter_value(unit, "outbox", id) : result;
}

static uint64_t promised(void)
{
	uint64_t id;

	assert_int_equal(store_write(test->shop.store, test->arena, STORE_SYNC, promise, &id), OK);
	return id;
}

struct place {
	uint64_t id;
	Record__OutboxEntry *waiting;
	Record__Delivery *left;
};

static enum result find(struct unit *unit, void *context)
{
	struct place *place = context;
	struct key key = key_number(place->id);
	enum result result = outbox_entries_find(unit, &key, &place->waiting);

	if (result == OK || result == NOT_FOUND)
		result = deliveries_find(unit, &key, &place->left);
	return result == NOT_FOUND ? OK : result;
}

static struct place place_of(uint64_t id)
{
	struct place place = { .id = id };

	assert_int_equal(store_read(test->shop.store, test->arena, find, &place), OK);
	/* It waits or it left: never both, never neither. */
	assert_true((place.waiting == NULL) != (place.left == NULL));
	return place;
}

/* ---- who renders and who sends -------------------------------------------------------------- */

static struct {
	enum result renders, sends;
	const char *says;
	size_t count;
	uint64_t ids[SENT_MOST];
	uint64_t late; /* promised while the first one was on its way */
	bool promises;
} other;

static enum result render(
	struct shop *shop, struct arena *arena, const Record__OutboxEntry *entry, struct mail *mail)
{
	(void)shop, (void)arena, (void)entry;
	*mail = (struct mail){ "shop@example.com", "you@example.com", "bytes\r\n", 7 };
	return other.renders;
}

static enum result send_it(void *context, const Record__OutboxEntry *entry, const struct mail *mail,
	char answer[static MAIL_ANSWER_SIZE])
{
	assert_ptr_equal(context, &other);
	assert_int_equal(mail->size, 7);
	assert_true(other.count < SENT_MOST);
	other.ids[other.count++] = entry->id;
	if (other.promises)
		other.late = promised();
	other.promises = false;
	snprintf(answer, MAIL_ANSWER_SIZE, "%s", other.says);
	return other.sends;
}

static struct delivery deliver_when(enum result renders, enum result sends, const char *says)
{
	struct delivery delivery = { .render = render, .send = send_it, .context = &other };
	bool promises = other.promises;

	memset(&other, 0, sizeof other);
	other.renders = renders;
	other.sends = sends;
	other.says = says;
	other.promises = promises;
	assert_int_equal(delivery_run(&test->shop, &delivery), OK);
	return delivery;
}

/* ---- the tests ------------------------------------------------------------------------------ */

static void what_was_taken_leaves_for_90_days(void **state)
{
	uint64_t id = promised();
	struct delivery delivery = deliver_when(OK, OK, "250 taken");
	struct place place = place_of(id);

	(void)state;
	assert_int_equal(delivery.sent, 1);
	assert_int_equal(place.left->state, RECORD__DELIVERY_STATE__SENT);
	assert_string_equal(place.left->entry->answer, "250 taken");
	assert_in_range(place.left->expires, clock_machine().seconds + 90 * 86400 - 60,
		clock_machine().seconds + 90 * 86400);
	deliver_when(OK, OK, "250 taken");
	assert_int_equal(other.count, 0);
}

static void what_fails_is_tried_again_ever_later_and_then_given_up(void **state)
{
	static const struct {
		const char *just_before, *then;
	} tries[] = {
		{ "2026-05-11T12:14:00+02:00", "2026-05-11T12:16:00+02:00" },
		{ "2026-05-11T12:45:00+02:00", "2026-05-11T12:47:00+02:00" },
		{ "2026-05-11T14:46:00+02:00", "2026-05-11T14:48:00+02:00" },
		{ "2026-05-12T02:47:00+02:00", "2026-05-12T02:49:00+02:00" },
		{ "2026-05-13T02:48:00+02:00", "2026-05-13T02:50:00+02:00" },
	};
	uint64_t id;

	(void)state;
	test_clock(test, START);
	id = promised();
	assert_int_equal(deliver_when(OK, UNAVAILABLE, "451 later").postponed, 1);
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(place_of(id).waiting->tries, i + 1);
		assert_string_equal(place_of(id).waiting->answer, "451 later");
		test_clock(test, tries[i].just_before);
		deliver_when(OK, UNAVAILABLE, "451 later");
		assert_int_equal(other.count, 0);
		test_clock(test, tries[i].then);
		deliver_when(OK, UNAVAILABLE, "451 later");
		assert_int_equal(other.count, 1);
		assert_int_equal(other.ids[0], id);
	}
	assert_int_equal(place_of(id).left->state, RECORD__DELIVERY_STATE__GIVEN_UP);
	assert_int_equal(place_of(id).left->entry->tries, 6);
}

static void what_is_refused_for_good_is_given_up_at_once(void **state)
{
	uint64_t id = promised();

	(void)state;
	assert_int_equal(deliver_when(OK, INVALID, "550 no such box").given_up, 1);
	assert_int_equal(place_of(id).left->state, RECORD__DELIVERY_STATE__GIVEN_UP);
	assert_string_equal(place_of(id).left->entry->answer, "550 no such box");
}

static void what_can_not_be_rendered_is_given_up_with_a_sentence(void **state)
{
	uint64_t gone = promised(), bad;

	(void)state;
	deliver_when(NOT_FOUND, OK, "");
	assert_int_equal(other.count, 0);
	assert_int_equal(place_of(gone).left->state, RECORD__DELIVERY_STATE__GIVEN_UP);
	assert_string_equal(
		place_of(gone).left->entry->answer, "What it is about is no longer there.");
	bad = promised();
	deliver_when(INVALID, OK, "");
	assert_string_equal(
		place_of(bad).left->entry->answer, "No mail can be sent to its address.");
}

static void a_store_that_fails_meanwhile_counts_as_no_try(void **state)
{
	struct delivery delivery = { .render = render, .send = send_it, .context = &other };
	uint64_t id = promised();

	(void)state;
	memset(&other, 0, sizeof other);
	other.renders = BROKEN;
	assert_int_equal(delivery_run(&test->shop, &delivery), BROKEN);
	assert_int_equal(place_of(id).waiting->tries, 0);
	deliver_when(OK, OK, "250");
	assert_non_null(place_of(id).left);
}

static void the_oldest_leave_first_however_many(void **state)
{
	uint64_t first = promised();

	(void)state;
	for (int i = 1; i < 250; i++)
		promised();
	assert_int_equal(deliver_when(OK, OK, "250").sent, 250);
	assert_int_equal(other.count, 250);
	for (size_t i = 0; i < 250; i++)
		assert_int_equal(other.ids[i], first + i);
}

static void what_is_promised_meanwhile_leaves_too(void **state)
{
	(void)state;
	promised();
	other.promises = true;
	assert_int_equal(deliver_when(OK, OK, "250").sent, 2);
	assert_int_equal(other.ids[1], other.late);
}

static void one_process_delivers_at_a_time(void **state)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1 };
	struct delivery delivery = { .render = render, .send = send_it, .context = &other };
	uint64_t id = promised();
	int file = open(shop_path(&test->shop, "data/delivery"), O_RDWR | O_CREAT, 0600);

	(void)state;
	memset(&other, 0, sizeof other);
	assert_int_equal(fcntl(file, F_OFD_SETLK, &lock), 0);
	assert_int_equal(delivery_run(&test->shop, &delivery), BUSY);
	assert_int_equal(other.count, 0);
	close(file);
	deliver_when(OK, OK, "250");
	assert_non_null(place_of(id).left);
}

static void somebody_starts_the_next_delivery_when_it_is_due_and_once_a_minute(void **state)
{
	const struct shop *shop = &test->shop;

	(void)state;
	test_clock(test, "2026-05-20T12:00:00+02:00");
	promised();
	deliver_when(OK, UNAVAILABLE, "451");
	assert_false(delivery_due_take(shop, false));
	test_clock(test, "2026-05-20T12:14:00+02:00");
	assert_false(delivery_due_take(shop, false));
	test_clock(test, "2026-05-20T12:15:05+02:00");
	assert_true(delivery_due_take(shop, false));
	assert_false(delivery_due_take(shop, false));
	assert_true(delivery_due_take(shop, true));
	test_clock(test, "2026-05-20T12:16:10+02:00");
	assert_true(delivery_due_take(shop, false)); /* the one before has died */
	deliver_when(OK, OK, "250");
	test_clock(test, "2026-05-20T13:15:00+02:00");
	assert_false(delivery_due_take(shop, false));
	test_clock(test, "2026-05-20T13:17:00+02:00");
	assert_true(delivery_due_take(shop, false));
}

static void none_is_started_beside_one_that_delivers(void **state)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1 };
	const struct shop *shop = &test->shop;
	int file = open(shop_path(shop, "data/delivery"), O_RDWR | O_CREAT, 0600);

	(void)state;
	assert_int_equal(fcntl(file, F_OFD_SETLK, &lock), 0);
	assert_false(delivery_due_take(shop, true));
	close(file); /* it has died before it looked again: after a minute another one is started */
	assert_false(delivery_due_take(shop, false));
	test_clock(test, "2026-05-20T13:19:00+02:00");
	assert_true(delivery_due_take(shop, false));
	assert_true(delivery_due_take(shop, true));
}

static enum result retry(struct unit *unit, void *id)
{
	return outbox_retry(unit, *(uint64_t *)id);
}

static enum result retried(uint64_t id)
{
	return store_write(test->shop.store, test->arena, STORE_SYNC, retry, &id);
}

static void a_retry_makes_it_due_at_once(void **state)
{
	uint64_t id = promised();

	(void)state;
	deliver_when(OK, UNAVAILABLE, "451");
	assert_int_equal(retried(id), OK);
	assert_int_equal(place_of(id).waiting->tries, 1);
	deliver_when(OK, OK, "250");
	assert_int_equal(place_of(id).left->state, RECORD__DELIVERY_STATE__SENT);
}

static void a_retry_takes_back_what_was_given_up(void **state)
{
	uint64_t id = promised();

	(void)state;
	deliver_when(OK, INVALID, "550");
	assert_int_equal(retried(id), OK);
	assert_int_equal(place_of(id).waiting->tries, 0);
	deliver_when(OK, OK, "250");
	assert_int_equal(place_of(id).left->state, RECORD__DELIVERY_STATE__SENT);
}

static void a_retry_sends_nothing_twice(void **state)
{
	uint64_t id = promised();

	(void)state;
	deliver_when(OK, OK, "250");
	assert_int_equal(retried(id), ILLEGAL);
	assert_int_equal(retried(id + 1), NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_taken_leaves_for_90_days),
		cmocka_unit_test(what_fails_is_tried_again_ever_later_and_then_given_up),
		cmocka_unit_test(what_is_refused_for_good_is_given_up_at_once),
		cmocka_unit_test(what_can_not_be_rendered_is_given_up_with_a_sentence),
		cmocka_unit_test(a_store_that_fails_meanwhile_counts_as_no_try),
		cmocka_unit_test(the_oldest_leave_first_however_many),
		cmocka_unit_test(what_is_promised_meanwhile_leaves_too),
		cmocka_unit_test(one_process_delivers_at_a_time),
		cmocka_unit_test(
			somebody_starts_the_next_delivery_when_it_is_due_and_once_a_minute),
		cmocka_unit_test(none_is_started_beside_one_that_delivers),
		cmocka_unit_test(a_retry_makes_it_due_at_once),
		cmocka_unit_test(a_retry_takes_back_what_was_given_up),
		cmocka_unit_test(a_retry_sends_nothing_twice),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, test_shop_setup, test_shop_teardown);
}

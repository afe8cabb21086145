/* What a mail's entry keeps, by kind, and what opens a stranger's ticket. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../support/test_shop.h"
#include "domain/outbox.h"
#include "domain/ticket_key.h"

struct adding {
	const char *kind;
	uint64_t customer; /* whose ticket it is */
	Record__OutboxEntry *entry;
};

/* Adds an entry about the second message of ticket 7 and reads it back. */
static enum result add_ticket(struct unit *unit, void *context)
{
	struct adding *adding = context;
	Record__Ticket ticket = RECORD__TICKET__INIT;
	struct key key;
	uint64_t id;
	enum result result;

	ticket.id = 7;
	ticket.customer = adding->customer;
	result = outbox_add_ticket(unit, adding->kind, &ticket, 2, "en");
	if (result == OK)
		result = counter_value(unit, "outbox", &id);
	if (result != OK)
		return result;
	key = key_number(id);
	return outbox_entries_find(unit, &key, &adding->entry);
}

static const Record__OutboxEntry *added(const char *kind, uint64_t customer)
{
	struct adding adding = { kind, customer, NULL };

	assert_int_equal(
		store_write(test->shop.store, test->arena, STORE_SYNC, add_ticket, &adding), OK);
	assert_string_equal(adding.entry->kind, kind);
	assert_string_equal(adding.entry->language, "en");
	assert_int_equal(adding.entry->ticket, 7);
	assert_int_equal(adding.entry->message, 2);
	assert_int_equal(adding.entry->tries, 0);
	return adding.entry;
}

static void a_ticket_is_told_to_its_author(void **state)
{
	(void)state;
	assert_int_equal(added("ticket-opened", 17)->customer, 17);
	assert_int_equal(added("ticket-answered", 17)->customer, 17);
	assert_int_equal(added("ticket-answered", 0)->customer, 0);
}

static void the_operator_is_told_as_nobody_s_customer(void **state)
{
	(void)state;
	assert_int_equal(added("ticket-new", 17)->customer, 0);
	assert_int_equal(added("ticket-reply", 17)->customer, 0);
}

/* The test shop's clock stands at 2026-05-11T12:00:00+02:00 and goes on. */
static void an_entry_is_due_at_once(void **state)
{
	const Record__OutboxEntry *entry = added("ticket-new", 0);

	(void)state;
	assert_int_equal(entry->due, entry->created);
	assert_in_range(entry->due, 1778493600, 1778493600 + 600);
}

static void a_key_opens_its_own_ticket_alone(void **state)
{
	const char *key = ticket_key(&test->shop.secrets, 7, test->arena);
	char spoilt[64];

	(void)state;
	assert_int_equal(strlen(key), 43);
	assert_true(ticket_key_opens(&test->shop.secrets, 7, key));
	assert_false(ticket_key_opens(&test->shop.secrets, 8, key));
	assert_false(ticket_key_opens(&test->shop.secrets, 7, ""));
	snprintf(spoilt, sizeof spoilt, "%c%s", key[0] == 'A' ? 'B' : 'A', key + 1);
	assert_false(ticket_key_opens(&test->shop.secrets, 7, spoilt));
	snprintf(spoilt, sizeof spoilt, "%s=", key);
	assert_false(ticket_key_opens(&test->shop.secrets, 7, spoilt));
}

/* Signed for something else with the same secret. */
static void a_signature_for_another_purpose_opens_nothing(void **state)
{
	struct key message = key_number(7);
	struct digest signature =
		secret_sign(&test->shop.secrets, SECRET_CSRF, message.bytes, message.size);
	char text[SECRET_TEXT_SIZE(sizeof signature.bytes)];

	(void)state;
	secret_text(text, signature.bytes, sizeof signature.bytes);
	assert_false(ticket_key_opens(&test->shop.secrets, 7, text));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_ticket_is_told_to_its_author),
		cmocka_unit_test(the_operator_is_told_as_nobody_s_customer),
		cmocka_unit_test(an_entry_is_due_at_once),
		cmocka_unit_test(a_key_opens_its_own_ticket_alone),
		cmocka_unit_test(a_signature_for_another_purpose_opens_nothing),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, test_shop_setup, test_shop_teardown);
}

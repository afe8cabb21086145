/* A mail's bytes, and what each kind says to whom.  tests/tools/mail.mjs has mailparser read them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../support/test_shop.h"
#include "domain/outbox.h"
#include "domain/ticket_key.h"
#include "domain/upgrade.h"
#include "page/mail.h"
#include "page/mail_mime.h"

/* ---- bytes ---------------------------------------------------------------------------------- */

static struct mail_mime plain(void)
{
	return (struct mail_mime){
		.from = { "Shop", "shop@example.com" },
		.to = { "Camille", "camille@example.com" },
		.reply_to = { "Shop", "help@example.com" },
		.subject = "Hello",
		.id = "1.2@example.com",
		.language = "en",
		.date = { 1778493600 },
		.text = "A line.\n",
		.html = "<p>A line.</p>\n",
	};
}

static const char *bytes_of(const struct mail_mime *mime)
{
	struct buffer out;
	const char *bytes;

	buffer_init(&out, 1 << 20);
	mail_mime_write(&out, mime);
	bytes = arena_text(test->arena, buffer_text(&out));
	buffer_free(&out);
	return bytes;
}

static void assert_holds(const char *text, const char *piece)
{
	if (strstr(text, piece) == NULL)
		fail_msg("\"%s\" is not in:\n%s", piece, text);
}

static void a_mail_is_these_bytes(void **state)
{
	struct mail_mime mime = plain();

	(void)state;
	assert_string_equal(bytes_of(&mime),
		"Date: Mon, 11 May 2026 12:00:00 +0200\r\n"
		"From: Shop\r\n <shop@example.com>\r\n"
		"To: Camille\r\n <camille@example.com>\r\n"
		"Reply-To: Shop\r\n <help@example.com>\r\n"
		"Subject: Hello\r\n"
		"Message-ID: <1.2@example.com>\r\n"
		"Auto-Submitted: auto-generated\r\n"
		"Content-Language: en\r\n"
		"MIME-Version: 1.0\r\n"
		"Content-Type: multipart/alternative; boundary=\"=_palier_=_\"\r\n"
		"\r\n--=_palier_=_\r\n"
		"Content-Type: text/plain; charset=utf-8\r\n"
		"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
		"A line.\r\n\r\n"
		"\r\n--=_palier_=_\r\n"
		"Content-Type: text/html; charset=utf-8\r\n"
		"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
		"<p>A line.</p>\r\n\r\n"
		"\r\n--=_palier_=_--\r\n");
}

static void no_text_makes_a_header(void **state)
{
	struct mail_mime mime = plain();
	const char *bytes, *header_end;

	(void)state;
	mime.subject = "Hello\r\nBcc: all@example.com";
	mime.to.name = "Camille\r\nX-Evil: yes\r\n\r\nbody";
	mime.from.name = "Shop\nX-Evil: \x7f";
	bytes = bytes_of(&mime);
	header_end = strstr(bytes, "\r\n\r\n");
	assert_non_null(header_end);
	assert_null(strstr(bytes, "Bcc"));
	assert_null(strstr(bytes, "X-Evil"));
	/* base64 of "Hello  Bcc: all@example.com" */
	assert_holds(bytes, "Subject: =?utf-8?B?SGVsbG8gIEJjYzogYWxsQGV4YW1wbGUuY29t?=\r\n");
	assert_true(header_end > strstr(bytes, "Content-Type: multipart"));
}

static void what_mail_servers_take_for_theirs_is_encoded(void **state)
{
	struct mail_mime mime = plain();
	const char *bytes;

	(void)state;
	mime.text = ".\n..two\nFrom me\na=b é \n\ttab\r\n--=_palier_=_--\n";
	bytes = bytes_of(&mime);
	assert_holds(bytes, "\r\n=2E\r\n=2E.two\r\n=46rom me\r\na=3Db =C3=A9=20\r\n=09tab\r\n"
			    "--=3D_palier_=3D_--\r\n");
}

static void lines_are_short_and_ascii(void **state)
{
	struct mail_mime mime = plain();
	char text[4096];
	size_t length = 0;
	const char *bytes;

	(void)state;
	while (length < 2000)
		length += (size_t)snprintf(text + length, sizeof text - length, "Été… . From ");
	mime.subject = mime.to.name = mime.text = mime.html = text;
	bytes = bytes_of(&mime);
	for (const char *line = bytes; *line != '\0';) {
		size_t size = strcspn(line, "\r");

		assert_in_range(size, 0, 76);
		for (size_t i = 0; i < size; i++)
			assert_in_range(line[i], 0x20, 0x7e);
		assert_memory_equal(line + size, "\r\n", 2);
		assert_true(line[0] != '.');
		line += size + 2;
	}
}

/* ---- kinds ---------------------------------------------------------------------------------- */

struct telling {
	const char *kind, *name, *email, *subject, *text;
	const char *files[2]; /* NULL: none */
	uint64_t customer;
	uint64_t id;
	Record__OutboxEntry *entry;
};

static enum result add_ticket(struct unit *unit, void *context)
{
	struct telling *telling = context;
	Record__Ticket ticket = RECORD__TICKET__INIT;
	Record__TicketMessage message = RECORD__TICKET_MESSAGE__INIT;
	Record__Attachment attachments[2];
	Record__Attachment *pointers[2] = { &attachments[0], &attachments[1] };
	struct key key;
	enum result result = counter_next(unit, "ticket", &ticket.id);

	ticket.customer = telling->customer;
	ticket.name = telling->name;
	ticket.email = telling->email;
	ticket.subject = telling->subject;
	ticket.messages = 1;
	key = key_number(telling->id = ticket.id);
	if (result == OK)
		result = tickets_add(unit, &key, &ticket);
	key_add_number(&key, 1);
	message.text = telling->text;
	message.attachments = pointers;
	for (size_t i = 0; i < 2 && telling->files[i] != NULL; i++) {
		record__attachment__init(&attachments[i]);
		attachments[i].name = telling->files[i];
		message.n_attachments = i + 1;
	}
	if (result == OK)
		result = ticket_messages_add(unit, &key, &message);
	return result == OK ? outbox_add_ticket(unit, telling->kind, &ticket, 1, "en") : result;
}

static enum result last_entry(struct unit *unit, void *entry)
{
	struct key key;
	uint64_t id;
	enum result result = counter_value(unit, "outbox", &id);

	key = key_number(id);
	return result == OK ? outbox_entries_find(unit, &key, entry) : result;
}

static const Record__OutboxEntry *entry_of(unit_function *add, void *context)
{
	Record__OutboxEntry *entry;

	assert_int_equal(store_write(test->shop.store, test->arena, STORE_SYNC, add, context), OK);
	assert_int_equal(store_read(test->shop.store, test->arena, last_entry, &entry), OK);
	return entry;
}

static struct mail rendered(const Record__OutboxEntry *entry)
{
	struct mail mail;

	assert_int_equal(mail_render(&test->shop, test->arena, entry, &mail), OK);
	assert_int_equal(mail.size, strlen(mail.bytes));
	assert_string_equal(mail.from, "bonjour@example.com");
	return mail;
}

/* Without its soft line breaks, so that a piece can be looked for. */
static const char *unfolded(const char *bytes)
{
	char *text = arena_text(test->arena, bytes), *to = text;

	for (const char *from = bytes; *from != '\0';) {
		if (strncmp(from, "=\r\n", 3) == 0)
			from += 3;
		else
			*to++ = *from++;
	}
	*to = '\0';
	return text;
}

static const struct telling stranger = { .kind = "ticket-opened",
	.name = "Ada",
	.email = "ada@example.org",
	.subject = "A question",
	.text = "Why <b>?\nYours" };

static void a_stranger_gets_the_key(void **state)
{
	struct telling telling = stranger;
	struct mail mail = rendered(entry_of(add_ticket, &telling));
	const char *text = unfolded(mail.bytes), *key;

	(void)state;
	key = ticket_key(&test->shop.secrets, telling.id, test->arena);
	assert_string_equal(mail.to, "ada@example.org");
	assert_holds(text, "To: Ada\r\n <ada@example.org>\r\n");
	assert_holds(text, "Hello Ada,\r\n");
	assert_holds(text, "> Why <b>?\r\n> Yours\r\n");
	assert_holds(text, "<blockquote><p>Why &lt;b&gt;?<br>\r\nYours</p></blockquote>");
	assert_holds(text, arena_format(test->arena, "/support/%d?key=3D%s", (int)telling.id, key));
	assert_null(strstr(text, "Attachments"));
}

static void attachments_are_named_to_both_sides(void **state)
{
	static const char *const kinds[] = { "ticket-opened", "ticket-answered", "ticket-new",
		"ticket-reply" };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct telling telling = stranger;
		const char *text;

		telling.kind = kinds[i];
		telling.files[0] = "a<b.png";
		telling.files[1] = "scan.pdf";
		text = unfolded(rendered(entry_of(add_ticket, &telling)).bytes);
		assert_holds(text, "\r\nAttachments: a<b.png, scan.pdf\r\n");
		assert_holds(text, "<p>Attachments: a&lt;b.png, scan.pdf</p>");
	}
}

static void a_customer_s_link_has_no_key(void **state)
{
	struct test_customer customer = test_customer(test, "mail@example.com", "essentials");
	struct telling telling = stranger;
	struct mail mail;

	(void)state;
	telling.kind = "ticket-answered";
	telling.customer = customer.id;
	mail = rendered(entry_of(add_ticket, &telling));
	assert_string_equal(mail.to, "mail@example.com");
	assert_holds(unfolded(mail.bytes), "Hello Camille Essai,\r\n");
	assert_holds(unfolded(mail.bytes),
		arena_format(test->arena, "http://127.0.0.1:8080/support/%d\r\n", (int)telling.id));
	assert_null(strstr(mail.bytes, "key"));
}

static void the_operator_is_sent_to_the_operator_s_page(void **state)
{
	static const char *const kinds[] = { "ticket-new", "ticket-reply" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct telling telling = stranger;
		struct mail mail;

		telling.kind = kinds[i];
		mail = rendered(entry_of(add_ticket, &telling));
		assert_string_equal(mail.to, "bonjour@example.com");
		assert_holds(unfolded(mail.bytes), "Ada (ada@example.org) has ");
		assert_holds(unfolded(mail.bytes),
			arena_format(test->arena, "/admin/tickets/%d\r\n", (int)telling.id));
		assert_null(strstr(mail.bytes, "key"));
	}
}

static void the_same_entry_has_the_same_message_id(void **state)
{
	struct telling telling = stranger;
	const Record__OutboxEntry *entry = entry_of(add_ticket, &telling);
	struct mail first = rendered(entry), second;

	(void)state;
	test_clock(test, "2026-05-12T12:00:00+02:00");
	second = rendered(entry);
	test_clock(test, "2026-05-11T12:00:00+02:00");
	assert_string_equal(first.bytes, second.bytes);
	assert_holds(
		first.bytes, arena_format(test->arena, "Message-ID: <palier.%d.%d@example.com>\r\n",
				     (int)entry->id, (int)entry->created));
}

static void what_is_gone_is_told_to_nobody(void **state)
{
	Record__OutboxEntry entry = RECORD__OUTBOX_ENTRY__INIT;
	struct mail mail;

	(void)state;
	entry.kind = "ticket-new";
	entry.ticket = 999999;
	entry.message = 1;
	assert_int_equal(mail_render(&test->shop, test->arena, &entry, &mail), NOT_FOUND);
	entry.kind = "upgraded";
	entry.customer = 999999;
	assert_int_equal(mail_render(&test->shop, test->arena, &entry, &mail), NOT_FOUND);
	entry.kind = "something-else";
	assert_int_equal(mail_render(&test->shop, test->arena, &entry, &mail), NOT_FOUND);
}

static void an_address_that_can_not_be_sent_to_is_refused(void **state)
{
	static const char *const addresses[] = { "", "ada", "a@b.c\r\nRCPT TO:<d@e.f>", "<a@b.c>",
		"a b@c.d", "é@example.org" };

	(void)state;
	for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
		struct telling telling = stranger;
		const Record__OutboxEntry *entry;
		struct mail mail;

		telling.email = addresses[i];
		entry = entry_of(add_ticket, &telling);
		assert_int_equal(mail_render(&test->shop, test->arena, entry, &mail), INVALID);
	}
}

/* The worked case of product.md: 11 May, from 20.00 to 50.00 a month, is 20.32 and ends on 1 June.
 */
static void an_upgrade_says_what_changed_and_what_it_costs(void **state)
{
	struct test_customer customer = test_customer(test, "up@example.com", "essentials");
	struct upgrade_offer offer;
	struct upgrade upgrade = { .customer = customer.id,
		.actor = customer.id,
		.subscription = customer.subscription_id };
	Record__OutboxEntry *entry, english;
	const char *text;

	(void)state;
	assert_int_equal(upgrade_offer(&test->shop, test->arena, customer.id,
				 customer.subscription_id, &offer),
		OK);
	upgrade.edition = offer.items[0].edition->id;
	upgrade.signed_quote = offer.signed_quote;
	assert_int_equal(upgrade_confirm(&test->shop, test->arena, &upgrade), OK);
	assert_int_equal(store_read(test->shop.store, test->arena, last_entry, &entry), OK);
	english = *entry;
	english.language = "en";
	text = unfolded(rendered(&english).bytes);
	assert_holds(text, "On May 11, 2026 your subscription to Harmony moved up from Essentials "
			   "to Advanced. The new edition is yours at once.");
	assert_holds(text, "you pay =E2=82=AC13.55.");
	assert_holds(text,
		arena_format(test->arena, "http://127.0.0.1:8080/invoices/%s\r\n", entry->invoice));
	assert_holds(text, "The next renewal is on June 1, 2026, for =E2=82=AC40.00.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mail_is_these_bytes),
		cmocka_unit_test(no_text_makes_a_header),
		cmocka_unit_test(what_mail_servers_take_for_theirs_is_encoded),
		cmocka_unit_test(lines_are_short_and_ascii),
		cmocka_unit_test(a_stranger_gets_the_key),
		cmocka_unit_test(attachments_are_named_to_both_sides),
		cmocka_unit_test(a_customer_s_link_has_no_key),
		cmocka_unit_test(the_operator_is_sent_to_the_operator_s_page),
		cmocka_unit_test(the_same_entry_has_the_same_message_id),
		cmocka_unit_test(what_is_gone_is_told_to_nobody),
		cmocka_unit_test(an_address_that_can_not_be_sent_to_is_refused),
		cmocka_unit_test(an_upgrade_says_what_changed_and_what_it_costs),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, test_shop_setup, test_shop_teardown);
}

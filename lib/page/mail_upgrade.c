#include "page/mail_upgrade.h"

#include "domain/account.h"
#include "domain/invoice.h"
#include "page/format.h"

struct reading {
	const Record__OutboxEntry *entry;
	Record__Customer *customer;
	Record__Invoice *invoice;
};

static enum result read_records(struct unit *unit, void *context)
{
	struct reading *reading = context;
	const Record__OutboxEntry *entry = reading->entry;
	enum result result = customer_find(unit, entry->customer, &reading->customer);

	return result == OK ? invoice_find(unit, entry->customer, entry->invoice, &reading->invoice)
			    : result;
}

/* An upgrade's invoice has a credit for the earlier edition, then a charge for the new one. */
static bool is_of_upgrade(const Record__Invoice *invoice)
{
	return invoice->n_lines == 2 &&
	       invoice->lines[0]->kind == RECORD__INVOICE_LINE__KIND__CREDIT &&
	       invoice->lines[1]->kind == RECORD__INVOICE_LINE__KIND__CHARGE;
}

static void say_change(struct mail_content *content, const Record__Invoice *invoice)
{
	const Record__InvoiceLine *before = invoice->lines[0], *after = invoice->lines[1];
	struct format day = format_day((struct day){ invoice->issued }, content->language);
	struct format total = format_money(
		money_of(invoice->gross, (enum currency)invoice->currency), content->language);

	content->subject = MAIL_FILL(content->arena,
		say(content->language, "You now have {product} {edition}"), "product",
		after->product_name, "edition", after->edition_name);
	mail_say(content, MAIL_FILL(content->arena,
				  say(content->language,
					  "On {day} your subscription to {product} moved up from "
					  "{before} to {after}. The new edition is yours at once."),
				  "day", day.text, "product", after->product_name, "before",
				  before->edition_name, "after", after->edition_name));
	mail_say(content,
		MAIL_FILL(content->arena,
			say(content->language,
				"For the days that are left of the period you pay {amount}."),
			"amount", total.text));
}

static void say_renewal(struct mail_content *content, const Record__Invoice *invoice)
{
	const Record__InvoiceLine *after = invoice->lines[1];
	struct money price = money_of(after->price, (enum currency)invoice->currency);
	struct format day = format_day((struct day){ after->to }, content->language);
	struct format amount = format_money(money_times(price, after->seats), content->language);

	mail_say(content,
		MAIL_FILL(content->arena,
			say(content->language, "The next renewal is on {day}, for {amount}."),
			"day", day.text, "amount", amount.text));
}

enum result mail_tell_upgraded(struct mail_work *work)
{
	struct mail_content *content = &work->content;
	struct reading reading = { .entry = work->entry };
	enum result result = store_read(work->shop->store, content->arena, read_records, &reading);
	const char *number, *address;

	if (result == OK && !is_of_upgrade(reading.invoice))
		result = NOT_FOUND;
	if (result != OK)
		return result;
	number = reading.invoice->number;
	address = arena_format(content->arena, "%s/invoices/%s", work->shop->site.address, number);
	work->to = (struct mail_person){ reading.customer->name, reading.customer->email };
	mail_say(content, MAIL_FILL(content->arena, say(content->language, "Hello {name},"), "name",
				  reading.customer->name));
	say_change(content, reading.invoice);
	mail_link(content,
		MAIL_FILL(content->arena,
			say(content->language, "Your invoice {number} says how to pay:"), "number",
			number),
		address);
	say_renewal(content, reading.invoice);
	return OK;
}

#include "domain/invoice.h"

#include "base/text.h"

#include <inttypes.h>

static int64_t vat_within(int64_t gross, int64_t rate)
{
	return money_share(money_of(gross, EUR), rate, 10000 + rate).minor;
}

Record__InvoiceLine *invoice_line(
	struct arena *arena, const struct site *site, const struct line_terms *terms)
{
	Record__InvoiceLine *line = arena_allocate(arena, sizeof *line);

	record__invoice_line__init(line);
	line->kind = terms->kind;
	line->product = terms->product->id;
	line->product_name = terms->product->name;
	line->edition = terms->edition->id;
	line->edition_name = terms->edition->name;
	line->seats = terms->seats;
	line->cycle = terms->cycle;
	line->price = terms->price;
	line->from = terms->from.number;
	line->to = terms->period.to.number;
	line->days = days_between(terms->from, terms->period.to);
	line->period_days = period_days(terms->period);
	line->gross = terms->gross.minor;
	line->vat_rate = (int32_t)site->vat.rate;
	line->vat = vat_within(line->gross, site->vat.rate);
	line->net = line->gross - line->vat;
	return line;
}

/* "2026-000017": the year of the shop's day, and a counter of that year. */
static enum result number_next(struct unit *unit, struct day day, const char **number)
{
	struct arena *arena = unit_arena(unit);
	int year = day_date(day).year;
	uint64_t count;
	enum result result = counter_next(unit, arena_format(arena, "invoice-%d", year), &count);

	*number = arena_format(arena, "%d-%06" PRIu64, year, count);
	return result;
}

static void set_parties(struct arena *arena, const struct site *site,
	const Record__Customer *customer, Record__Invoice *invoice)
{
	Record__Seller *seller = arena_allocate(arena, sizeof *seller);

	record__seller__init(seller);
	seller->name = site->seller.name;
	seller->address = site_lines(arena, &site->seller.address);
	seller->registration = site->seller.registration;
	seller->vat_number = site->seller.vat_number;
	invoice->seller = seller;
	invoice->buyer_name = customer->name;
	invoice->buyer_address = customer->address;
	invoice->payment =
		arena_format(arena, "%s\nIBAN %s", site->transfer.holder, site->transfer.iban);
	if (*site->transfer.bic != '\0')
		invoice->payment =
			arena_format(arena, "%s\nBIC %s", invoice->payment, site->transfer.bic);
	if (site->vat.rate == 0)
		invoice->vat_note = text_equal(customer->language, "en") ? site->vat.note_en
									 : site->vat.note_fr;
}

enum result invoice_issue(struct unit *unit, const struct site *site,
	const Record__Customer *customer, const Record__Subscription *subscription,
	Record__InvoiceLine **lines, size_t count, struct day day, Record__Invoice **issued)
{
	struct arena *arena = unit_arena(unit);
	Record__Invoice *invoice = arena_allocate(arena, sizeof *invoice);
	struct key key = key_number(customer->id);
	enum result result;

	record__invoice__init(invoice);
	result = number_next(unit, day, &invoice->number);
	if (result != OK)
		return result;
	invoice->customer = customer->id;
	invoice->subscription = subscription->id;
	invoice->issued = day.number;
	invoice->due = day.number + (int32_t)site->transfer.days;
	invoice->currency = subscription->currency;
	invoice->lines = lines;
	invoice->n_lines = count;
	for (size_t i = 0; i < count; i++) {
		invoice->net += lines[i]->net;
		invoice->vat += lines[i]->vat;
		invoice->gross += lines[i]->gross;
	}
	set_parties(arena, site, customer, invoice);
	key_add_text(&key, invoice->number);
	*issued = invoice;
	return invoices_add(unit, &key, invoice);
}

Record__IssuedInvoice *invoice_for_journal(struct arena *arena, const Record__Invoice *invoice)
{
	Record__IssuedInvoice *issued = arena_allocate(arena, sizeof *issued);

	record__issued_invoice__init(issued);
	issued->number = invoice->number;
	issued->subscription = invoice->subscription;
	issued->issued = invoice->issued;
	issued->due = invoice->due;
	issued->currency = invoice->currency;
	issued->lines = invoice->lines;
	issued->n_lines = invoice->n_lines;
	issued->net = invoice->net;
	issued->vat = invoice->vat;
	issued->gross = invoice->gross;
	return issued;
}

enum result invoice_find(
	struct unit *unit, uint64_t customer, const char *number, Record__Invoice **invoice)
{
	struct key key = key_number(customer);

	if (strlen(number) > 32)
		return NOT_FOUND;
	key_add_text(&key, number);
	return invoices_find(unit, &key, invoice);
}

enum result invoice_list(struct unit *unit, uint64_t customer, size_t most, struct invoices *list)
{
	struct key prefix = key_number(customer);
	struct scan *scan;
	enum result result = scan_open(&scan, unit, &invoices, &prefix, NULL, SCAN_BACKWARD);

	list->count = 0;
	list->items = arena_allocate(unit_arena(unit), most * sizeof *list->items);
	while (result == OK && list->count < most) {
		result = invoices_next(scan, NULL, &list->items[list->count]);
		list->count += result == OK;
	}
	return result == NOT_FOUND ? OK : result;
}

#include "domain/upgrade_write.h"

#include "domain/invoice.h"
#include "domain/journal.h"

static enum result change_subscription(struct unit *unit, const struct quote_basis *basis,
	const Record__QuoteOffer *offer, Record__Change *change)
{
	Record__Subscription changed = *basis->subscription;
	struct key key = key_number(changed.customer);

	key_add_number(&key, changed.id);
	changed.edition = offer->edition;
	changed.price = offer->price;
	changed.version++;
	change->kind = "upgrade";
	change->subscription = changed.id;
	change->version = changed.version;
	change->edition = changed.edition;
	change->price = changed.price;
	change->catalogue_version = basis->catalogue->version;
	return subscriptions_change(unit, &key, &changed);
}

enum result upgrade_write(struct unit *unit, const struct quote_basis *basis,
	const Record__QuoteOffer *offer, Record__Customer *customer, struct upgrade_author author,
	Record__Invoice **invoice)
{
	Record__InvoiceLine *lines[] = { offer->credit, offer->charge };
	Record__JournalEntry entry = RECORD__JOURNAL_ENTRY__INIT;
	Record__Change change = RECORD__CHANGE__INIT;
	enum result result = change_subscription(unit, basis, offer, &change);

	if (result == OK)
		result = invoice_issue(unit, basis->site, customer, basis->subscription, lines, 2,
			basis->today, invoice);
	if (result != OK)
		return result;
	entry.actor = author.actor;
	if (author.reason != NULL)
		entry.reason = author.reason;
	entry.change = &change;
	entry.invoice = invoice_for_journal(unit_arena(unit), *invoice);
	return journal_add(unit, customer, &entry);
}

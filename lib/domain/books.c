#include "domain/books.h"

#include "base/text.h"
#include "domain/account.h"
#include "domain/journal.h"

static enum result read_entries(struct unit *unit, struct books *books)
{
	struct arena *arena = unit_arena(unit);
	struct key prefix = key_number(books->id);
	/* One more than promised is enough to see that there are too many. */
	uint64_t most = books->customer->journal_count + 1;
	size_t room = 16, size = sizeof *books->entries;
	struct scan *scan;
	enum result result = scan_open(&scan, unit, &journal_entries, &prefix, NULL, SCAN_FORWARD);

	books->entries = arena_allocate(arena, room * size);
	while (result == OK && books->entry_count < most) {
		/* Not at once: a damaged count may be anything. */
		if (books->entry_count == room) {
			books->entries =
				arena_grow(arena, books->entries, room * size, 2 * room * size);
			room *= 2;
		}
		result = journal_entries_next(scan, NULL, &books->entries[books->entry_count]);
		books->entry_count += result == OK;
	}
	return result == NOT_FOUND ? OK : result;
}

/* Whether the records that lead to the customer and what is theirs are there. */
static enum result read_ways(struct unit *unit, struct books *books)
{
	Record__SubscriptionOwner *owner;
	Record__Customer *found;
	enum result result = customer_find_by_email(unit, books->customer->email, &found);

	books->email_lost = result == NOT_FOUND || (result == OK && found->id != books->id);
	if (result != OK && result != NOT_FOUND)
		return result;
	for (size_t i = 0; i < books->subscriptions.count; i++) {
		struct key key = key_number(books->subscriptions.items[i]->id);

		result = owners_find(unit, &key, &owner);
		if (result != OK && result != NOT_FOUND)
			return result;
		if (result == NOT_FOUND || owner->customer != books->id)
			books->lost = books->subscriptions.items[i]->id;
	}
	return OK;
}

enum result books_read(struct unit *unit, uint64_t after, struct books *books)
{
	struct key prefix = key_empty(), behind = key_number(after), key;
	Record__Customer *customer;
	struct scan *scan;
	enum result result = scan_open(&scan, unit, &customers, &prefix, &behind, SCAN_FORWARD);

	*books = (struct books){ 0 };
	if (result == OK)
		result = customers_next(scan, &key, &customer);
	if (result != OK)
		return result;
	books->id = key_number_at(&key, 0);
	books->customer = customer;
	result = read_entries(unit, books);
	if (result == OK)
		result = subscription_list(unit, books->id, &books->subscriptions);
	/* An entry issues one invoice at most; one more shows that there are too many. */
	if (result == OK)
		result = invoice_list(unit, books->id, books->entry_count + 1, &books->invoices);
	return result == OK ? read_ways(unit, books) : result;
}

static bool is_linked(
	const struct replay *replay, const struct books *books, const Record__JournalEntry *entry)
{
	return entry->number == replay->linked + 1 && entry->customer == books->id &&
	       entry->previous.len == sizeof replay->head.bytes &&
	       memcmp(entry->previous.data, replay->head.bytes, sizeof replay->head.bytes) == 0;
}

static void replay_change(struct replay *replay, const Record__JournalEntry *entry)
{
	const Record__Change *change = entry->change;
	Record__Subscription *subscription =
		(Record__Subscription *)replay_subscription(replay, change->subscription);

	if (subscription == NULL || change->version != subscription->version + 1) {
		replay->misfit = entry->number;
		return;
	}
	subscription->version = change->version;
	subscription->edition = change->edition;
	subscription->price = change->price;
}

struct replay books_replay(struct arena *arena, const struct books *books)
{
	size_t room = books->entry_count + 1;
	struct replay replay = {
		.subscriptions.items = arena_allocate(arena, room * sizeof(Record__Subscription *)),
		.invoices = arena_allocate(arena, room * sizeof *replay.invoices),
	};

	for (size_t i = 0; i < books->entry_count; i++) {
		const Record__JournalEntry *entry = books->entries[i];

		if (!is_linked(&replay, books, entry))
			break;
		replay.head = journal_hash(arena, &replay.head, entry);
		replay.linked++;
		/* Copied, because the changes that follow are made to it. */
		if (entry->added != NULL)
			replay.subscriptions.items[replay.subscriptions.count++] =
				arena_copy(arena, entry->added, sizeof *entry->added);
		if (entry->change != NULL)
			replay_change(&replay, entry);
		if (entry->customer_locked != NULL || entry->customer_unlocked != NULL)
			replay.locked = entry->customer_locked != NULL;
		if (entry->invoice != NULL)
			replay.invoices[replay.invoice_count++] = entry->invoice;
	}
	return replay;
}

const Record__Subscription *replay_subscription(const struct replay *replay, uint64_t id)
{
	for (size_t i = 0; i < replay->subscriptions.count; i++)
		if (replay->subscriptions.items[i]->id == id)
			return replay->subscriptions.items[i];
	return NULL;
}

const Record__IssuedInvoice *replay_invoice(const struct replay *replay, const char *number)
{
	for (size_t i = 0; i < replay->invoice_count; i++)
		if (text_equal(replay->invoices[i]->number, number))
			return replay->invoices[i];
	return NULL;
}

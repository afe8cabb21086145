/*
 * stress.h - the books that the stress test keeps, and their audit.
 */
#ifndef TESTS_STORE_STRESS_H
#define TESTS_STORE_STRESS_H

#include "base/clock.h"
#include "base/log.h"
#include "fixture.h"
#include "store/watch.h"

#include <fcntl.h>
#include <string.h>

#define ACCOUNTS 200
#define START 100000

TABLE(accounts, Record__Counter, record__counter__descriptor)
TABLE(numbers, Record__Counter, record__counter__descriptor)
TABLE(subscriptions, Record__Subscription, record__subscription__descriptor)
TABLE(journal, Record__JournalEntry, record__journal_entry__descriptor)
TABLE(nonces, Record__Nonce, record__nonce__descriptor)

static const struct table *const stress_tables[] = { &accounts, &numbers, &subscriptions, &journal,
	&nonces, NULL };

/* ---- what writers and readers do ----------------------------------------------------------- */

struct transfer {
	uint64_t id; /* worker, pid, number: unique */
	uint64_t worker, from, to, amount;
};

static inline struct transfer transfer_random(unsigned worker, uint32_t number, unsigned *seed)
{
	uint64_t from = (unsigned)rand_r(seed) % ACCOUNTS;

	return (struct transfer){
		.id = (uint64_t)worker << 56 | (uint64_t)(getpid() & 0xffffff) << 32 | number,
		.worker = worker,
		.from = from,
		.to = (from + 1 + (unsigned)rand_r(seed) % (ACCOUNTS - 1)) % ACCOUNTS,
		.amount = (unsigned)rand_r(seed) % 10,
	};
}

static inline enum result account_change(struct unit *unit, uint64_t account, uint64_t difference)
{
	struct key key = key_number(account);
	Record__Counter *record;
	enum result result = accounts_find(unit, &key, &record);

	if (result != OK)
		return result;
	record->value += difference;
	return accounts_change(unit, &key, record);
}

static inline enum result subscription_raise(struct unit *unit, uint64_t customer)
{
	struct key key = key_number(customer);
	Record__Subscription *record;
	enum result result = subscriptions_find(unit, &key, &record);

	if (result != OK)
		return result;
	record->version++;
	return subscriptions_change(unit, &key, record);
}

static inline enum result number_next(struct unit *unit, uint64_t worker, uint64_t *number)
{
	struct key key = key_number(worker);
	Record__Counter *record, first = RECORD__COUNTER__INIT;
	enum result result = numbers_find(unit, &key, &record);

	if (result == NOT_FOUND)
		record = &first;
	else if (result != OK)
		return result;
	*number = ++record->value;
	return numbers_put(unit, &key, record);
}

static inline enum result transfer_unit(struct unit *unit, void *context)
{
	const struct transfer *transfer = context;
	Record__JournalEntry entry = RECORD__JOURNAL_ENTRY__INIT;
	Record__Change change = RECORD__CHANGE__INIT;
	struct key key = key_number(transfer->worker);
	enum result result = account_change(unit, transfer->from, (uint64_t)0 - transfer->amount);

	if (result == OK)
		result = account_change(unit, transfer->to, transfer->amount);
	if (result == OK)
		result = subscription_raise(unit, transfer->from);
	if (result == OK)
		result = number_next(unit, transfer->worker, &entry.number);
	if (result != OK)
		return result;
	change.kind = "transfer";
	change.subscription = transfer->from;
	change.version = transfer->to;
	change.price = (int64_t)transfer->amount;
	entry.customer = transfer->worker;
	entry.actor = transfer->id;
	entry.change = &change;
	key_add_number(&key, entry.number);
	result = journal_add(unit, &key, &entry);
	return result == OK ? unit_promise(unit) : result;
}

/* Something that expires soon, so that there is something to sweep. */
static inline enum result nonce_unit(struct unit *unit, void *context)
{
	const struct transfer *transfer = context;
	struct key key = key_number(transfer->id);
	Record__Nonce nonce = RECORD__NONCE__INIT;

	nonce.expires = clock_machine().seconds + 2;
	return nonces_put(unit, &key, &nonce);
}

struct total {
	uint64_t sum, count;
};

static inline enum result total_unit(struct unit *unit, void *context)
{
	struct total *total = context;
	struct key all = key_empty();
	struct scan *scan;
	Record__Counter *record;
	enum result result = scan_open(&scan, unit, &accounts, &all, NULL, SCAN_FORWARD);

	*total = (struct total){ 0 };
	while (result == OK && (result = accounts_next(scan, NULL, &record)) == OK) {
		total->sum += record->value;
		total->count++;
	}
	return result == NOT_FOUND ? OK : result;
}

/* ---- before and after ---------------------------------------------------------------------- */

static inline enum result books_unit(struct unit *unit, void *context)
{
	Record__Counter account = RECORD__COUNTER__INIT;
	Record__Subscription subscription = RECORD__SUBSCRIPTION__INIT;
	enum result result = OK;

	(void)context;
	account.value = START;
	subscription.product = "harmony";
	subscription.edition = "essentials";
	for (uint64_t i = 0; i < ACCOUNTS && result == OK; i++) {
		struct key key = key_number(i);

		subscription.id = i;
		result = accounts_add(unit, &key, &account);
		if (result == OK)
			result = subscriptions_add(unit, &key, &subscription);
	}
	return result;
}

static inline bool books_open(const char *directory)
{
	struct arena *arena = arena_open((size_t)16 << 20);
	struct store *store;
	char path[256];
	enum result result;

	snprintf(path, sizeof path, "%s/log", directory);
	log_open(path);
	snprintf(path, sizeof path, "%s/data", directory);
	result = store_make(&store, path, stress_tables);
	if (result == OK) {
		result = store_write(store, arena, STORE_SYNC, books_unit, NULL);
		store_close(store);
	}
	arena_close(arena);
	return result == OK;
}

#define AUDIT_WORKERS 64

struct findings {
	size_t entries, acknowledged, lost, twice;
	uint64_t generation;
	bool books_agree, promises_agree;
	/* as the journal has it */
	uint64_t *ids;
	size_t room;
	uint64_t balances[ACCOUNTS], versions[ACCOUNTS], numbers[AUDIT_WORKERS];
	/* where a slice of the walk through the journal ended */
	struct key after;
	bool more;
};

/* One slice of the journal: a unit is over in 100 ms. */
static inline enum result audit_unit(struct unit *unit, void *context)
{
	struct findings *findings = context;
	struct key all = key_empty(), after = findings->after;
	struct scan *scan;
	Record__JournalEntry *entry;
	enum result result = scan_open(
		&scan, unit, &journal, &all, after.size > 0 ? &after : NULL, SCAN_FORWARD);

	for (int i = 0; i < 1000 && result == OK; i++) {
		result = journal_next(scan, &findings->after, &entry);
		if (result != OK)
			break;
		if (findings->entries == findings->room) {
			findings->room = findings->room * 2 + 4096;
			findings->ids =
				realloc(findings->ids, findings->room * sizeof *findings->ids);
		}
		findings->ids[findings->entries++] = entry->actor;
		findings->balances[entry->change->subscription] -= (uint64_t)entry->change->price;
		findings->balances[entry->change->version] += (uint64_t)entry->change->price;
		findings->versions[entry->change->subscription]++;
		/* Entries are walked in order: a gap would stand out. */
		findings->books_agree &= entry->number == ++findings->numbers[entry->customer];
	}
	findings->more = result == OK;
	return result == NOT_FOUND ? OK : result;
}

static inline enum result compare_unit(struct unit *unit, void *context)
{
	struct findings *findings = context;
	struct total total;
	enum result result = total_unit(unit, &total);

	findings->books_agree &= result == OK && total.sum == ACCOUNTS * START;
	for (uint64_t i = 0; i < ACCOUNTS; i++) {
		struct key key = key_number(i);
		Record__Counter *account;
		Record__Subscription *subscription;

		findings->books_agree &= accounts_find(unit, &key, &account) == OK &&
					 account->value == findings->balances[i];
		findings->books_agree &= subscriptions_find(unit, &key, &subscription) == OK &&
					 subscription->version == findings->versions[i];
	}
	for (uint64_t i = 0; i < AUDIT_WORKERS; i++) {
		struct key key = key_number(i);
		Record__Counter *number;
		enum result found = numbers_find(unit, &key, &number);

		findings->books_agree &= (found == OK ? number->value : 0) == findings->numbers[i];
	}
	return OK;
}

static inline int compare_ids(const void *a, const void *b)
{
	uint64_t first = *(const uint64_t *)a, second = *(const uint64_t *)b;

	return (first > second) - (first < second);
}

static inline void findings_acknowledged(
	struct findings *findings, const char *directory, unsigned writers)
{
	for (unsigned i = 0; i < writers; i++) {
		char path[256];
		uint64_t id;
		FILE *file;

		snprintf(path, sizeof path, "%s/acknowledged.%u", directory, i);
		file = fopen(path, "r");
		while (file != NULL && fread(&id, sizeof id, 1, file) == 1) {
			findings->acknowledged++;
			findings->lost += bsearch(&id, findings->ids, findings->entries, sizeof id,
						  compare_ids) == NULL;
		}
		if (file != NULL)
			fclose(file);
	}
}

static inline void findings_gather(
	struct findings *findings, const char *directory, unsigned writers)
{
	struct arena *arena = arena_open((size_t)64 << 20);
	struct store_status status = { 0 };
	struct store *store;
	char path[256];
	enum result result;

	*findings = (struct findings){ .books_agree = true, .after = key_empty() };
	for (int i = 0; i < ACCOUNTS; i++)
		findings->balances[i] = START;
	snprintf(path, sizeof path, "%s/data", directory);
	result = store_open(&store, path, stress_tables);
	do {
		if (result == OK)
			result = store_read(store, arena, audit_unit, findings);
		arena_reset(arena);
	} while (result == OK && findings->more);
	if (result == OK)
		result = store_read(store, arena, compare_unit, findings);
	if (result == OK)
		result = store_status(store, &status);
	findings->books_agree &= result == OK;
	findings->promises_agree = result == OK && status.promises == findings->entries &&
				   status.mark <= status.promises && !status.read_only;
	findings->generation = status.generation;
	if (findings->entries > 0)
		qsort(findings->ids, findings->entries, sizeof *findings->ids, compare_ids);
	for (size_t i = 1; i < findings->entries; i++)
		findings->twice += findings->ids[i] == findings->ids[i - 1];
	findings_acknowledged(findings, directory, writers);
	free(findings->ids);
	if (result == OK)
		store_close(store);
	arena_close(arena);
}

#endif

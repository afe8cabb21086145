#include "tools/palierctl.h"

#include "base/text.h"
#include "domain/account.h"
#include "domain/books.h"
#include "domain/recent.h"
#include "tools/palierctl_entry.h"
#include "tools/palierctl_print.h"
#include "tools/palierctl_shop.h"

#include <inttypes.h>
#include <signal.h>
#include <time.h>

#define MEMORY (size_t)(64 << 20)
#define LOOK_AGAIN (200 * 1000 * 1000) /* nanoseconds */

/*
 * Customers are walked in the order of their ids, one in a unit.  Who follows reads in that unit,
 * too, what has come behind the count known so far: of customers walked before it is printed; of
 * the others it isn't, for their walk is still to come.  So an entry is printed once, whenever it
 * came.  When the walk is over, all customers count as walked.
 */
struct reading {
	/* asked */
	const char *email; /* of the one whose entries are asked for; NULL: all */
	uint64_t last;     /* so many alone; 0: all */
	bool follow;
	bool ring; /* not the walk alone */
	/* the unit's */
	uint64_t customer; /* the email's */
	struct books books;
	bool has_books, walk_ends;
	int32_t currencies[RECENT_SLICE];
	/* moved on between units */
	bool begun, walked;
	uint64_t after; /* the customer walked last */
	struct recent recent;
};

static volatile sig_atomic_t is_over; /* Ctrl-C was pressed */

/* A second Ctrl-C ends it at once, if nobody reads what is printed. */
static void end(int number)
{
	is_over = 1;
	signal(number, SIG_DFL);
}

static void end_at_signal(void)
{
	struct sigaction action = { .sa_handler = end, .sa_flags = SA_RESTART };

	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

/* ---- inside a unit ------------------------------------------------------------------------- */

/* Where the walk and the ring begin. */
static enum result begin(struct unit *unit, struct reading *reading)
{
	Record__Customer *customer;
	uint64_t counted;
	enum result result = unit_counted(unit, &counted);

	reading->recent.seen = counted;
	reading->customer = 0;
	if (result != OK)
		return result;
	if (reading->email != NULL) {
		result = customer_find_by_email(unit, reading->email, &customer);
		if (result == OK)
			reading->customer = customer->id;
		reading->after = result == OK ? customer->id - 1 : 0;
	} else if (reading->last > 0) {
		reading->recent.seen = counted > reading->last ? counted - reading->last : 0;
		reading->after = UINT64_MAX;
	}
	return result;
}

/* A subscription's currency never changes, while its customer's may. */
static enum result find_currencies(struct unit *unit, struct reading *reading)
{
	enum result result = OK;

	for (size_t i = 0; i < reading->recent.count && result == OK; i++) {
		const Record__JournalEntry *entry = reading->recent.entries[i];
		Record__Subscription *subscription;

		if (entry->change == NULL)
			continue;
		result = subscription_find(
			unit, entry->customer, entry->change->subscription, &subscription);
		if (result == OK)
			reading->currencies[i] = subscription->currency;
		else if (result == NOT_FOUND) /* verify tells that it is lost */
			result = OK;
	}
	return result;
}

static enum result read_next(struct unit *unit, void *context)
{
	struct reading *reading = context;
	enum result result = reading->begun ? OK : begin(unit, reading);

	reading->has_books = reading->walk_ends = false;
	if (result == OK && reading->ring)
		result = recent_read(unit, &reading->recent);
	if (result == OK && reading->ring)
		result = find_currencies(unit, reading);
	/* Not while the ring has more: the books would be ahead of it. */
	if (result != OK || reading->walked || reading->after == UINT64_MAX || reading->recent.more)
		return result;
	result = books_read(unit, reading->after, &reading->books);
	reading->has_books = result == OK;
	reading->walk_ends = result == NOT_FOUND;
	return result == NOT_FOUND ? OK : result;
}

/* ---- outside of it: a reader of ours may be slow -------------------------------------------- */

static int32_t currency_of(const struct books *books, const Record__Change *change)
{
	for (size_t i = 0; change != NULL && i < books->subscriptions.count; i++)
		if (books->subscriptions.items[i]->id == change->subscription)
			return books->subscriptions.items[i]->currency;
	return books->customer->currency;
}

static void print_books(const struct call *call, struct arena *arena, const struct reading *reading)
{
	const struct books *books = &reading->books;
	size_t i = reading->last > 0 && books->entry_count > reading->last
			   ? books->entry_count - reading->last
			   : 0;

	for (; i < books->entry_count; i++)
		entry_print(call, arena, books->entries[i],
			currency_of(books, books->entries[i]->change));
}

static void print_recent(
	const struct call *call, struct arena *arena, const struct reading *reading)
{
	const struct recent *recent = &reading->recent;

	if (recent->missed > 0 && reading->begun)
		refuse("%" PRIu64 " entries came faster than they could be shown; `palierctl "
		       "journal` has them.",
			recent->missed);
	for (size_t i = 0; i < recent->count; i++)
		if (recent->entries[i]->customer <= reading->after &&
			(reading->customer == 0 ||
				recent->entries[i]->customer == reading->customer))
			entry_print(call, arena, recent->entries[i], reading->currencies[i]);
}

static void move_on(struct reading *reading)
{
	if (reading->has_books)
		reading->after = reading->books.id;
	if (reading->walk_ends || (reading->has_books && reading->email != NULL))
		reading->after = UINT64_MAX;
	reading->walked = reading->after == UINT64_MAX;
	reading->recent.seen = reading->recent.until;
	reading->begun = true;
}

static bool is_done(const struct reading *reading)
{
	return ferror(stdout) || is_over ||
	       (reading->walked && !reading->recent.more && !reading->follow);
}

static void wait_for_more(const struct reading *reading)
{
	if (!reading->follow || !reading->walked || reading->recent.more)
		return;
	fflush(stdout);
	/* Ctrl-C ends the sleep. */
	nanosleep(&(struct timespec){ .tv_nsec = LOOK_AGAIN }, NULL);
}

static enum result print_all(const struct call *call, struct shop *shop, struct reading *reading)
{
	struct arena *arena = arena_open(MEMORY);
	enum result result = OK;

	while (result == OK && !is_done(reading)) {
		result = store_read(shop->store, arena, read_next, reading);
		if (result != OK)
			break;
		if (!reading->begun)
			entry_print_head(call);
		print_recent(call, arena, reading);
		if (reading->has_books)
			print_books(call, arena, reading);
		move_on(reading);
		arena_reset(arena);
		wait_for_more(reading);
	}
	arena_close(arena);
	return result;
}

enum exit_status command_journal(const struct call *call)
{
	const char *last = call_option(call, "--last");
	struct reading reading = { .email = call_option(call, "--customer"),
		.follow = call_option(call, "--follow") != NULL };
	struct shop shop;
	enum exit_status status;
	int64_t number = 0;

	if (last != NULL && !text_number(last, 1, RECENT_MOST, &number))
		return misuse(call, "--last is \"%s\"; it must be a number from 1 to %d.", last,
			RECENT_MOST);
	reading.last = (uint64_t)number;
	reading.ring = reading.follow || (reading.last > 0 && reading.email == NULL);
	if (reading.follow)
		end_at_signal();
	status = shop_enter(call, &shop);
	if (status == DONE) {
		enum result result = print_all(call, &shop, &reading);

		if (result == NOT_FOUND && reading.email != NULL)
			status = refuse("%s: no customer has this address.", reading.email);
		else if (result != OK)
			status = shop_refuse(&shop, result);
	}
	if (shop.arena != NULL)
		shop_close(&shop);
	return status;
}

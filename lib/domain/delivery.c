#include "domain/delivery.h"

#include "base/log.h"
#include "domain/delivery_due.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>

#define SLICE 100 /* entries looked at in one unit */
#define SLICE_MEMORY (size_t)(16 << 20)
#define MAIL_MEMORY (size_t)(16 << 20)
#define KEPT INT64_C(90) * 24 * 60 * 60

#define MINUTES(count) INT64_C(count) * 60
#define HOURS(count) MINUTES(count) * 60

/* How long an entry waits behind its first failure, its second, … */
static const int64_t waits[] = { MINUTES(15), MINUTES(30), HOURS(2), HOURS(12), HOURS(24) };

#define WAITS (sizeof waits / sizeof *waits)

struct course {
	struct shop *shop;
	struct delivery *delivery;
	struct arena *slice, *mail; /* memory of a slice of entries, and of one mail */
	/* the slice */
	struct key after;
	bool begun, ended;
	size_t count;
	const Record__OutboxEntry *due[SLICE];
	int64_t next; /* when the first of those becomes due that aren't */
};

/* ---- looking ------------------------------------------------------------------------------ */

static enum result read_slice(struct unit *unit, void *context)
{
	struct course *course = context;
	struct key prefix = key_empty(), key = course->after;
	int64_t now = clock_shop().seconds;
	Record__OutboxEntry *entry;
	struct scan *scan;
	enum result result = scan_open(&scan, unit, &outbox_entries, &prefix,
		course->begun ? &course->after : NULL, SCAN_FORWARD);

	course->count = 0;
	for (size_t looked = 0; result == OK && looked < SLICE; looked++) {
		result = outbox_entries_next(scan, &key, &entry);
		if (result == OK && entry->due <= now)
			course->due[course->count++] = entry;
		else if (result == OK && entry->due < course->next)
			course->next = entry->due;
	}
	if (result != OK && result != NOT_FOUND)
		return result;
	course->ended = result == NOT_FOUND;
	course->after = key;
	return OK;
}

static enum result next_slice(struct course *course)
{
	enum result result;

	arena_reset(course->slice);
	result = store_read(course->shop->store, course->slice, read_slice, course);
	course->begun = true;
	return result;
}

static void start_over(struct course *course)
{
	course->begun = course->ended = false;
	course->next = DELIVERY_NEVER;
}

static enum result count_due(struct course *course, uint64_t *count)
{
	enum result result = OK;

	*count = 0;
	start_over(course);
	while (result == OK && !course->ended) {
		result = next_slice(course);
		*count += course->count;
	}
	return result;
}

/* ---- crossing off ------------------------------------------------------------------------- */

struct outcome {
	uint64_t id;
	enum result result; /* of rendering or sending */
	char answer[MAIL_ANSWER_SIZE];
	/* found */
	bool gave_up;
	uint32_t tries;
};

static enum result move(struct unit *unit, const struct key *key, Record__OutboxEntry *entry,
	Record__DeliveryState state)
{
	Record__Delivery delivery = RECORD__DELIVERY__INIT;
	enum result result = outbox_entries_remove(unit, key);

	delivery.entry = entry;
	delivery.state = state;
	delivery.at = clock_shop().seconds;
	delivery.expires = clock_machine().seconds + KEPT;
	return result == OK ? deliveries_put(unit, key, &delivery) : result;
}

static enum result settle(struct unit *unit, void *context)
{
	struct outcome *outcome = context;
	struct key key = key_number(outcome->id);
	Record__OutboxEntry *entry;
	enum result result = outbox_entries_find(unit, &key, &entry);

	if (result != OK)
		return result;
	entry->answer = outcome->answer;
	if (outcome->result == OK)
		return move(unit, &key, entry, RECORD__DELIVERY_STATE__SENT);
	entry->tries++;
	outcome->tries = entry->tries;
	outcome->gave_up = outcome->result != UNAVAILABLE || entry->tries > WAITS;
	if (outcome->gave_up)
		return move(unit, &key, entry, RECORD__DELIVERY_STATE__GIVEN_UP);
	entry->due = clock_shop().seconds + waits[entry->tries - 1];
	return outbox_entries_change(unit, &key, entry);
}

static void count_outcome(struct delivery *delivery, const struct outcome *outcome)
{
	if (outcome->result == OK)
		delivery->sent++;
	else if (outcome->gave_up)
		delivery->given_up++;
	else
		delivery->postponed++;
	log_event(outcome->result == OK ? "mail sent"
		  : outcome->gave_up    ? "mail given up"
					: "mail postponed",
		"mail=%" PRIu64 " tries=%u answer=\"%s\"", outcome->id, outcome->tries,
		outcome->answer);
	if (delivery->tell != NULL)
		delivery->tell(delivery->sent + delivery->given_up + delivery->postponed,
			delivery->due, delivery->context);
}

/* ---- one mail ----------------------------------------------------------------------------- */

static enum result send_mail(struct course *course, const Record__OutboxEntry *entry,
	char answer[static MAIL_ANSWER_SIZE])
{
	struct delivery *delivery = course->delivery;
	struct mail mail = { 0 };
	enum result result = delivery->render(course->shop, course->mail, entry, &mail);

	if (result == OK)
		return delivery->send(delivery->context, entry, &mail, answer);
	if (result == NOT_FOUND)
		snprintf(answer, MAIL_ANSWER_SIZE, "What it is about is no longer there.");
	if (result == INVALID)
		snprintf(answer, MAIL_ANSWER_SIZE, "No mail can be sent to its address.");
	return result;
}

static enum result deliver(struct course *course, const Record__OutboxEntry *entry)
{
	struct outcome outcome = { .id = entry->id };
	enum result result;

	arena_reset(course->mail);
	outcome.result = send_mail(course, entry, outcome.answer);
	/* The store broke down: nothing is known of this mail. */
	if (result_is_breakdown(outcome.result) && outcome.answer[0] == '\0')
		return outcome.result;
	result = store_write(course->shop->store, course->mail, STORE_SYNC, settle, &outcome);
	if (result != OK)
		return result;
	count_outcome(course->delivery, &outcome);
	return OK;
}

static enum result deliver_all(struct course *course)
{
	enum result result = OK;

	start_over(course);
	while (result == OK && !course->ended) {
		result = next_slice(course);
		for (size_t i = 0; result == OK && i < course->count; i++)
			result = deliver(course, course->due[i]);
	}
	return result;
}

/* ---- one process at a time ---------------------------------------------------------------- */

/* Open file description locks, as in hashing.c: the kernel drops them when the process dies. */
static enum result enter(const struct shop *shop, int *file)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1 };
	const char *path = shop_path(shop, "data/delivery");

	*file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (*file < 0) {
		log_event("delivery refused",
			"file=%s reason=\"%s\" remedy=\"make it a file of the shop's owner, or "
			"remove it\"",
			path, strerror(errno));
		return UNAVAILABLE;
	}
	if (fcntl(*file, F_OFD_SETLK, &lock) == 0)
		return OK;
	close(*file);
	return BUSY;
}

/* Within an hour in any case: a process may die between its commit and the delivery it would have
 * started. */
static int64_t next_look(const struct course *course)
{
	int64_t latest = clock_shop().seconds + HOURS(1);

	return course->next < latest ? course->next : latest;
}

/* Who came while the lock was held went away again; so what that one had put in is looked for
 * behind it. */
static enum result deliver_until_none(struct course *course)
{
	uint64_t due;
	enum result result = count_due(course, &due);

	course->delivery->due = due;
	for (int round = 0; result == OK && due > 0; round++) {
		int file;

		result = enter(course->shop, &file);
		if (result == BUSY && round > 0)
			return OK;
		if (result != OK)
			return result;
		result = deliver_all(course);
		close(file);
		if (result == OK)
			result = count_due(course, &due);
	}
	if (result == OK)
		delivery_due_write(course->shop, next_look(course));
	return result;
}

enum result delivery_run(struct shop *shop, struct delivery *delivery)
{
	struct course course = { .shop = shop,
		.delivery = delivery,
		.slice = arena_open(SLICE_MEMORY),
		.mail = arena_open(MAIL_MEMORY) };
	enum result result = deliver_until_none(&course);

	arena_close(course.mail);
	arena_close(course.slice);
	return result;
}

#include "domain/delivery.h"

#include "base/log.h"
#include "base/text.h"
#include "remote/smtp.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/stat.h>

#define MEMORY (size_t)(16 << 20)
#define SLICE 50
#define KEPT (INT64_C(90) * 24 * 60 * 60) /* seconds a delivery is remembered */

static const int64_t waits[] = { 15 * 60, 30 * 60, 2 * 60 * 60, 12 * 60 * 60, 24 * 60 * 60 };
#define TRIES (sizeof waits / sizeof *waits + 1)

struct running {
	struct shop *shop;
	struct delivery *delivery;
	struct arena *arena;
	struct smtp *smtp; /* NULL: into files */
	int64_t now;       /* shop's clock, when it began */
	uint64_t due;      /* how many were then */
	uint64_t after;
	struct delivery_list slice;
	const Record__OutboxEntry *entry;
	struct smtp_answer answer;
	bool stop;
};

/* ---- one at a time ------------------------------------------------------------------------- */

static enum result lock(const struct shop *shop, int *file)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	const char *path = shop_path(shop, "data/delivery");

	*file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (*file < 0) {
		log_event("delivery refused", "file=%s reason=\"%s\"", path, strerror(errno));
		return BROKEN;
	}
	if (fcntl(*file, F_OFD_SETLK, &whole) == 0)
		return OK;
	close(*file);
	return BUSY;
}

/* ---- what is there -------------------------------------------------------------------------- */

enum result delivery_waiting(
	struct unit *unit, uint64_t after, size_t most, struct delivery_list *list)
{
	struct key prefix = key_empty(), key = key_number(after);
	struct scan *scan;
	enum result result = scan_open(
		&scan, unit, &outbox_entries, &prefix, after == 0 ? NULL : &key, SCAN_FORWARD);

	list->count = 0;
	list->waiting = arena_allocate(unit_arena(unit), most * sizeof(void *));
	while (result == OK && list->count < most) {
		result = outbox_entries_next(scan, NULL, &list->waiting[list->count]);
		list->count += result == OK;
	}
	return result == NOT_FOUND ? OK : result;
}

enum result delivery_gone(
	struct unit *unit, uint64_t after, size_t most, struct delivery_list *list)
{
	struct key prefix = key_empty(), key = key_number(after);
	struct scan *scan;
	enum result result = scan_open(
		&scan, unit, &deliveries, &prefix, after == 0 ? NULL : &key, SCAN_FORWARD);

	list->count = 0;
	list->gone = arena_allocate(unit_arena(unit), most * sizeof(void *));
	while (result == OK && list->count < most) {
		result = deliveries_next(scan, NULL, &list->gone[list->count]);
		list->count += result == OK;
	}
	return result == NOT_FOUND ? OK : result;
}

/* ---- after a try ---------------------------------------------------------------------------- */

static enum result move(
	struct unit *unit, const struct running *running, Record__DeliveryState state)
{
	Record__Delivery gone = RECORD__DELIVERY__INIT;
	Record__OutboxEntry entry = *running->entry;
	struct key key = key_number(entry.id);
	enum result result = outbox_entries_remove(unit, &key);

	entry.answer = running->answer.text;
	gone.entry = &entry;
	gone.state = state;
	gone.at = clock_shop().seconds;
	gone.expires = clock_machine().seconds + KEPT;
	return result == OK ? deliveries_put(unit, &key, &gone) : result;
}

static enum result put_off(struct unit *unit, const struct running *running)
{
	Record__OutboxEntry entry = *running->entry;
	struct key key = key_number(entry.id);

	entry.due = clock_shop().seconds + waits[entry.tries];
	entry.tries++;
	entry.answer = running->answer.text;
	return outbox_entries_change(unit, &key, &entry);
}

static bool is_last_try(const struct running *running)
{
	return running->entry->tries + 1 >= TRIES;
}

static enum result book(struct unit *unit, void *context)
{
	const struct running *running = context;

	if (running->answer.fate == SMTP_TAKEN)
		return move(unit, running, RECORD__DELIVERY_STATE__SENT);
	if (running->answer.fate == SMTP_REFUSED || is_last_try(running))
		return move(unit, running, RECORD__DELIVERY_STATE__GIVEN_UP);
	return put_off(unit, running);
}

static void count(struct running *running)
{
	struct delivery *delivery = running->delivery;
	const struct smtp_answer *answer = &running->answer;
	bool given_up = answer->fate == SMTP_REFUSED ||
			(answer->fate != SMTP_TAKEN && is_last_try(running));

	delivery->sent += answer->fate == SMTP_TAKEN;
	delivery->given_up += given_up;
	delivery->put_off += answer->fate != SMTP_TAKEN && !given_up;
	log_event(answer->fate == SMTP_TAKEN ? "mail sent"
		  : given_up                 ? "mail given up"
					     : "mail put off",
		"mail=%" PRIu64 " kind=%s answer=\"%s\"", running->entry->id, running->entry->kind,
		answer->text);
	if (delivery->progress != NULL)
		delivery->progress(delivery->sent + delivery->put_off + delivery->given_up,
			running->due, delivery->context);
}

/* ---- a try ---------------------------------------------------------------------------------- */

/* "mail/17-upgraded.eml", whole or not at all. */
static void write_file(struct running *running, const struct letter *letter)
{
	const char *path = arena_format(running->arena, "%s/mail/%" PRIu64 "-%s.eml",
		running->shop->directory, running->entry->id, running->entry->kind);
	const char *draft = arena_format(running->arena, "%s.part", path);
	int file = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	bool fine = file >= 0 &&
		    write(file, letter->bytes, letter->size) == (ssize_t)letter->size &&
		    fsync(file) == 0;

	if (file >= 0)
		fine = close(file) == 0 && fine;
	fine = fine && rename(draft, path) == 0;
	running->answer.fate = fine ? SMTP_TAKEN : SMTP_UNREACHABLE;
	snprintf(running->answer.text, sizeof running->answer.text, "%s",
		fine ? "written to mail/" : strerror(errno));
}

static enum result try_one(struct running *running)
{
	struct letter letter;
	enum result result =
		running->delivery->render(running->shop, running->arena, running->entry, &letter);

	if (result == NOT_FOUND)
		running->answer =
			(struct smtp_answer){ SMTP_REFUSED, "what it tells of is no longer there" };
	else if (result != OK)
		return result;
	else if (running->smtp == NULL)
		write_file(running, &letter);
	else
		smtp_send(running->smtp, running->shop->site.mail.from, letter.to, letter.bytes,
			letter.size, &running->answer);
	result = store_write(running->shop->store, running->arena, STORE_SYNC, book, running);
	if (result != OK)
		return result;
	count(running);
	/* Nobody else would fare better now. */
	running->stop = running->answer.fate == SMTP_UNREACHABLE;
	if (running->stop)
		snprintf(running->delivery->trouble, sizeof running->delivery->trouble, "%s",
			running->answer.text);
	return OK;
}

static enum result read_slice(struct unit *unit, void *context)
{
	struct running *running = context;

	return delivery_waiting(unit, running->after, SLICE, &running->slice);
}

static enum result count_one(struct running *running)
{
	running->due++;
	return OK;
}

/* All that is due, once. */
static enum result run(struct running *running, enum result (*each)(struct running *running))
{
	struct arena *slices = arena_open(MEMORY);
	enum result result = OK;

	running->after = 0;
	do {
		arena_reset(slices);
		result = store_read(running->shop->store, slices, read_slice, running);
		for (size_t i = 0; result == OK && !running->stop && i < running->slice.count;
			i++) {
			running->entry = running->slice.waiting[i];
			running->after = running->entry->id;
			if (running->entry->due <= running->now)
				result = each(running);
			arena_reset(running->arena);
		}
	} while (result == OK && !running->stop && running->slice.count == SLICE);
	arena_close(slices);
	return result;
}

/* ---- the server ------------------------------------------------------------------------------ */

static enum result complain(struct delivery *delivery, const char *sentence)
{
	snprintf(delivery->trouble, sizeof delivery->trouble, "%s", sentence);
	return INVALID;
}

static enum result read_password(
	const struct shop *shop, struct delivery *delivery, char line[static 256])
{
	const char *path = shop_path(shop, "secrets/mail");
	FILE *file = fopen(path, "re");
	struct stat status;
	bool fine;

	if (file == NULL)
		return complain(delivery, "secrets/mail can't be read: write the mail account's "
					  "password into it, one line, and run `chmod 600` on it.");
	fine = fstat(fileno(file), &status) == 0 && (status.st_mode & 077) == 0;
	if (fine && fgets(line, 256, file) == NULL)
		line[0] = '\0';
	fclose(file);
	if (!fine)
		return complain(delivery,
			"secrets/mail: others may read this secret. Run `chmod 600` on it.");
	*strchrnul(line, '\n') = '\0';
	return OK;
}

static enum result open_server(struct running *running)
{
	const struct site *site = &running->shop->site;
	char password[256] = "";
	struct smtp_server server = { .host = site->mail.host,
		.port = (unsigned)site->mail.port,
		.security = (enum smtp_security)site->mail.security,
		.user = site->mail.user,
		.password = password,
		.authority = site->mail.authority,
		.name = site_host(site, running->shop->arena) };
	enum result result = OK;

	if (text_is_empty(site->mail.host))
		return OK;
	if (!text_is_empty(site->mail.user))
		result = read_password(running->shop, running->delivery, password);
	return result == OK ? smtp_open(&running->smtp, &server) : result;
}

enum result delivery_run(struct shop *shop, struct delivery *delivery)
{
	struct running running = { .shop = shop, .delivery = delivery };
	uint64_t tried;
	enum result result;
	int file;

	running.arena = arena_open(MEMORY);
	result = open_server(&running);
	/* Again, as long as there is something to do: who found the door shut meanwhile has left
	 * theirs to us. */
	do {
		tried = delivery->sent + delivery->put_off + delivery->given_up;
		if (result == OK)
			result = lock(shop, &file);
		if (result != OK)
			break;
		running.now = clock_shop().seconds;
		result = run(&running, count_one);
		if (result == OK)
			result = run(&running, try_one);
		close(file);
	} while (result == OK && !running.stop &&
		 delivery->sent + delivery->put_off + delivery->given_up > tried);
	smtp_close(running.smtp);
	arena_close(running.arena);
	return result;
}

/* ---- again ------------------------------------------------------------------------------------
 */

enum result delivery_retry(struct unit *unit, uint64_t id)
{
	struct key key = key_number(id);
	Record__OutboxEntry *entry;
	Record__Delivery *gone;
	enum result result = outbox_entries_find(unit, &key, &entry);

	if (result == NOT_FOUND) {
		result = deliveries_find(unit, &key, &gone);
		if (result != OK)
			return result;
		if (gone->state == RECORD__DELIVERY_STATE__SENT)
			return ILLEGAL;
		entry = gone->entry;
		result = deliveries_remove(unit, &key);
	}
	if (result != OK)
		return result;
	entry->tries = 0;
	entry->due = clock_shop().seconds;
	return outbox_entries_put(unit, &key, entry);
}

#include "domain/audit_files.h"

#include "base/clock.h"
#include "domain/attachment.h"
#include "domain/tables.h"

#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/stat.h>

#define SLICE 200 /* messages in one unit */
#define MEMORY ((size_t)256 << 20)
#define DAY (24 * 60 * 60)

/* A file's name in bytes. */
struct name {
	unsigned char bytes[(ATTACHMENT_NAME_SIZE - 1) / 2];
};

struct checking {
	struct shop *shop;
	struct audit *audit;
	/* the messages of this slice */
	Record__TicketMessage *messages[SLICE];
	size_t message_count;
	struct key after;
	bool begun, ended;
	/* what all of them name */
	struct arena *kept;
	struct name *names;
	size_t count, room;
};

/* ---- what the messages name --------------------------------------------------------------------
 */

static enum result read_slice(struct unit *unit, void *context)
{
	struct checking *checking = context;
	struct key prefix = key_empty(), key = checking->after;
	struct scan *scan;
	size_t count = 0;
	enum result result = scan_open(&scan, unit, &ticket_messages, &prefix,
		checking->begun ? &checking->after : NULL, SCAN_FORWARD);

	while (result == OK && count < SLICE) {
		result = ticket_messages_next(scan, &key, &checking->messages[count]);
		count += result == OK;
	}
	if (result != OK && result != NOT_FOUND)
		return result;
	/* Once for good: the unit may have been run before. */
	checking->message_count = count;
	checking->ended = result == NOT_FOUND;
	checking->after = key;
	return OK;
}

static void note(struct checking *checking, const char *file)
{
	size_t size = sizeof *checking->names;

	if (checking->count == checking->room) {
		size_t room = checking->room == 0 ? 256 : 2 * checking->room;

		checking->names = arena_grow(
			checking->kept, checking->names, checking->room * size, room * size);
		checking->room = room;
	}
	checking->count += secret_from_hex(checking->names[checking->count].bytes, size, file);
}

static void check_file(struct checking *checking, struct arena *arena,
	const Record__TicketMessage *message, const Record__Attachment *attachment)
{
	char place[64];
	struct stat status;

	if (!attachment_place(attachment->file, place) ||
		stat(arena_format(arena, "%s/%s", checking->shop->directory, place), &status) != 0)
		audit_find(checking->audit,
			"Ticket %" PRIu64 ", message %" PRIu32 ": the file %s is missing.",
			message->ticket, message->number, attachment->file);
	else if ((uint64_t)status.st_size != attachment->size)
		audit_find(checking->audit,
			"Ticket %" PRIu64 ", message %" PRIu32 ": the file %s has %" PRId64
			" bytes; it was kept with %" PRIu64 ".",
			message->ticket, message->number, attachment->file, (int64_t)status.st_size,
			attachment->size);
	note(checking, attachment->file);
}

static enum result check_messages(struct checking *checking, struct arena *arena)
{
	enum result result = OK;

	while (result == OK && !checking->ended) {
		result = store_read(checking->shop->store, arena, read_slice, checking);
		for (size_t i = 0; i < checking->message_count && result == OK; i++)
			for (size_t j = 0; j < checking->messages[i]->n_attachments; j++)
				check_file(checking, arena, checking->messages[i],
					checking->messages[i]->attachments[j]);
		checking->begun = true;
		arena_reset(arena);
	}
	return result;
}

/* ---- what is there -----------------------------------------------------------------------------
 */

static int compare(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct name));
}

static bool is_named(const struct checking *checking, const char *file)
{
	struct name name;

	return secret_from_hex(name.bytes, sizeof name.bytes, file) && checking->count > 0 &&
	       bsearch(&name, checking->names, checking->count, sizeof name, compare) != NULL;
}

static void check_entry(const struct checking *checking, DIR *folder, const char *folder_name,
	const char *name, int64_t now)
{
	struct stat status;

	if (fstatat(dirfd(folder), name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
		status.st_mtime < now - DAY && !is_named(checking, name))
		audit_find(checking->audit,
			"The file " UPLOAD_FOLDER "/%s/%s belongs to no ticket. It may be removed.",
			folder_name, name);
}

/* A folder of kept files has a name of two digits. */
static void check_folder(
	const struct checking *checking, struct arena *arena, const char *name, int64_t now)
{
	DIR *folder = opendir(
		arena_format(arena, "%s/" UPLOAD_FOLDER "/%s", checking->shop->directory, name));
	struct dirent *entry;

	if (folder == NULL)
		return;
	while ((entry = readdir(folder)) != NULL)
		if (entry->d_name[0] != '.')
			check_entry(checking, folder, name, entry->d_name, now);
	closedir(folder);
}

static void check_folders(struct checking *checking, struct arena *arena)
{
	int64_t now = clock_machine().seconds;
	DIR *folders = opendir(arena_format(arena, "%s/" UPLOAD_FOLDER, checking->shop->directory));
	struct dirent *entry;

	if (folders == NULL)
		return;
	if (checking->count > 0)
		qsort(checking->names, checking->count, sizeof *checking->names, compare);
	while ((entry = readdir(folders)) != NULL)
		if (strlen(entry->d_name) == 2 && entry->d_name[0] != '.')
			check_folder(checking, arena, entry->d_name, now);
	closedir(folders);
	arena_reset(arena);
}

enum result audit_files(struct shop *shop, struct arena *arena, struct audit *audit)
{
	struct checking checking = { .shop = shop, .audit = audit, .kept = arena_open(MEMORY) };
	enum result result = check_messages(&checking, arena);

	/* A table that can't be read was found already; what it names isn't known then. */
	if (result == OK)
		check_folders(&checking, arena);
	arena_close(checking.kept);
	return result == BROKEN ? OK : result;
}

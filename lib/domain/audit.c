#include "domain/audit.h"

#include "domain/audit_books.h"
#include "domain/audit_files.h"
#include "domain/audit_mails.h"
#include "domain/audit_numbers.h"
#include "domain/audit_tables.h"
#include "domain/audit_votes.h"

#include <inttypes.h>
#include <stdarg.h>

#define MEMORY ((size_t)256 << 20)

struct auditing {
	struct shop *shop;
	struct audit *audit;
	struct arena *arena;
	struct books books; /* of the customer at hand */
	uint64_t after;     /* the customer before */
	bool whole;         /* no customer's books were unreadable */
	struct audit_numbers numbers;
	struct store_status before; /* as it began */
};

void audit_find(struct audit *audit, const char *format, ...)
{
	char sentence[512];
	va_list arguments;

	audit->findings++;
	if (audit->finding == NULL)
		return;
	va_start(arguments, format);
	vsnprintf(sentence, sizeof sentence, format, arguments);
	va_end(arguments);
	audit->finding(sentence, audit->context);
}

static enum result read_next(struct unit *unit, void *context)
{
	struct auditing *auditing = context;

	return books_read(unit, auditing->after, &auditing->books);
}

static enum result audit_customers(struct auditing *auditing)
{
	struct audit *audit = auditing->audit;
	enum result result = OK;

	while (result == OK) {
		result = store_read(auditing->shop->store, auditing->arena, read_next, auditing);
		if (result != OK)
			break;
		audit_books(audit, auditing->arena, &auditing->books);
		audit_numbers_note(audit, &auditing->numbers, &auditing->books);
		auditing->after = auditing->books.id;
		arena_reset(auditing->arena);
		if (audit->progress != NULL)
			audit->progress(audit->customers, auditing->numbers.before.customer,
				audit->context);
	}
	arena_reset(auditing->arena);
	auditing->whole = result == NOT_FOUND;
	if (result == NOT_FOUND)
		return OK;
	if (result == BROKEN)
		audit_find(audit, "The customer behind number %" PRIu64 " can't be read.",
			auditing->after);
	return result == BROKEN ? OK : result;
}

/* Entries aren't removed: there are never fewer than when it began, nor more than when it ended. */
static enum result check_counts(struct auditing *auditing)
{
	struct audit *audit = auditing->audit;
	struct store_status after;
	enum result result = store_status(auditing->shop->store, &after);

	if (result != OK)
		return result;
	audit->promises = after.promises;
	audit->mark = after.mark;
	audit->lost_end = after.read_only;
	if (after.read_only)
		audit_find(audit,
			"The store counts %" PRIu64 " entries, but %" PRIu64
			" were promised: it has lost its end.",
			after.promises, after.mark);
	if (auditing->whole &&
		(audit->entries < auditing->before.promises || audit->entries > after.promises))
		audit_find(audit,
			"The journal holds %" PRIu64 " entries, but the store counts %" PRIu64 ".",
			audit->entries, after.promises);
	return OK;
}

static enum result audit_whole(struct auditing *auditing)
{
	struct audit_numbers *numbers = &auditing->numbers;
	uint64_t before = auditing->whole ? auditing->before.promises : 0;
	enum result result = check_counts(auditing);

	if (result == OK)
		result = audit_tables(auditing->shop, auditing->arena, auditing->audit, before,
			&numbers->highest.catalogue);
	if (result == OK)
		result = audit_files(auditing->shop, auditing->arena, auditing->audit);
	if (result == OK)
		result = audit_votes(auditing->shop, auditing->arena, auditing->audit);
	return result == OK ? audit_mails(auditing->shop, auditing->arena, auditing->audit)
			    : result;
}

enum result audit_run(struct shop *shop, struct audit *audit)
{
	struct auditing auditing = { .shop = shop, .audit = audit, .arena = arena_open(MEMORY) };
	enum result result = store_status(shop->store, &auditing.before), ended;

	if (result == OK)
		result = audit_numbers_begin(shop, auditing.arena, &auditing.numbers);
	if (result == OK)
		result = audit_customers(&auditing);
	if (result == OK)
		result = audit_whole(&auditing);
	ended = audit_numbers_end(
		shop, auditing.arena, audit, &auditing.numbers, result == OK && auditing.whole);
	arena_close(auditing.arena);
	return result == OK ? ended : result;
}

/*
 * attachment.h - the files of a ticket's messages: looked at, kept under names of our making, and
 * opened again.
 *
 *     result = attachment_check(&visit->uploads, &refusal);      INVALID: refusal says which, and
 * why for each upload: attachment_keep(shop, arena, &uploads.items[i], &attachments[i])
 *     store_write(...)                                           the message with its attachments
 *     if that failed, for each: attachment_drop(shop, attachments[i])
 *
 * A file is on the disk before the record that names it is; a process killed between the two leaves
 * a file that nobody names, which the audit finds a day later.
 */
#ifndef DOMAIN_ATTACHMENT_H
#define DOMAIN_ATTACHMENT_H

#include "domain/tables.h"
#include "domain/upload.h"

#define ATTACHMENT_NAME_SIZE 33 /* 32 hex digits and a NUL */

enum attachment_flaw {
	ATTACHMENT_TOO_MANY,
	ATTACHMENT_TOO_LARGE,
	ATTACHMENT_EMPTY,
	ATTACHMENT_OTHER_TYPE, /* neither a picture nor a PDF, whatever its name says */
	ATTACHMENT_BIG_PICTURE /* over FILE_PIXELS_MOST */
};

struct attachment_refusal {
	const struct upload *upload; /* the first one that can't be taken */
	enum attachment_flaw flaw;
};

/* Looks into every file and fills in its type.  INVALID: the first that can't be taken. */
MUST_USE enum result attachment_check(struct uploads *uploads, struct attachment_refusal *refusal);

/* Before the transaction: the file gets its name and is safely on the disk.  The record lives in
 * the arena. */
MUST_USE enum result attachment_keep(const struct shop *shop, struct arena *arena,
	const struct upload *upload, Record__Attachment **attachment);
/* The transaction failed. */
void attachment_drop(const struct shop *shop, const Record__Attachment *attachment);

/* Opens the file for reading.  BROKEN: it isn't there as it was kept; logged. */
MUST_USE enum result attachment_open(
	const struct shop *shop, const Record__Attachment *attachment, int *descriptor);

/* Where a file lies below the shop; false: no name of our making. */
bool attachment_place(const char *file, char path[static 64]);

#endif

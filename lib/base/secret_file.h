/*
 * secret_file.h - the files that a shop's secrets lie in, and how one is changed for another.
 *
 * A file has a line of 64 hex digits, behind a space the time when it was made; a second line, if
 * there is one, is the secret before, and the time until which it is believed (without one: for
 * good).  `signing` signs what is over within hours: forms, prices, questions.  `lasting` signs
 * what isn't: links in mails.  A shop from before there was a lasting one has its signing secret
 * for both, and gets it at the first rotation, as a copy.
 */
#ifndef BASE_SECRET_FILE_H
#define BASE_SECRET_FILE_H

#include "base/clock.h"
#include "base/secret.h"

enum secret_name { SECRET_SIGNING, SECRET_LASTING, SECRET_NAMES };

struct secret_file {
	unsigned count; /* 1 or 2 */
	struct digest masters[2];
	struct instant made;  /* of the first: what its line says, else when the file was written */
	struct instant until; /* of the second; 0: for good */
};

const char *secret_file_name(enum secret_name name); /* "signing" */

/* BROKEN: others may read one of the files in secrets/ below the shop, or it belongs to somebody
 * else; the sentence is in error, and was logged. */
MUST_USE enum result secret_files_check(const char *shop, char *error, size_t error_size);

/* NOT_FOUND: no such file.  BROKEN: it can't be read, or isn't written so; see above. */
MUST_USE enum result secret_file_read(struct secret_file *file, const char *shop,
	enum secret_name name, char *error, size_t error_size);

/* A new one, which nobody else may read.  EXISTS: left as it is. */
MUST_USE enum result secret_file_make(const char *shop, enum secret_name name);

/*
 * A new secret takes the place of the first, which becomes the second, for so many seconds; with 0
 * it is worth nothing from now on.  A reader finds the old file or the new one, whole.
 * ILLEGAL: the second is still believed, and would be so no more; with 0 seconds that is meant.
 * BUSY: another process is doing this.  BROKEN: errno or error says why.
 */
MUST_USE enum result secret_file_rotate(const char *shop, enum secret_name name, int64_t grace,
	struct secret_file *now, char *error, size_t error_size);

#endif

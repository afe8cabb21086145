/*
 * upload.h - files that a visitor sends, while they come in and until somebody keeps them.
 *
 * They land in data/attachments as incoming-…, each as long as the limits allow; what is over a
 * limit is counted, not written, and says so, so that the form can tell what to leave out.
 * attachment.h looks at them and keeps them; uploads_discard removes the others, and what
 * processes that were killed left behind goes with the first file of a later form.
 */
#ifndef DOMAIN_UPLOAD_H
#define DOMAIN_UPLOAD_H

#include "domain/shop.h"

#define UPLOAD_FOLDER "data/attachments"
#define UPLOAD_NAME_MOST 100 /* characters */

struct upload_limits {
	const char *field; /* the name of the file input */
	size_t most;       /* files */
	uint64_t bytes_each, bytes;
};

enum upload_fate {
	UPLOAD_WHOLE,
	UPLOAD_TOO_LARGE, /* over bytes_each: of no use */
	UPLOAD_TOO_MANY,  /* over most: the first one of those, the others aren't listed */
};

struct upload {
	const char
		*name; /* as its sender calls it: the path's last piece, one clean line, never "" */
	const char *path; /* where it is */
	uint64_t size;
	struct digest hash; /* SHA-256 */
	enum upload_fate fate;
	const char *type; /* "image/png": attachment_check finds it */
};

struct uploads {
	size_t count;
	struct upload *items;
	/* while they come in */
	const struct shop *shop;
	struct arena *arena;
	const struct upload_limits *limits;
	bool writing; /* the last item, to file */
	int file;
	struct hash_state hash;
};

void uploads_open(struct uploads *uploads, const struct shop *shop, struct arena *arena,
	const struct upload_limits *limits);

/* One file after the other.  FULL: the disk's room is needed for other things. */
MUST_USE enum result upload_begin(struct uploads *uploads, const char *name);
MUST_USE enum result upload_add(struct uploads *uploads, const void *bytes, size_t size);
void upload_end(struct uploads *uploads);

/* Removes what nobody has kept. */
void uploads_discard(struct uploads *uploads);

#endif

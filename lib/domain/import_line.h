/*
 * import_line.h - one line of an import: a customer and what they have, as JSON, checked.
 *
 *     {"email": "a@b.fr", "name": "…", "address": ["…", "…"], "language": "fr", "currency": "EUR",
 *      "password_hash": "$argon2id$…",
 *      "subscriptions": [{"product": "harmony", "edition": "advanced", "seats": 3,
 *                         "cycle": "month", "anchor": "2026-05-11", "price": 4000}]}
 *
 * password_hash and price may be left out, nothing else; keys that aren't named here are refused,
 * for they are misspelt or mean something that would be lost.
 */
#ifndef DOMAIN_IMPORT_LINE_H
#define DOMAIN_IMPORT_LINE_H

#include "base/secret.h"
#include "domain/account.h"
#include "domain/subscription.h"

#define IMPORT_LINE_MOST 65536 /* bytes */
#define IMPORT_SUBSCRIPTIONS_MOST 100

enum import_outcome {
	IMPORT_ADDED,
	IMPORT_THERE,   /* it was imported before, the very same */
	IMPORT_REFUSED, /* why: a sentence */
};

struct import_line {
	uint64_t number; /* in its file, from 1 */
	const char *bytes;
	size_t size;
	enum import_outcome outcome;
	const char *why;

	/* what it says, when it could be read */
	bool readable;
	struct new_customer customer;
	size_t subscription_count;
	struct new_subscription *subscriptions;
	struct digest content; /* SHA-256 of the canonical form */
};

/*
 * Reads bytes and size into the rest, in the arena; a subscription must have begun by today.
 * What can't be read is refused.  Whether it fits what the shop sells and who is there already
 * is for import.h.
 */
void import_line_read(struct import_line *line, struct arena *arena, struct day today);

/* Refuses the line with a sentence in the arena; gives false. */
bool import_line_refuse(struct import_line *line, struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif

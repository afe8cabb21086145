/*
 * environment.h - Berkeley DB's environment and databases, opened in one way only.
 *
 * Everything here happens inside the gate.  Databases are opened when first used: a program
 * touches few of them, and opening all would cost a plain CGI program more than its page.
 * They are made only while recovering, when nobody can be killed beside it.
 */
#ifndef STORE_ENVIRONMENT_H
#define STORE_ENVIRONMENT_H

#include "base/result.h"
#include "store/table.h"

#include <db.h>

struct database {
	const struct table *table;
	const ProtobufCFieldDescriptor *expires; /* NULL: its records don't expire */
	DB *handle;                              /* NULL until used */
};

#define DATABASES_MOST 64
#define DATABASE_NAME_MOST 64

struct environment {
	const char *directory;
	DB_ENV *handle;      /* NULL: not joined, or abandoned */
	uint64_t generation; /* of the gate, when it was joined */
	size_t count;
	struct database databases[DATABASES_MOST]; /* the store's own first */
};

/* The store's own: how many promises were made; and when which record expires. */
#define DATABASE_PROMISES 0
#define DATABASE_EXPIRY 1

void environment_init(
	struct environment *environment, const char *directory, const struct table *const *tables);

/* These give Berkeley DB's error codes, 0 for none. */
int environment_join(struct environment *environment);
/* Alone inside: runs recovery and makes the databases that are missing. */
int environment_recover(struct environment *environment);

/*
 * Gives up a handle that may be broken: closing it could wait for ever.  With panic, whoever
 * still has it open is told so at the next call.
 */
void environment_abandon(struct environment *environment, bool panic);
void environment_close(struct environment *environment);

/* Opens one that wasn't used yet. */
int environment_open_database(struct environment *environment, struct database *database);
/* The opened database of a table in the list; a table that isn't is a bug. */
int environment_database(
	struct environment *environment, const struct table *table, struct database **database);
/* NULL: none of that name in the list. */
struct database *environment_named(struct environment *environment, const char *name);

#endif

/*
 * table.h - typed tables: protobuf-c records under ordered keys.
 *
 * A table is a static struct; TABLE gives it functions of its own type:
 *
 *     TABLE(customers, Record__Customer, record__customer__descriptor)
 *
 *     customers_find(unit, &key, &customer)        NOT_FOUND
 *     customers_add(unit, &key, &customer)         EXISTS
 *     customers_change(unit, &key, &customer)      NOT_FOUND; replaces the whole record
 *     customers_put(unit, &key, &customer)         adds or replaces
 *     customers_remove(unit, &key)                 NOT_FOUND
 *     customers_next(scan, &key, &customer)        NOT_FOUND after the last; key may be NULL
 *
 * Records found live in the unit's arena.  A record whose message has a field `expires`
 * (int64, seconds by the machine's clock) isn't found any more from that instant on, and is
 * deleted some time later by whoever commits; `expires` left at 0 is long past.
 *
 * TABLE may stand in a header: the store knows a table by its name, not by its address.
 */
#ifndef STORE_TABLE_H
#define STORE_TABLE_H

#include "store/key.h"
#include "store/store.h"

#include <protobuf-c/protobuf-c.h>

struct table {
	const char *name; /* the database is name.db */
	const ProtobufCMessageDescriptor *message;
};

struct scan;

/*
 * Walks the records whose key begins with prefix, in order, or backwards; after is the key to
 * go on behind, or NULL.  A scan ends with its unit.
 */
enum scan_order { SCAN_FORWARD, SCAN_BACKWARD };
MUST_USE enum result scan_open(struct scan **scan, struct unit *unit, const struct table *table,
	const struct key *prefix, const struct key *after, enum scan_order order);

/* What the typed functions call. */
MUST_USE enum result record_find(struct unit *unit, const struct table *table,
	const struct key *key, ProtobufCMessage **record);
enum record_how { RECORD_ADD, RECORD_CHANGE, RECORD_PUT };
MUST_USE enum result record_write(struct unit *unit, const struct table *table,
	const struct key *key, const ProtobufCMessage *record, enum record_how how);
MUST_USE enum result record_remove(
	struct unit *unit, const struct table *table, const struct key *key);
MUST_USE enum result record_next(struct scan *scan, struct key *key, ProtobufCMessage **record);

/* A typed function that hands a found record on, NULL when there is none. */
#define TABLE_GIVES_(type, call)                                                                   \
	ProtobufCMessage *found_ = NULL;                                                           \
	enum result result_ = (call);                                                              \
	*record = (type *)found_;                                                                  \
	return result_

#define TABLE_WRITES_(table, verb, type, how)                                                      \
	static inline MUST_USE enum result table##_##verb(                                         \
		struct unit *unit, const struct key *key, const type *record)                      \
	{                                                                                          \
		return record_write(unit, &table, key, &record->base, how);                        \
	}

#define TABLE(table_, type, message_)                                                              \
	static const struct table table_ = { .name = #table_, .message = &message_ };              \
	static inline MUST_USE enum result table_##_find(                                          \
		struct unit *unit, const struct key *key, type **record)                           \
	{                                                                                          \
		TABLE_GIVES_(type, record_find(unit, &table_, key, &found_));                      \
	}                                                                                          \
	TABLE_WRITES_(table_, add, type, RECORD_ADD)                                               \
	TABLE_WRITES_(table_, change, type, RECORD_CHANGE)                                         \
	TABLE_WRITES_(table_, put, type, RECORD_PUT)                                               \
	static inline MUST_USE enum result table_##_remove(                                        \
		struct unit *unit, const struct key *key)                                          \
	{                                                                                          \
		return record_remove(unit, &table_, key);                                          \
	}                                                                                          \
	static inline MUST_USE enum result table_##_next(                                          \
		struct scan *scan, struct key *key, type **record)                                 \
	{                                                                                          \
		TABLE_GIVES_(type, record_next(scan, key, &found_));                               \
	}

#endif

/*
 * journal.h - the append-only record of every change, one chain per customer.
 *
 * An entry's hash is SHA-256(hash of the entry before || the entry's bytes), the first one's
 * predecessor being 32 zero bytes; the customer's record keeps the number and the hash of the
 * last entry.  Entries hold ids only, never a name, an address or a password hash, so that a
 * person can be erased and the books kept.  Subscriptions and invoices can be rebuilt from it:
 * `palierctl verify` does.  Where the last entries of all customers are, recent.h says.
 */
#ifndef DOMAIN_JOURNAL_H
#define DOMAIN_JOURNAL_H

#include "domain/tables.h"

/*
 * Appends an entry to a customer's chain, inside a unit that writes with STORE_SYNC.  Fills in
 * the entry's number, customer, instant and predecessor; writes the customer's record, with
 * whatever else the caller changed in it.
 */
MUST_USE enum result journal_add(
	struct unit *unit, Record__Customer *customer, Record__JournalEntry *entry);

/* The hash that the chain has after an entry. */
struct digest journal_hash(
	struct arena *arena, const struct digest *previous, const Record__JournalEntry *entry);

#endif

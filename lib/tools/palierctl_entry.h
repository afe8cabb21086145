/*
 * palierctl_entry.h - an entry of the journal, as a row or as an object.
 */
#ifndef TOOLS_PALIERCTL_ENTRY_H
#define TOOLS_PALIERCTL_ENTRY_H

#include "domain/schema.pb-c.h"
#include "tools/palierctl.h"

void entry_print_head(const struct call *call); /* above rows; nothing above objects */

/* The currency is that of the subscription which the entry changes, if it changes one. */
void entry_print(const struct call *call, struct arena *arena, const Record__JournalEntry *entry,
	int32_t currency);

#endif

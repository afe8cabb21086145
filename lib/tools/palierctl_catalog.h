/*
 * palierctl_catalog.h - a catalogue put in force.
 */
#ifndef TOOLS_PALIERCTL_CATALOG_H
#define TOOLS_PALIERCTL_CATALOG_H

#include "domain/shop.h"

struct publication {
	Record__Catalogue *catalogue;
	bool only_first;  /* leave one that is published alone */
	uint64_t version; /* found: in force now */
};
/* EXISTS: it is in force already. */
MUST_USE enum result publication_make(
	struct shop *shop, struct arena *arena, struct publication *publication);

#endif

/*
 * palierctl_preview.h - what one catalogue has otherwise than another.
 */
#ifndef TOOLS_PALIERCTL_PREVIEW_H
#define TOOLS_PALIERCTL_PREVIEW_H

#include "domain/schema.pb-c.h"
#include "tools/palierctl.h"

/* Prints what is different in `after`, a line each; how many lines that were.  before may be
 * NULL. */
size_t preview_print(
	const struct call *call, const Record__Catalogue *before, const Record__Catalogue *after);

#endif

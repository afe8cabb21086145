/*
 * palierctl_session.h - open sessions, a line each; never a token.
 */
#ifndef TOOLS_PALIERCTL_SESSION_H
#define TOOLS_PALIERCTL_SESSION_H

#include "domain/shop.h"
#include "tools/palierctl.h"

/* One customer's, or with 0 everybody's; as a table, or as lines of what else is told. */
MUST_USE enum result sessions_print(
	const struct call *call, struct shop *shop, uint64_t customer, bool table);

#endif

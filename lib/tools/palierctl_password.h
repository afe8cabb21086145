/*
 * palierctl_password.h - a new password, as it comes in: never among the arguments, which
 * everybody on the machine can see.
 */
#ifndef TOOLS_PALIERCTL_PASSWORD_H
#define TOOLS_PALIERCTL_PASSWORD_H

#include "domain/password_policy.h"
#include "domain/shop.h"
#include "tools/palierctl.h"

/*
 * Reads one line from standard input, or asks twice on a terminal, judges and hashes it.
 * Anything but DONE was said.
 */
enum exit_status password_take(struct arena *arena, const struct shop *shop,
	const struct password_owner *owner, const char **hash);

#endif

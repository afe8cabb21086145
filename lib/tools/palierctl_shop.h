/*
 * palierctl_shop.h - the shop that the command works on.
 */
#ifndef TOOLS_PALIERCTL_SHOP_H
#define TOOLS_PALIERCTL_SHOP_H

#include "domain/shop.h"
#include "tools/palierctl.h"

/* Root becomes the shop's owner, if there is a shop and it isn't root's. */
enum exit_status shop_become_owner(const char *directory);

/* Opens the call's shop; anything but DONE was said.  Close it in both cases. */
enum exit_status shop_enter(const struct call *call, struct shop *shop);
/* The configuration and the clock alone. */
enum exit_status shop_look(const struct call *call, struct shop *shop);

/* Says what the store answered, other than OK. */
enum exit_status shop_refuse(const struct shop *shop, enum result result);
/* The same for a live shop, where this isn't allowed. */
enum exit_status shop_refuse_live(const struct shop *shop, const char *why);

/* Where samples of conf/ lie: installed, or in the source tree.  NULL: nowhere. */
const char *shop_samples(struct arena *arena);

/* Makes data/clock, so that running programs follow later moves. */
enum exit_status shop_make_clock(const struct shop *shop);

#endif

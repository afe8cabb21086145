/*
 * palierctl_settle.h - delivering what is due, as settle and mail retry do.
 */
#ifndef TOOLS_PALIERCTL_SETTLE_H
#define TOOLS_PALIERCTL_SETTLE_H

#include "domain/shop.h"
#include "tools/palierctl.h"

enum exit_status settle_shop(const struct call *call, struct shop *shop);

#endif

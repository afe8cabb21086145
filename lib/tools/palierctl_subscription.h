/*
 * palierctl_subscription.h - what the commands for subscriptions share.
 */
#ifndef TOOLS_PALIERCTL_SUBSCRIPTION_H
#define TOOLS_PALIERCTL_SUBSCRIPTION_H

#include "base/json.h"
#include "domain/subscription.h"
#include "tools/palierctl.h"

/* A subscription with whom it belongs to. */
struct owned {
	const Record__Subscription *subscription;
	const Record__Customer *customer;
};

/* By its number alone.  NOT_FOUND: there is none. */
MUST_USE enum result owned_find(struct unit *unit, uint64_t id, struct owned *owned);

json_t *owned_json(struct arena *arena, const struct owned *owned);

/* "harmony/advanced, 3 seats at 40.00 EUR per month" */
const char *owned_terms(struct arena *arena, const Record__Subscription *subscription);
/* "120.00 EUR on 2026-06-01", or "none". */
const char *owned_next_charge(struct arena *arena, const Record__Subscription *subscription);
const char *owned_status(const Record__Subscription *subscription);

/* The ids of a product's editions: "essentials, advanced, premium". */
const char *edition_names(struct arena *arena, const Record__Product *product);

/* ---- the operator and the reason that a change must name ----------------------------------- */

/* Is --reason one?  MISUSED: it was said. */
enum exit_status deed_check(const struct call *call);
/* Says who isn't an operator: NOT_FOUND and FORBIDDEN of operator_find. */
enum exit_status deed_refuse(const struct call *call, enum result result);

#endif

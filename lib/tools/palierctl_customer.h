/*
 * palierctl_customer.h - customers, as the operator names them and sees them.
 */
#ifndef TOOLS_PALIERCTL_CUSTOMER_H
#define TOOLS_PALIERCTL_CUSTOMER_H

#include "domain/account.h"
#include "tools/palierctl.h"

/* By the address for mail, or by number.  NOT_FOUND. */
MUST_USE enum result customer_named(struct unit *unit, const char *name, Record__Customer **found);

/* Says what the store answered, other than OK, of a customer so named. */
enum exit_status customer_refuse(const struct shop *shop, const char *name, enum result result);

/* "operator", "customer"; "locked", "no-password", "active". */
const char *customer_role(const Record__Customer *customer);
const char *customer_state(const Record__Customer *customer);

/* "2026-05-11T14:32:07+02:00" */
const char *instant_text(struct arena *arena, int64_t seconds);

#endif

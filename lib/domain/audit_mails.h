/*
 * audit_mails.h - every mail waits or left, never both, and has a number that was given.
 */
#ifndef DOMAIN_AUDIT_MAILS_H
#define DOMAIN_AUDIT_MAILS_H

#include "domain/audit.h"

/* What can't be read is audit_tables' to find. */
MUST_USE enum result audit_mails(struct shop *shop, struct arena *arena, struct audit *audit);

#endif

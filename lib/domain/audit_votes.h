/*
 * audit_votes.h - an article's tally counts the votes that there are on it.
 */
#ifndef DOMAIN_AUDIT_VOTES_H
#define DOMAIN_AUDIT_VOTES_H

#include "domain/audit.h"

/* What can't be read is audit_tables' to find. */
MUST_USE enum result audit_votes(struct shop *shop, struct arena *arena, struct audit *audit);

#endif

/*
 * account.h - the page « Mon compte »: what it offers to choose from, and what it keeps.
 */
#ifndef PAGE_ACCOUNT_H
#define PAGE_ACCOUNT_H

#include "page/view.h"

/* A customer's profile as it is. */
struct profile account_profile(const Record__Customer *customer);

/* Prints the page; to choose from are the currencies that the shop sells in, and the present one.
 */
MUST_USE enum result account_show(struct visit *visit, struct account_view view);

/* Keeps the visitor's new profile.  INVALID: in a currency that isn't to choose from. */
MUST_USE enum result account_save(struct visit *visit, const struct profile *profile);

#endif

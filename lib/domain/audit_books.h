/*
 * audit_books.h - one customer's books against what the journal makes of them.
 */
#ifndef DOMAIN_AUDIT_BOOKS_H
#define DOMAIN_AUDIT_BOOKS_H

#include "domain/audit.h"
#include "domain/books.h"

/* Says what is wrong, and adds what there is to the audit's numbers. */
void audit_books(struct audit *audit, struct arena *arena, const struct books *books);

#endif

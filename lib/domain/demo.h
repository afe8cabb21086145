/*
 * demo.h - customers to try the shop with.
 */
#ifndef DOMAIN_DEMO_H
#define DOMAIN_DEMO_H

#include "domain/shop.h"

#define DEMO_PASSWORD "demo-palier-2026"

/* Told how far it is, a few times a second. */
typedef void demo_progress(uint64_t done, uint64_t all, void *context);

/*
 * Fills a playground: three customers with one Harmony subscription each, an operator, and
 * `more` customers with plausible histories (customer000001@example.com …): one to three
 * subscriptions, the periods' invoices, some upgraded lately, some ended.  Those whose number ends
 * with 1 have three.  Who exists already is left alone, so it can be run again.  FORBIDDEN: a live
 * shop.  NOT_FOUND: no catalogue is published.
 */
MUST_USE enum result demo_fill(
	struct shop *shop, uint64_t more, demo_progress *progress, void *context);

#endif

/*
 * catalogue_source.h - conf/catalog.cfg, read and checked; what the operator then publishes.
 *
 * Everything that a running program relies on is refused here, with the line, a sentence and
 * a remedy, so that a half-uploaded or mistyped file closes no shop.
 */
#ifndef DOMAIN_CATALOGUE_SOURCE_H
#define DOMAIN_CATALOGUE_SOURCE_H

#include "base/arena.h"
#include "base/config.h"
#include "domain/schema.pb-c.h"

/* The largest catalogue, as stored: unpacked into a request's arena it takes a few times that. */
#define CATALOGUE_SIZE_MOST (128 * 1024)

/* Without version and time: publishing gives it those.  INVALID: error says why. */
MUST_USE enum result catalogue_read(const char *path, struct arena *arena,
	Record__Catalogue **catalogue, struct config_error *error);

#endif

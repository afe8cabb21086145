/*
 * name.h - what is sold, by its name, in what people write.
 */
#ifndef DOMAIN_NAME_H
#define DOMAIN_NAME_H

#include "base/arena.h"
#include "domain/schema.pb-c.h"

#include <stdbool.h>

/* Whether a product's or an edition's name stands in the text as a word; capitals don't count. */
bool name_in(struct arena *arena, const Record__Catalogue *catalogue, const char *text);

#endif

/*
 * settle.h - starts `palierctl settle` behind an answer, when mails are due.
 *
 * It is a process of its own: a mail server may take a minute, and no visitor waits for that.
 */
#ifndef PAGE_SETTLE_H
#define PAGE_SETTLE_H

#include "domain/shop.h"

void settle_if_due(const struct shop *shop);

#endif

/*
 * settle.h - what a program does after an answer that promised a mail: `palierctl settle`, started
 * as a process of its own, which delivers while the program goes on.
 */
#ifndef PAGE_SETTLE_H
#define PAGE_SETTLE_H

#include "domain/shop.h"

/* Call once, before the first request: ended children are nobody's to wait for. */
void settle_prepare(void);

/* Not being able to is logged, and costs nobody anything: the mail waits for the next one. */
void settle_start(const struct shop *shop);

#endif

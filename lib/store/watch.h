/*
 * watch.h - ends this process when it waits inside for somebody who died there.
 *
 * A mutex of Berkeley DB is waited for without a limit, so a timer looks instead: when the same
 * unit is still inside at two ticks, 50 ms apart, and somebody died inside, the process ends
 * with WATCH_EXIT, running no exit handler.  It then counts as killed inside, like the other.
 *
 * System calls that a tick interrupts go on by themselves, but for sleeps and polls: within a
 * tenth of a second after a unit they may end early, with EINTR.
 */
#ifndef STORE_WATCH_H
#define STORE_WATCH_H

#include "store/slots.h"

#define WATCH_EXIT 75 /* EX_TEMPFAIL: try again */

bool watch_open(const struct slots *slots); /* one per process */
void watch_close(void);

void watch_enter(void);
void watch_leave(void);

#endif

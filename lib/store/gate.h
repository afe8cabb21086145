/*
 * gate.h - who may be inside Berkeley DB, and who recovers it.
 *
 * Debian's library locks with mutexes that stay locked when their holder is killed, so nobody
 * enters without saying so, and nobody waits for a dead one.  Two files lie beside the
 * databases, opened once per process and not closed before the store is: gate.slots (slots.h),
 * and gate.locks, whose bytes are locked shared to be inside, exclusively to recover, by the
 * one recoverer and by the one writer.  The kernel drops a dead process's locks: a slot that
 * says IN and isn't locked is somebody who died inside, and then everybody steps aside until
 * one has recovered with nobody inside.
 *
 * fcntl locks vanish when any descriptor of their file is closed and aren't inherited: nothing
 * else opens these files, and a forked child must exec or _exit.
 */
#ifndef STORE_GATE_H
#define STORE_GATE_H

#include "base/result.h"

#include <stdint.h>

struct gate;

/* UNAVAILABLE: no slot is free.  Missing files are made: a restored store has none. */
MUST_USE enum result gate_open(struct gate **gate, const char *directory);
void gate_close(struct gate *gate);

/* The one writer's turn, taken before entering. */
MUST_USE enum result gate_lock_writer(struct gate *gate);
void gate_unlock_writer(struct gate *gate);

/* OK: inside, until gate_leave.  STALE: a recovery is due; still outside.  UNAVAILABLE: a
 * recovery goes on for longer than a visitor waits. */
MUST_USE enum result gate_enter(struct gate *gate);
void gate_leave(struct gate *gate);

/* Recoveries so far.  It moves only while nobody is inside. */
uint64_t gate_generation(const struct gate *gate);
uint32_t gate_slots_used(const struct gate *gate);

/*
 * Begins to recover from generation seen.  OK: inside with nobody else, until
 * gate_recovery_end.  STALE: somebody else did it meanwhile.  UNAVAILABLE: somebody inside
 * could be neither waited for nor killed; or, with forced, which needs no dead process, that
 * has happened three times within a minute, so recovery doesn't heal what is wrong.
 */
MUST_USE enum result gate_recovery_begin(struct gate *gate, uint64_t seen, bool forced);
void gate_recovery_end(struct gate *gate, bool healed);

/*
 * Counts a process that gave up its handles without closing them.  What they hold in the
 * environment's tables stays; when there is too much of it, a recovery falls due.
 */
void gate_count_leftover(struct gate *gate);

#endif

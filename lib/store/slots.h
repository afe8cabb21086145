/*
 * slots.h - the gate's table: one slot per process, and the kernel's word on who lives.
 *
 * The file gate.slots is mapped by every process.  A slot belongs to whoever holds the fcntl
 * lock of its byte, for life; its state says whether that process is inside Berkeley DB.  All
 * zeros is a sound table.  Another layout needs another file name.
 */
#ifndef STORE_SLOTS_H
#define STORE_SLOTS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define SLOTS 1024
#define SLOTS_FORCED 3
#define SLOTS_LEFTOVERS_MOST 64 /* far below what the environment's own tables hold */

enum slot_state { SLOT_FREE, SLOT_OUT, SLOT_IN };

struct slot {
	_Atomic int32_t pid; /* for people to read; who lives is asked of the kernel */
	_Atomic uint32_t state;
};

struct slot_table {
	_Atomic uint64_t generation;
	_Atomic uint32_t used;        /* slots from here on were never taken: nobody looks there */
	_Atomic uint32_t leftovers;   /* processes that left without giving back what they held */
	int64_t forced[SLOTS_FORCED]; /* when recoveries without a dead process began */
	char boot[40];                /* the kernel's boot id at the last recovery */
	struct slot slots[SLOTS];
};

struct slots {
	int file;
	struct slot_table *table; /* NULL until mapped; a forked child doesn't have it */
	uint32_t mine;            /* SLOTS: none */
};

/* Maps the table, making room for it first: a hole would raise SIGBUS on a full disk.  Call
 * under a lock that keeps others from doing so at the same time. */
bool slots_map(struct slots *slots, int file);
void slots_close(struct slots *slots); /* closes the file, which gives the slot back */

/* Takes a slot for life; false when there is none. */
bool slots_claim(struct slots *slots);

void slots_say(struct slots *slots, enum slot_state state);

/* Somebody died inside.  May be called from a signal handler.  The lock of a slot is only asked
 * for when it says IN: that costs a system call. */
bool slots_have_dead(const struct slots *slots);

bool slots_are_mine_alone(const struct slots *slots);
uint32_t slots_count(const struct slots *slots);

/* Kills whoever else is inside; how many that were. */
unsigned slots_kill_inside(const struct slots *slots);

/* Gives the slots of the dead back. */
void slots_bury(struct slots *slots);

#endif

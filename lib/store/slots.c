#include "store/slots.h"

#include "store/lock.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

bool slots_map(struct slots *slots, int file)
{
	const size_t size = sizeof *slots->table;
	struct stat status;
	void *mapped;

	slots->file = file;
	slots->mine = SLOTS;
	if (fstat(file, &status) != 0 ||
		(status.st_size < (off_t)size && posix_fallocate(file, 0, (off_t)size) != 0))
		return false;
	mapped = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	if (mapped == MAP_FAILED)
		return false;
	/* A forked child has none of the locks: better that it dies than that it enters. */
	madvise(mapped, size, MADV_DONTFORK);
	slots->table = mapped;
	return true;
}

void slots_close(struct slots *slots)
{
	if (slots->table != NULL) {
		if (slots->mine < SLOTS)
			slots_say(slots, SLOT_FREE);
		munmap(slots->table, sizeof *slots->table);
		slots->table = NULL;
	}
	if (slots->file >= 0)
		close(slots->file);
	slots->file = -1;
}

/*
 * Takes a slot that says state.  OUT without a lock: its process ended without a word.  IN
 * without one: its process died inside, and whoever takes the slot owes a recovery.
 */
static bool slot_take(struct slots *slots, uint32_t i, enum slot_state state)
{
	struct slot *slot = &slots->table->slots[i];

	if (slot->state != state || !lock_try(slots->file, i, F_WRLCK))
		return false;
	if (slot->state != state) {
		lock_release(slots->file, i);
		return false;
	}
	if (state != SLOT_FREE)
		slots->table->leftovers += state == SLOT_IN ? SLOTS_LEFTOVERS_MOST : 1;
	slot->pid = (int32_t)getpid();
	slot->state = SLOT_OUT;
	for (uint32_t used = slots->table->used; used <= i;)
		atomic_compare_exchange_weak(&slots->table->used, &used, i + 1);
	slots->mine = i;
	return true;
}

bool slots_claim(struct slots *slots)
{
	uint32_t used = slots->table->used;

	/* Trying a lock costs a system call, so slots that look free come first, then those
	 * of the dead, then new ones.  Last of all those that say IN: a lock that is tried
	 * makes their dead look alive for a moment. */
	for (uint32_t i = 0; i < used; i++)
		if (slot_take(slots, i, SLOT_FREE))
			return true;
	for (uint32_t i = 0; i < used; i++)
		if (slot_take(slots, i, SLOT_OUT))
			return true;
	for (uint32_t i = used; i < SLOTS; i++)
		if (slot_take(slots, i, SLOT_FREE))
			return true;
	for (uint32_t i = 0; i < SLOTS; i++)
		if (slot_take(slots, i, SLOT_IN))
			return true;
	return false;
}

void slots_say(struct slots *slots, enum slot_state state)
{
	slots->table->slots[slots->mine].state = state;
}

bool slots_have_dead(const struct slots *slots)
{
	uint32_t used = atomic_load_explicit(&slots->table->used, memory_order_relaxed);

	for (uint32_t i = 0; i < used; i++) {
		const struct slot *slot = &slots->table->slots[i];

		if (atomic_load_explicit(&slot->state, memory_order_relaxed) == SLOT_IN &&
			i != slots->mine && lock_owner(slots->file, i) == 0)
			return true;
	}
	return false;
}

bool slots_are_mine_alone(const struct slots *slots)
{
	for (uint32_t i = 0; i < slots->table->used; i++)
		if (i != slots->mine && lock_owner(slots->file, i) != 0)
			return false;
	return true;
}

uint32_t slots_count(const struct slots *slots)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < slots->table->used; i++)
		count += slots->table->slots[i].state != SLOT_FREE;
	return count;
}

unsigned slots_kill_inside(const struct slots *slots)
{
	unsigned killed = 0;

	for (uint32_t i = 0; i < slots->table->used; i++) {
		pid_t owner;

		if (slots->table->slots[i].state != SLOT_IN || i == slots->mine)
			continue;
		owner = lock_owner(slots->file, i);
		if (owner > 0 && kill(owner, SIGKILL) == 0)
			killed++;
	}
	return killed;
}

void slots_bury(struct slots *slots)
{
	for (uint32_t i = 0; i < slots->table->used; i++)
		if (i != slots->mine && slots->table->slots[i].state != SLOT_FREE &&
			lock_owner(slots->file, i) == 0)
			slots->table->slots[i].state = SLOT_FREE;
}

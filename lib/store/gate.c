#include "store/gate.h"

#include "base/log.h"
#include "store/lock.h"
#include "store/slots.h"
#include "store/watch.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATIENCE 5000       /* ms: longer than that no visitor waits */
#define GRACE 300           /* ms: a unit is over in 100, so who is still inside is stuck */
#define FORCED_WITHIN 60000 /* ms */

enum { BYTE_ENVIRONMENT, BYTE_RECOVERER, BYTE_WRITER }; /* of gate.locks */

struct gate {
	int locks;
	struct slots slots;
	bool reborn; /* the table may be from before the machine's last start */
	char boot[sizeof((struct slot_table *)NULL)->boot];
};

/*
 * After a power cut the environment's files are whatever had reached the disk, though no slot
 * says IN.  Where the boot id can't be read, whoever is alone must assume the worst.
 */
static void boot_read(struct gate *gate)
{
	int file = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	ssize_t length = file < 0 ? 0 : read(file, gate->boot, sizeof gate->boot - 1);

	if (file >= 0)
		close(file);
	gate->boot[length > 0 ? length : 0] = '\0';
	gate->reborn = length > 0 ? strcmp(gate->boot, gate->slots.table->boot) != 0
				  : slots_are_mine_alone(&gate->slots);
}

static int file_open(const char *directory, const char *name)
{
	char path[4096];
	int file;

	if (snprintf(path, sizeof path, "%s/%s", directory, name) >= (int)sizeof path)
		return -1;
	file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (file < 0)
		log_event("store unreachable", "file=%s error=%s", path, strerror(errno));
	return file;
}

static bool slots_open(struct gate *gate, const char *directory)
{
	int file = file_open(directory, "gate.slots");
	bool mapped;

	if (file < 0 || !lock_within(gate->locks, BYTE_RECOVERER, F_WRLCK, PATIENCE))
		return false;
	mapped = slots_map(&gate->slots, file);
	lock_release(gate->locks, BYTE_RECOVERER);
	if (!mapped)
		log_event("store unreachable", "file=gate.slots error=%s", strerror(errno));
	return mapped;
}

enum result gate_open(struct gate **opened, const char *directory)
{
	struct gate *gate = calloc(1, sizeof *gate);

	assert(gate != NULL);
	gate->slots.file = -1;
	gate->locks = file_open(directory, "gate.locks");
	if (gate->locks < 0 || !slots_open(gate, directory)) {
		gate_close(gate);
		return BROKEN;
	}
	if (!slots_claim(&gate->slots)) {
		log_event("store crowded", "slots=%d", SLOTS);
		gate_close(gate);
		return UNAVAILABLE;
	}
	boot_read(gate);
	if (!watch_open(&gate->slots)) {
		log_event("store unreachable", "what=timer error=%s", strerror(errno));
		gate_close(gate);
		return BROKEN;
	}
	*opened = gate;
	return OK;
}

void gate_close(struct gate *gate)
{
	watch_close();
	slots_close(&gate->slots);
	if (gate->locks >= 0)
		close(gate->locks);
	free(gate);
}

enum result gate_lock_writer(struct gate *gate)
{
	/* Whoever holds it is inside or about to be: if it is stuck there, its timer ends it. */
	if (lock_wait(gate->locks, BYTE_WRITER, F_WRLCK))
		return OK;
	log_event("store unreachable", "file=gate.locks error=%s", strerror(errno));
	return BROKEN;
}

void gate_unlock_writer(struct gate *gate)
{
	lock_release(gate->locks, BYTE_WRITER);
}

static bool recovery_is_due(const struct gate *gate)
{
	const struct slot_table *table = gate->slots.table;

	return table->generation == 0 || table->leftovers >= SLOTS_LEFTOVERS_MOST ||
	       (gate->reborn && (gate->boot[0] == '\0' || strcmp(gate->boot, table->boot) != 0)) ||
	       slots_have_dead(&gate->slots);
}

enum result gate_enter(struct gate *gate)
{
	if (!lock_within(gate->locks, BYTE_ENVIRONMENT, F_RDLCK, PATIENCE)) {
		log_event("store unavailable", "reason=recovery-goes-on");
		return UNAVAILABLE;
	}
	if (recovery_is_due(gate)) {
		lock_release(gate->locks, BYTE_ENVIRONMENT);
		return STALE;
	}
	slots_say(&gate->slots, SLOT_IN);
	watch_enter();
	return OK;
}

void gate_leave(struct gate *gate)
{
	watch_leave();
	slots_say(&gate->slots, SLOT_OUT);
	lock_release(gate->locks, BYTE_ENVIRONMENT);
}

uint64_t gate_generation(const struct gate *gate)
{
	return gate->slots.table->generation;
}

uint32_t gate_slots_used(const struct gate *gate)
{
	return slots_count(&gate->slots);
}

void gate_count_leftover(struct gate *gate)
{
	gate->slots.table->leftovers++;
}

/* ---- recovery ------------------------------------------------------------------------------ */

/*
 * The place of the oldest recovery that no dead process explains, or that failed; NULL when it
 * is not a minute old: recovery doesn't heal what is wrong.
 */
static int64_t *oldest_unexplained(struct slot_table *table)
{
	int64_t now = lock_milliseconds();
	int64_t *oldest = &table->forced[0];

	for (int i = 1; i < SLOTS_FORCED; i++)
		if (table->forced[i] < *oldest)
			oldest = &table->forced[i];
	return *oldest == 0 || now - *oldest >= FORCED_WITHIN ? oldest : NULL;
}

static void book_unexplained(struct slot_table *table)
{
	int64_t *oldest = oldest_unexplained(table);

	if (oldest != NULL)
		*oldest = lock_milliseconds();
}

/* Waits for those inside, and kills them when that takes too long. */
static bool empty_the_environment(struct gate *gate)
{
	int64_t began = lock_milliseconds();
	unsigned killed = 0;

	while (!lock_try(gate->locks, BYTE_ENVIRONMENT, F_WRLCK)) {
		int64_t waited = lock_milliseconds() - began;

		if (waited > PATIENCE) {
			log_event("store unavailable", "reason=somebody-stays-inside killed=%u",
				killed);
			return false;
		}
		if (waited > GRACE)
			killed += slots_kill_inside(&gate->slots);
		lock_pause();
	}
	return true;
}

enum result gate_recovery_begin(struct gate *gate, uint64_t seen, bool forced)
{
	struct slot_table *table = gate->slots.table;
	enum result result = OK;

	if (!lock_within(gate->locks, BYTE_RECOVERER, F_WRLCK, PATIENCE)) {
		log_event("store unavailable", "reason=recovery-goes-on");
		return UNAVAILABLE;
	}
	if (table->generation != seen || !(forced || recovery_is_due(gate))) {
		result = STALE;
	} else if (oldest_unexplained(table) == NULL) {
		log_event("store damaged", "reason=recovery-does-not-heal remedy=restore-a-backup");
		result = UNAVAILABLE;
	} else if (!empty_the_environment(gate)) {
		result = UNAVAILABLE;
	}
	if (result != OK) {
		lock_release(gate->locks, BYTE_RECOVERER);
		return result;
	}
	/* IN, so that the next one recovers if this one is killed; but not watched: the dead
	 * that are seen now are the reason. */
	slots_say(&gate->slots, SLOT_IN);
	if (!recovery_is_due(gate))
		book_unexplained(table);
	return OK;
}

void gate_recovery_end(struct gate *gate, bool healed)
{
	struct slot_table *table = gate->slots.table;

	if (healed) {
		slots_bury(&gate->slots);
		if (gate->reborn) /* the times in there are of another clock */
			memset(table->forced, 0, sizeof table->forced);
		memcpy(table->boot, gate->boot, sizeof table->boot);
		gate->reborn = false;
		table->leftovers = 0;
		table->generation++;
	} else {
		book_unexplained(table);
	}
	slots_say(&gate->slots, SLOT_OUT);
	lock_release(gate->locks, BYTE_ENVIRONMENT);
	lock_release(gate->locks, BYTE_RECOVERER);
}

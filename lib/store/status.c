#include "store/store.h"

#include "base/log.h"
#include "store/disk.h"
#include "store/unit.h"

#include <stdlib.h>

static enum result status_read(struct unit *unit, void *context)
{
	struct store_status *status = context;
	DB_ENV *handle = unit->store->environment.handle;
	DB_LOG_STAT *log = NULL;
	enum result result = unit_promises(unit, &status->promises);

	if (result == OK)
		result = unit_result(unit, handle->log_stat(handle, &log, 0));
	if (result != OK)
		return result;
	status->log_bytes = ((uint64_t)log->st_wc_mbytes << 20) + log->st_wc_bytes;
	free(log);
	status->generation = gate_generation(unit->store->gate);
	status->slots_used = gate_slots_used(unit->store->gate);
	return OK;
}

enum result store_status(struct store *store, struct store_status *status)
{
	enum result result;

	/* The mark before the count: a writer between the two must not look like a loss. */
	*status = (struct store_status){
		.mark = atomic_load(store->mark.count),
		.has_room = disk_has_room(store->directory),
	};
	result = store_read(store, NULL, status_read, status);
	status->read_only = result == OK && status->promises < status->mark;
	return result;
}

enum result store_accept(struct store *store)
{
	struct store_status status;
	enum result result = gate_lock_writer(store->gate);

	if (result != OK)
		return result;
	result = store_status(store, &status);
	if (result == OK) {
		log_event("store accepted", "promises=%llu mark=%llu",
			(unsigned long long)status.promises, (unsigned long long)status.mark);
		atomic_store(store->mark.count, status.promises);
		store->complained = false;
	}
	gate_unlock_writer(store->gate);
	return result;
}

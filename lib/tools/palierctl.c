/*
 * palierctl - what an operator does with a shop: make it, fill it, check it, look into it.
 */
#include "tools/palierctl.h"

#include "base/log.h"
#include "tools/palierctl_print.h"
#include "tools/palierctl_shop.h"

#include <errno.h>
#include <sys/stat.h>

#define MEMORY (size_t)(64 << 20)

static enum exit_status run(struct call *call)
{
	enum exit_status status;

	if (call->help) {
		print_help(call);
		return DONE;
	}
	status = call->command->shopless ? DONE : shop_become_owner(call->shop);
	return status == DONE ? call->command->run(call) : status;
}

/* A full disk behind a pipe or a redirection must not look like success. */
static enum exit_status finish(enum exit_status status)
{
	errno = 0;
	if (fflush(stdout) != 0 || ferror(stdout))
		return refuse("the output can't be written (%s).",
			errno == 0 ? "an earlier write failed" : strerror(errno));
	return status;
}

int main(int count, char **arguments)
{
	struct call call = { .arena = arena_open(MEMORY) };
	enum exit_status status;

	umask(077);
	/* What is wrong is said once, in a sentence; a shop that opens has a log of its own. */
	log_open("/dev/null");
	status = call_read(&call, (size_t)count - (count > 0), arguments + (count > 0));
	if (status == DONE)
		status = finish(run(&call));
	arena_close(call.arena);
	return (int)status;
}

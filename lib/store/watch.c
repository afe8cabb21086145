#include "store/watch.h"

#include <errno.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#define TICK_NANOSECONDS 50000000

/*
 * Arming and disarming around each unit would cost two system calls.  Instead the timer, once
 * armed, goes on ticking while units come, and disarms itself at the first tick that finds no
 * unit inside and none since the tick before: a busy process pays for twenty ticks a second, an
 * idle one is not woken, and a unit after a rest pays for arming once.
 */
static struct {
	const struct slots *slots;
	timer_t timer;
	volatile sig_atomic_t open, armed, inside;
	volatile unsigned units, seen; /* read and written by this one thread and its handler */
} watch;

static void tick_every(long nanoseconds)
{
	const struct itimerspec time = { .it_value.tv_nsec = nanoseconds,
		.it_interval.tv_nsec = nanoseconds };

	timer_settime(watch.timer, 0, &time, NULL);
}

static void tick(int number)
{
	int error = errno;

	(void)number;
	if (!watch.inside && watch.seen == watch.units) {
		watch.armed = 0;
		tick_every(0);
	} else if (watch.inside && watch.seen == watch.units && slots_have_dead(watch.slots)) {
		_exit(WATCH_EXIT);
	}
	watch.seen = watch.units;
	errno = error;
}

bool watch_open(const struct slots *slots)
{
	/* SA_RESTART: a tick may fall into the wait for the next request. */
	struct sigaction action = { .sa_handler = tick, .sa_flags = SA_RESTART };
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN };

	sigemptyset(&action.sa_mask);
	if (sigaction(SIGRTMIN, &action, NULL) != 0 ||
		timer_create(CLOCK_MONOTONIC, &event, &watch.timer) != 0)
		return false;
	watch.slots = slots;
	watch.open = 1;
	return true;
}

void watch_close(void)
{
	if (!watch.open)
		return;
	timer_delete(watch.timer);
	/* A tick may still be on its way. */
	signal(SIGRTMIN, SIG_IGN);
	watch.open = watch.armed = watch.inside = 0;
}

void watch_enter(void)
{
	watch.units++;
	watch.inside = 1; /* before asking: a tick in between doesn't disarm any more */
	if (!watch.armed) {
		watch.armed = 1;
		tick_every(TICK_NANOSECONDS);
	}
}

void watch_leave(void)
{
	watch.inside = 0;
}

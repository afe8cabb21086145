#include "tools/palierctl_progress.h"

#include <inttypes.h>

#define BAR 30         /* cells */
#define REDRAW 100     /* milliseconds between two drawings */
#define LONG_WORK 5000 /* milliseconds without a terminal before anything is said */

static int64_t milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void progress_begin(struct progress *progress, const char *doing)
{
	*progress = (struct progress){
		.doing = doing, .terminal = isatty(STDERR_FILENO) != 0, .started = milliseconds()
	};
}

static void draw(struct progress *progress, uint64_t done, uint64_t all)
{
	unsigned cells = (unsigned)(done * BAR / all);

	fprintf(stderr, "\r%s [", progress->doing);
	for (unsigned i = 0; i < BAR; i++)
		fputc(i < cells ? '#' : '.', stderr);
	fprintf(stderr, "] %" PRIu64 " of %" PRIu64 "\033[K", done, all);
	progress->shown = true;
}

void progress_show(uint64_t done, uint64_t all, void *context)
{
	struct progress *progress = context;
	int64_t now = milliseconds();
	unsigned tenth;

	if (all == 0 || now - progress->last < (progress->terminal ? REDRAW : 0))
		return;
	progress->last = now;
	if (done > all)
		done = all;
	if (progress->terminal) {
		draw(progress, done, all);
		return;
	}
	tenth = (unsigned)(done * 10 / all);
	if (tenth > progress->tenth && now - progress->started >= LONG_WORK)
		fprintf(stderr, "%s: %" PRIu64 " of %" PRIu64 " (%u %%)\n", progress->doing, done,
			all, tenth * 10);
	progress->tenth = tenth;
}

void progress_end(struct progress *progress)
{
	if (progress->shown)
		fputs("\r\033[K", stderr);
	progress->shown = false;
}

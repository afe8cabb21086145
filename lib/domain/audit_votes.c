#include "domain/audit_votes.h"

#include "domain/vote.h"

#include <inttypes.h>

#define SLICE 500 /* votes in one unit: far below its 100 ms */

struct counting {
	const char *article;
	uint64_t helpful, votes;
	struct key after;
	bool ended;
};

static enum result count_slice(struct unit *unit, void *context)
{
	struct counting *counting = context, fresh = *counting;
	struct key prefix = key_text(counting->article);
	struct scan *scan;
	size_t read = 0;
	enum result result = scan_open(&scan, unit, &votes, &prefix,
		counting->votes == 0 ? NULL : &counting->after, SCAN_FORWARD);

	for (; result == OK && read < SLICE; read += result == OK) {
		Record__Vote *vote;

		result = votes_next(scan, &fresh.after, &vote);
		fresh.votes += result == OK;
		fresh.helpful += result == OK && vote->helpful;
	}
	fresh.ended = result == NOT_FOUND;
	if (result != OK && result != NOT_FOUND)
		return result;
	/* Once for good: the unit may have been run before. */
	*counting = fresh;
	return OK;
}

static enum result list(struct unit *unit, void *context)
{
	return vote_list(unit, NULL, 0, context);
}

/* found: all that is on record now. */
static enum result read_tallies(struct shop *shop, struct arena *arena, struct vote_list *found)
{
	return store_read(shop->store, arena, list, found);
}

static bool moved(const struct vote_list *later, size_t place, const struct vote_summary *before)
{
	return place >= later->count || later->items[place].votes != before->votes ||
	       later->items[place].helpful != before->helpful;
}

/* Whoever votes meanwhile changes both; such an article is left for the next time. */
static enum result check_article(struct shop *shop, struct arena *arena, struct audit *audit,
	const struct vote_list *all, size_t place)
{
	const struct vote_summary *tally = &all->items[place];
	struct counting counting = { .article = tally->article };
	struct vote_list later;
	enum result result = OK;

	while (result == OK && !counting.ended)
		result = store_read(shop->store, arena, count_slice, &counting);
	if (result == OK)
		result = read_tallies(shop, arena, &later);
	if (result == OK && !moved(&later, place, tally) &&
		(counting.votes != tally->votes || counting.helpful != tally->helpful))
		audit_find(audit,
			"Article %s: the tally says %" PRIu64 " of %" PRIu64
			", by the votes it is %" PRIu64 " of %" PRIu64 ".",
			tally->article, tally->helpful, tally->votes, counting.helpful,
			counting.votes);
	return result;
}

enum result audit_votes(struct shop *shop, struct arena *arena, struct audit *audit)
{
	struct vote_list all;
	enum result result = read_tallies(shop, arena, &all);

	for (size_t i = 0; i < all.count && result == OK; i++)
		result = check_article(shop, arena, audit, &all, i);
	arena_reset(arena);
	return result == BROKEN ? OK : result;
}

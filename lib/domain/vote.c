#include "domain/vote.h"

#include "base/text.h"

#include <assert.h>

/* Customers and tokens can't be taken for one another. */
struct voter voter_of(uint64_t customer, const char *token)
{
	struct voter voter = { .customer = customer };
	struct key key = key_number(customer);

	voter.hash = customer != 0 ? secret_hash_two("customer:", 9, key.bytes, key.size)
				   : secret_hash_two("visitor:", 8, token, strlen(token));
	return voter;
}

static struct key key_of(const char *article, const struct digest *voter)
{
	struct key key = key_text(article);

	key_add_bytes(&key, voter->bytes, sizeof voter->bytes);
	return key;
}

static struct key reason_key(const struct ballot *ballot, int64_t at)
{
	struct key key = key_text(ballot->article);

	key_add_number(&key, (uint64_t)at);
	key_add_bytes(&key, ballot->voter.hash.bytes, sizeof ballot->voter.hash.bytes);
	return key;
}

/* Only what changes something gets here. */
static enum result book(struct unit *unit, struct ballot *ballot)
{
	struct instant now = clock_machine();
	enum result result = throttle_check(unit, &ballot->throttle, now, &ballot->wait);

	return result == OK ? throttle_book(unit, &ballot->throttle, now) : result;
}

static enum result find_tally(struct unit *unit, const char *article, Record__Tally **tally)
{
	struct key key = key_text(article);
	enum result result = tallies_find(unit, &key, tally);

	if (result != NOT_FOUND)
		return result;
	*tally = arena_allocate(unit_arena(unit), sizeof **tally);
	record__tally__init(*tally);
	return OK;
}

/* before: the voter's vote until now, or NULL. */
static enum result count(
	struct unit *unit, const char *article, const Record__Vote *before, bool helpful)
{
	struct key key = key_text(article);
	Record__Tally *tally;
	enum result result = find_tally(unit, article, &tally);

	if (result != OK)
		return result;
	if (before == NULL)
		tally->votes++;
	else if (before->helpful)
		tally->helpful--;
	tally->helpful += helpful;
	assert(tally->helpful <= tally->votes);
	return tallies_put(unit, &key, tally);
}

static enum result forget_reason(
	struct unit *unit, const struct ballot *ballot, const Record__Vote *vote)
{
	struct key key = reason_key(ballot, vote->at);
	enum result result =
		text_is_empty(vote->reason) ? OK : reasons_of_articles_remove(unit, &key);

	return result == NOT_FOUND ? OK : result;
}

static enum result keep(
	struct unit *unit, const struct ballot *ballot, bool helpful, const char *reason)
{
	Record__Vote vote = RECORD__VOTE__INIT;
	struct key key = key_of(ballot->article, &ballot->voter.hash);

	vote.helpful = helpful;
	vote.reason = reason;
	vote.language = ballot->language;
	vote.customer = ballot->voter.customer;
	vote.at = clock_shop().seconds;
	if (!text_is_empty(reason)) {
		Record__ReasonOfArticle entry = RECORD__REASON_OF_ARTICLE__INIT;
		struct key place = reason_key(ballot, vote.at);
		enum result result = reasons_of_articles_put(unit, &place, &entry);

		if (result != OK)
			return result;
	}
	return votes_put(unit, &key, &vote);
}

enum result vote_cast(struct unit *unit, struct ballot *ballot, bool helpful)
{
	struct key key = key_of(ballot->article, &ballot->voter.hash);
	Record__Vote *before;
	enum result result = votes_find(unit, &key, &before);

	if (result != OK && result != NOT_FOUND)
		return result;
	if (before != NULL && (bool)before->helpful == helpful)
		return OK;
	result = book(unit, ballot);
	if (result == OK && before != NULL)
		result = forget_reason(unit, ballot, before);
	if (result == OK)
		result = count(unit, ballot->article, before, helpful);
	return result == OK ? keep(unit, ballot, helpful, "") : result;
}

enum result vote_explain(struct unit *unit, struct ballot *ballot, const char *reason)
{
	struct key key = key_of(ballot->article, &ballot->voter.hash);
	size_t length = strlen(reason);
	Record__Vote *vote;
	enum result result;

	if (reason[strspn(reason, " \n")] == '\0' || length > VOTE_REASON_MOST ||
		!text_is_utf8(reason, length) || !text_is_clean(reason, true))
		return INVALID;
	result = votes_find(unit, &key, &vote);
	if (result == NOT_FOUND || (result == OK && vote->helpful))
		return ILLEGAL;
	if (result != OK || text_equal(vote->reason, reason))
		return result;
	result = book(unit, ballot);
	if (result == OK)
		result = forget_reason(unit, ballot, vote);
	return result == OK ? keep(unit, ballot, false, reason) : result;
}

enum result vote_of(struct unit *unit, const char *article, const struct voter *voter,
	struct votes_of_article *found)
{
	struct key key = key_of(article, &voter->hash);
	Record__Tally *tally;
	Record__Vote *own;
	enum result result = find_tally(unit, article, &tally);

	if (result != OK)
		return result;
	*found = (struct votes_of_article){ .helpful = tally->helpful, .votes = tally->votes };
	result = votes_find(unit, &key, &own);
	found->own = own;
	return result == NOT_FOUND ? OK : result;
}

/* ---- the operator's list ----------------------------------------------------------------------
 */

/* The vote that an entry of reasons_of_articles stands for. */
static enum result find_reason(
	struct unit *unit, const char *article, const struct key *entry, const Record__Vote **vote)
{
	struct digest voter;
	struct key key;
	Record__Vote *found;
	enum result result;

	assert(entry->size > sizeof voter.bytes);
	memcpy(voter.bytes, entry->bytes + entry->size - sizeof voter.bytes, sizeof voter.bytes);
	key = key_of(article, &voter);
	result = votes_find(unit, &key, &found);
	*vote = found;
	return result;
}

static enum result read_reasons(struct unit *unit, size_t most, struct vote_summary *summary)
{
	struct key prefix = key_text(summary->article), entry;
	Record__ReasonOfArticle *reason;
	struct scan *scan;
	enum result result =
		scan_open(&scan, unit, &reasons_of_articles, &prefix, NULL, SCAN_BACKWARD);

	summary->reasons = arena_allocate(unit_arena(unit), (most + 1) * sizeof *summary->reasons);
	while (result == OK && summary->reason_count < most) {
		result = reasons_of_articles_next(scan, &entry, &reason);
		if (result == OK)
			result = find_reason(unit, summary->article, &entry,
				&summary->reasons[summary->reason_count]);
		summary->reason_count += result == OK;
	}
	return result == NOT_FOUND ? OK : result;
}

enum result vote_list(struct unit *unit, const char *article, size_t most, struct vote_list *list)
{
	struct arena *arena = unit_arena(unit);
	struct key prefix = article == NULL ? key_empty() : key_text(article), key;
	Record__Tally *tally = NULL;
	struct scan *scan;
	enum result result = scan_open(&scan, unit, &tallies, &prefix, NULL, SCAN_FORWARD);

	*list = (struct vote_list){ 0 };
	if (result == OK)
		result = tallies_next(scan, &key, &tally);
	while (result == OK) {
		size_t size = list->count * sizeof *list->items;
		struct vote_summary *summary;

		list->items = arena_grow(arena, list->items, size, size + sizeof *list->items);
		summary = &list->items[list->count++];
		*summary = (struct vote_summary){ .article = arena_text(arena, (char *)key.bytes),
			.helpful = tally->helpful,
			.votes = tally->votes };
		result = read_reasons(unit, most, summary);
		if (result == OK)
			result = tallies_next(scan, &key, &tally);
	}
	return result == NOT_FOUND ? OK : result;
}

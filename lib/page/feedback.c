#include "page/feedback.h"

#include "page/templates.h"

struct work {
	const struct opinion *opinion;
	struct ballot ballot;
	struct votes_of_article *found;
};

static struct voter voter(const struct visit *visit)
{
	return voter_of(visit->customer == NULL ? 0 : visit->customer->id, visit->token);
}

static enum result read_votes(struct unit *unit, void *context)
{
	struct work *work = context;

	return vote_of(unit, work->ballot.article, &work->ballot.voter, work->found);
}

enum result feedback_read(struct visit *visit, const char *article, struct feedback *feedback)
{
	struct work work = { .ballot = { .article = article, .voter = voter(visit) },
		.found = &feedback->votes };

	*feedback = (struct feedback){ .article = article };
	visit_keep_token(visit);
	return store_read(visit->shop->store, visit->arena, read_votes, &work);
}

const struct site_link *feedback_links(const struct visit *visit)
{
	return visit->shop->site.community.links.items;
}

static enum result send_opinion(struct unit *unit, void *context)
{
	struct work *work = context;
	const struct opinion *opinion = work->opinion;
	enum result result = OK;

	if (opinion->votes)
		result = vote_cast(unit, &work->ballot, opinion->helpful);
	if (result == OK && !text_is_empty(opinion->reason) && !opinion->helpful)
		result = vote_explain(unit, &work->ballot, opinion->reason);
	return result;
}

enum result feedback_send(
	struct visit *visit, const char *article, const struct opinion *opinion, int64_t *wait)
{
	struct work work = { .opinion = opinion,
		.ballot = { .article = article,
			.voter = voter(visit),
			.language = language_code(visit->print.language),
			.throttle = throttle_of(
				&visit->shop->secrets, THROTTLE_VOTES, visit->request.address) } };
	enum result result =
		store_write(visit->shop->store, visit->arena, STORE_SYNC, send_opinion, &work);

	*wait = work.ballot.wait;
	return result;
}

enum result feedback_show_again(struct visit *visit, const char *article, const char *typed,
	const char *error, int64_t wait)
{
	struct feedback feedback;
	enum result result = feedback_read(visit, article, &feedback);

	if (result != OK)
		return result;
	visit->refused = (struct refused){ result_name(wait > 0 ? THROTTLED : INVALID), "vote" };
	feedback.error = error;
	feedback.wait = wait;
	feedback.typed = typed;
	visit->response.status = wait > 0 ? STATUS_TOO_MANY_REQUESTS : STATUS_UNPROCESSABLE;
	visit->response.retry_after = wait;
	vote_page(visit, &feedback);
	return OK;
}

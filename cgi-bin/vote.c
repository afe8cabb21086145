/* vote.c - step 3: « Cet article vous a-t-il été utile ? », and what was missing. */

#include "page/article.h"
#include "page/feedback.h"
#include "page/page.h"

enum { HELPFUL, REASON, TICKET, FIELDS_OF_VOTE };
static const struct field fields[FIELDS_OF_VOTE] = {
	[HELPFUL] = { .name = "helpful", .type = FIELD_WORD, .most = 8 },
	[REASON] = { .name = "reason", .type = FIELD_LINES, .most = VOTE_REASON_MOST },
	[TICKET] = { .name = "ticket", .type = FIELD_FLAG },
};

static bool is_there(const struct visit *visit)
{
	return article_find(visit->pieces[0], visit->print.language, visit_is_operator(visit)) !=
	       NULL;
}

static enum result back(struct visit *visit)
{
	const char *article = visit->pieces[0];

	if (!is_there(visit))
		return NOT_FOUND;
	visit_redirect(visit, arena_format(visit->arena, "/help/%s#feedback", article));
	return OK;
}

/* What a person may correct, or NULL. */
static const char *mistake(const struct visit *visit, const struct opinion *opinion)
{
	enum language language = visit->print.language;

	if (!opinion->helpful && visit->values[REASON].error != FIELD_FINE)
		return say(language, "Your answer contains a character that can’t be kept. Delete "
				     "it, then send again.");
	if (!opinion->votes && text_is_empty(opinion->reason) && !visit->values[TICKET].present)
		return say(language, "Say what was missing, or open a ticket.");
	return NULL;
}

static enum result vote(struct visit *visit)
{
	const struct value *values = visit->values;
	const char *article = visit->pieces[0];
	struct opinion opinion = { .votes = *values[HELPFUL].text != '\0',
		.helpful = text_equal(values[HELPFUL].text, "yes"),
		.reason = values[REASON].present ? values[REASON].text : "" };
	const char *typed = opinion.votes && !values[REASON].present ? NULL : values[REASON].text;
	const char *error = mistake(visit, &opinion);
	int64_t wait = 0;
	enum result result;

	if (!is_there(visit))
		return NOT_FOUND;
	if (opinion.votes && !opinion.helpful && !text_equal(values[HELPFUL].text, "no"))
		return INVALID;
	if (error != NULL)
		return feedback_show_again(visit, article, typed, error, 0);
	result = feedback_send(visit, article, &opinion, &wait);
	if (result == ILLEGAL)
		error = say(
			visit->print.language, "What was missing goes with No: answer No above.");
	if (result == ILLEGAL || result == THROTTLED)
		return feedback_show_again(visit, article, typed, error, wait);
	if (result != OK || !values[TICKET].present)
		return result == OK ? back(visit) : result;
	visit_redirect(visit, arena_format(visit->arena, "/support/new?article=%s", article));
	return OK;
}

static const struct page page = {
	.path = "/help/{article}/vote",
	.access = ACCESS_ANYBODY,
	.fields = FIELDS(fields),
	.get = back,
	.post = vote,
};

int main(void)
{
	return page_main(&page);
}

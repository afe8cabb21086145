#include "domain/policy.h"

#include "base/text.h"

#include <stddef.h>

const char *const policy_change_words[POLICY_CHANGES + 1] = {
	[POLICY_EDITION] = "edition",
	[POLICY_CYCLE] = "cycle",
	[POLICY_SEATS] = "seats",
	[POLICY_CANCEL] = "cancel",
};

const char *const policy_rank_words[POLICY_RANKS + 1] = {
	[POLICY_HIGHER] = "higher",
	[POLICY_LOWER] = "lower",
	[POLICY_SAME] = "same",
};

const char *const policy_result_words[POLICY_RESULTS + 1] = {
	[POLICY_IMMEDIATE] = "immediate",
	[POLICY_END_OF_PERIOD] = "end-of-period",
	[POLICY_ILLEGAL] = "illegal",
};

static enum policy_rank rank_between(int64_t before, int64_t after)
{
	if (before == after)
		return POLICY_SAME;
	return after > before ? POLICY_HIGHER : POLICY_LOWER;
}

static enum policy_rank question_rank(const struct policy_question *question)
{
	switch (question->change) {
	case POLICY_EDITION:
		return rank_between(question->from->rank, question->to->rank);
	case POLICY_CYCLE:
		return rank_between(question->cycle_from, question->cycle_to);
	case POLICY_SEATS:
		return rank_between(question->seats_from, question->seats_to);
	default:
		return POLICY_SAME;
	}
}

static bool field_matches(const char *field, const char *value)
{
	return text_is_empty(field) || text_equal(field, value);
}

static bool case_matches(const Record__Case *each, const struct policy_question *question)
{
	return text_equal(each->change, policy_change_words[question->change]) &&
	       field_matches(each->product, question->product->id) &&
	       field_matches(each->from, question->from->id) &&
	       field_matches(each->to, question->to->id) &&
	       field_matches(each->rank, policy_rank_words[question_rank(question)]);
}

/* A word that this program doesn't know forbids: it was published by a later one. */
static enum policy_result result_read(const char *word)
{
	for (enum policy_result each = 0; each < POLICY_RESULTS; each++)
		if (text_equal(word, policy_result_words[each]))
			return each;
	return POLICY_ILLEGAL;
}

struct policy_answer policy_decide(
	const Record__Catalogue *catalogue, const struct policy_question *question)
{
	for (size_t i = 0; i < catalogue->n_policy; i++) {
		const Record__Case *each = catalogue->policy[i];
		enum policy_result result;

		if (!case_matches(each, question))
			continue;
		result = result_read(each->result);
		return (struct policy_answer){ result,
			result == POLICY_ILLEGAL ? each->reason : NULL };
	}
	return (struct policy_answer){ POLICY_ILLEGAL, NULL };
}

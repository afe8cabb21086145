#include "page/refusal.h"

static struct refusal refuse(const char *sentence, enum status status)
{
	return (struct refusal){ sentence, status };
}

struct refusal refusal_of_robot(enum language language, enum result result, bool solved)
{
	const char *sentence = NULL;

	if (result == WRONG && !solved)
		sentence = say(language, "That wasn’t the answer. Here is another question.");
	else if (result == EXPIRED)
		sentence = say(language, "The check is valid for ten minutes only. Do it again.");
	else if (result == EXISTS)
		sentence = say(language, "This check has already been used. Do it again.");
	else if (solved && (result == WRONG || result == INVALID))
		sentence = say(language, "The check didn’t work. Tick the box again.");
	else if (result == INVALID)
		sentence = say(language, "Answer the question below.");
	return refuse(sentence, STATUS_UNPROCESSABLE);
}

struct refusal refusal_of_sign_in(enum language language, enum result result)
{
	const char *sentence = NULL;

	if (result == WRONG)
		sentence = say(
			language, "The email address and the password don’t match. Check both.");
	return refuse(sentence, STATUS_UNPROCESSABLE);
}

static const char *staleness_sentence(enum language language, enum staleness staleness)
{
	switch (staleness) {
	case STALE_EXPIRED:
		return say(language,
			"A price is valid for 15 minutes, and this one has expired. Here is "
			"the current price: check it, then confirm.");
	case STALE_DAY:
		return say(language,
			"A new day has begun, so there is a day less to pay for. Here is "
			"the new price: check it, then confirm.");
	case STALE_PRICES:
		return say(language,
			"Our prices have changed since you opened this page. Here is the "
			"new one: check it, then confirm.");
	case STALE_SUBSCRIPTION:
		return say(language,
			"Your subscription was changed meanwhile, perhaps in another tab. Here is "
			"what is possible now.");
	default:
		return say(language,
			"This price has already been used for another edition. Here is what "
			"is possible now.");
	}
}

struct refusal refusal_of_upgrade(
	enum language language, enum result result, enum staleness staleness)
{
	switch (result) {
	case STALE:
		return refuse(staleness_sentence(language, staleness), STATUS_CONFLICT);
	case ILLEGAL:
		return refuse(say(language, "Choose one of the editions offered here."),
			STATUS_UNPROCESSABLE);
	case INVALID:
		return refuse(
			say(language,
				"The price sent with the form isn’t one of ours. Here is the right "
				"one: check it, then confirm."),
			STATUS_BAD_REQUEST);
	default:
		return refuse(NULL, STATUS_UNAVAILABLE);
	}
}

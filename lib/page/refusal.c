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
		sentence =
			say(language, "Ten minutes have passed since. Confirm once more, please.");
	else if (result == EXISTS)
		sentence =
			say(language, "This confirmation has served already. Confirm once more.");
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
		sentence = say(language,
			"The email address and the password don’t match. Check both, or write to "
			"us.");
	return refuse(sentence, STATUS_UNPROCESSABLE);
}

static const char *staleness_sentence(enum language language, enum staleness staleness)
{
	switch (staleness) {
	case STALE_EXPIRED:
		return say(language,
			"A price holds for 15 minutes, and they are over. Here it is anew: look "
			"at it, then confirm.");
	case STALE_DAY:
		return say(language,
			"A new day has begun, so there is a day less to pay for. Here is the new "
			"price: look at it, then confirm.");
	case STALE_PRICES:
		return say(language,
			"Our prices have changed since you opened this page. Here is the new one: "
			"look at it, then confirm.");
	case STALE_SUBSCRIPTION:
		return say(language,
			"Your subscription was changed meanwhile, perhaps in another tab. Here is "
			"what is possible now.");
	default:
		return say(language,
			"This price has already served for another edition. Here is what is "
			"possible now.");
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
				"The price that was sent with the form isn’t one of ours. Here "
				"it is anew: look at it, then confirm."),
			STATUS_BAD_REQUEST);
	default:
		return refuse(NULL, STATUS_UNAVAILABLE);
	}
}

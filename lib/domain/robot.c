#include "domain/robot.h"

#include "base/text.h"
#include "domain/captcha.h"
#include "domain/question.h"

static enum result spend(struct unit *unit, void *nonce)
{
	return nonce_spend(unit, nonce);
}

enum result robot_check(struct shop *shop, struct arena *arena, const struct robot_proof *proof,
	const char *action, struct nonce *nonce)
{
	struct instant now = clock_machine();
	enum result result, spent;

	if (!text_is_empty(proof->altcha))
		return captcha_check(
			&shop->secrets, proof->altcha, action, CAPTCHA_COST_LEAST, now, nonce);
	if (text_is_empty(proof->question))
		return INVALID;
	result = question_check(&shop->secrets, proof->question, action, proof->answer, now, nonce);
	if (result != WRONG)
		return result;
	spent = store_write(shop->store, arena, STORE_NOSYNC, spend, nonce);
	return result_is_breakdown(spent) ? spent : WRONG;
}

#include "page/login.h"

#include "page/refusal.h"
#include "page/templates.h"

enum result login_show(struct visit *visit, struct login_view view)
{
	struct question question = question_make(&visit->shop->secrets, "login", clock_machine());

	view.robot = (struct robot_view){ .form = "login",
		.failed = say(visit->print.language,
			"The check didn’t work. Sign in anyway: you are asked a question instead."),
		.error = view.robot_error,
		.question = &question,
		.shows_question = view.shows_question };
	view.error_count = (view.email_error != NULL) + (view.password_error != NULL) +
			   (view.robot_error != NULL) + (view.error != NULL) + (view.wait > 0);
	visit_keep_token(visit);
	login_page(visit, &view);
	return OK;
}

enum result login_show_again(struct visit *visit, struct login_view view, enum status status)
{
	view.shows_question = !view.solved;
	visit->response.status = status;
	visit->response.retry_after = view.wait;
	return login_show(visit, view);
}

enum result login_refuse_robot(struct visit *visit, struct login_view view, enum result result)
{
	struct refusal refusal = refusal_of_robot(visit->print.language, result, view.solved);

	view.robot_error = refusal.sentence;
	visit->refused = (struct refused){ result_name(result), "robot" };
	return refusal.sentence == NULL ? result : login_show_again(visit, view, refusal.status);
}

enum result login_refuse(struct visit *visit, struct login_view view, enum result result)
{
	struct refusal refusal = refusal_of_sign_in(visit->print.language, result);

	if (result == EXISTS)
		return login_refuse_robot(visit, view, result);
	visit->refused = (struct refused){ result_name(result), "sign-in" };
	/* How long to wait is in the view: the page says it. */
	if (result == THROTTLED)
		return login_show_again(visit, view, STATUS_TOO_MANY_REQUESTS);
	view.error = refusal.sentence;
	view.mismatch = result == WRONG;
	return refusal.sentence == NULL ? result : login_show_again(visit, view, refusal.status);
}

/* login.c - steps 1.2 and 1.3: email, password, « Je ne suis pas un robot », S'identifier. */

#include "base/text.h"
#include "domain/account.h"
#include "domain/robot.h"
#include "page/page.h"
#include "page/problem.h"
#include "page/templates.h"
#include "page/view.h"

#define ACTION "login"

enum { EMAIL, PASSWORD, ROBOT, ALTCHA, QUESTION, ANSWER, NEXT, FIELDS_OF_LOGIN };
static const struct field fields[FIELDS_OF_LOGIN] = {
	[EMAIL] = { "email", FIELD_EMAIL, .required = true },
	[PASSWORD] = { "password", FIELD_PASSWORD, .required = true },
	[ROBOT] = { "robot", FIELD_FLAG, .required = true },
	[ALTCHA] = { "altcha", FIELD_BASE64 },
	[QUESTION] = { "question", FIELD_TOKEN },
	[ANSWER] = { "answer", FIELD_TEXT },
	[NEXT] = { "next", FIELD_PATH },
};

static const char *next_of(const struct visit *visit)
{
	return visit->values[NEXT].present ? visit->values[NEXT].text : "/";
}

static enum result print_form(struct visit *visit, struct login_view *view)
{
	struct question question =
		question_make(&visit->shop->secrets, ACTION, clock_machine());

	view->next = next_of(visit);
	view->question = &question;
	view->error_count = (view->email_error != NULL) + (view->password_error != NULL) +
			    (view->robot_error != NULL) + (view->error != NULL) +
			    (view->wait > 0);
	visit_keep_token(visit);
	login_page(visit, view);
	return OK;
}

static enum result show(struct visit *visit)
{
	struct login_view view = { .email = "" };

	/* Already signed in: on to the store. */
	if (visit->customer != NULL) {
		visit_redirect(visit, next_of(visit));
		return OK;
	}
	return print_form(visit, &view);
}

/* The form again, with what was typed and what is to be corrected. */
static enum result show_again(struct visit *visit, struct login_view *view)
{
	view->email = visit->values[EMAIL].text;
	view->shows_question = !visit->values[ALTCHA].present;
	visit->response.status = STATUS_UNPROCESSABLE;
	return print_form(visit, view);
}

static bool is_complete(struct visit *visit, struct login_view *view)
{
	enum language language = visit->print.language;

	if (visit->values[EMAIL].error != FIELD_FINE)
		view->email_error = say(
			language, "Write a whole email address, for example name@example.com.");
	if (visit->values[PASSWORD].error != FIELD_FINE)
		view->password_error = say(language, "Write your password.");
	if (visit->values[ROBOT].error != FIELD_FINE)
		view->robot_error = say(language, "Tick “I’m not a robot”.");
	return view->email_error == NULL && view->password_error == NULL &&
	       view->robot_error == NULL;
}

static const char *robot_sentence(struct visit *visit, enum result result)
{
	enum language language = visit->print.language;

	switch (result) {
	case WRONG:
		return say(language, "That wasn’t the answer. Here is another question.");
	case EXPIRED:
		return say(language, "Ten minutes have passed since. Confirm once more, please.");
	case EXISTS:
		return say(language, "This confirmation has served already. Confirm once more.");
	default:
		return visit->values[ALTCHA].present
			       ? say(language, "The check didn’t work. Tick the box again.")
			       : say(language, "Answer the question below.");
	}
}

static enum result refuse(struct visit *visit, struct login_view *view,
	const struct sign_in *asked, enum result result)
{
	enum language language = visit->print.language;

	switch (result) {
	case WRONG:
		view->error = say(language, "The email address and the password don’t match. Check "
					    "both, or write to us.");
		break;
	case EXISTS:
		view->robot_error = robot_sentence(visit, result);
		break;
	case THROTTLED:
		view->wait = asked->wait;
		visit->response.retry_after = asked->wait;
		break;
	default:
		return result;
	}
	result = show_again(visit, view);
	if (visit->response.retry_after > 0)
		visit->response.status = STATUS_TOO_MANY_REQUESTS;
	return result;
}

/* A password must not travel in the clear: http is for the machine's own address only. */
static bool is_safe_here(const struct visit *visit)
{
	return visit->shop->site.https || visit->shop->site.loopback;
}

static enum result sign_in_here(struct visit *visit)
{
	struct robot_proof proof = { visit->values[ALTCHA].text, visit->values[QUESTION].text,
		visit->values[ANSWER].text };
	struct login_view view = { .email = "" };
	struct nonce nonce;
	struct sign_in asked = { .email = visit->values[EMAIL].text,
		.password = visit->values[PASSWORD].text,
		.address = visit->request.address,
		.nonce = &nonce,
		.closed = visit->token };
	enum result result;

	if (!is_safe_here(visit)) {
		view.error = say(visit->print.language,
			"Signing in is closed: this shop’s address isn’t encrypted (https) yet.");
		return show_again(visit, &view);
	}
	if (!is_complete(visit, &view))
		return show_again(visit, &view);
	result = robot_check(visit->shop, visit->arena, &proof, ACTION, &nonce);
	if (result_is_breakdown(result))
		return result;
	if (result != OK) {
		view.robot_error = robot_sentence(visit, result);
		return show_again(visit, &view);
	}
	result = sign_in(visit->shop, visit->arena, &asked);
	if (result != OK)
		return refuse(visit, &view, &asked, result);
	visit->token = arena_text(visit->arena, asked.token.text);
	visit_keep_token(visit);
	visit_redirect(visit, next_of(visit));
	return OK;
}

static const struct page page = {
	.path = "/login",
	.access = ACCESS_ANYBODY,
	.fields = FIELDS(fields),
	.get = show,
	.post = sign_in_here,
};

int main(void)
{
	return page_main(&page);
}

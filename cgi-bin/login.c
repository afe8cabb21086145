/* login.c - steps 1.2 and 1.3: email, password, « Je ne suis pas un robot », S'identifier. */

#include "base/text.h"
#include "domain/account.h"
#include "domain/robot.h"
#include "page/login.h"
#include "page/page.h"

enum { EMAIL, PASSWORD, ROBOT, ALTCHA, QUESTION, ANSWER, NEXT, SENT, FIELDS_OF_LOGIN };
static const struct field fields[FIELDS_OF_LOGIN] = {
	[EMAIL] = { .name = "email", .type = FIELD_EMAIL, .required = true },
	[PASSWORD] = { .name = "password", .type = FIELD_PASSWORD, .required = true },
	[ROBOT] = { .name = "robot", .type = FIELD_FLAG, .required = true },
	[ALTCHA] = { .name = "altcha", .type = FIELD_BASE64 },
	[QUESTION] = { .name = "question", .type = FIELD_TOKEN },
	[ANSWER] = { .name = "answer", .type = FIELD_TEXT },
	[NEXT] = { .name = "next", .type = FIELD_PATH },
	[SENT] = { .name = "sent", .type = FIELD_FLAG },
};

static struct login_view view_of(const struct visit *visit)
{
	return (struct login_view){ .email = visit->values[EMAIL].text,
		.next = visit->values[NEXT].present ? visit->values[NEXT].text : "/",
		.solved = visit->values[ALTCHA].present,
		.sent = visit->values[SENT].present };
}

/* Already signed in: on to the store. */
static enum result show(struct visit *visit)
{
	struct login_view view = view_of(visit);

	if (visit->customer == NULL)
		return login_show(visit, view);
	visit_redirect(visit, view.next);
	return OK;
}

/* What a person forgot or mistyped.  A password travels encrypted, or not off this machine. */
static bool form_is_complete(const struct visit *visit, struct login_view *view)
{
	enum language language = visit->print.language;

	if (!visit->shop->site.https && !visit->shop->site.loopback)
		view->error =
			say(language, "You can’t sign in yet: the connection to this store isn’t "
				      "encrypted (https). Come back later.");
	if (visit->values[EMAIL].error != FIELD_FINE)
		view->email_error = say(
			language, "Enter a complete email address, for example name@example.com.");
	if (visit->values[PASSWORD].error != FIELD_FINE)
		view->password_error = say(language, "Enter your password.");
	if (visit->values[ROBOT].error != FIELD_FINE)
		view->robot_error = say(language, "Tick “I’m not a robot”.");
	return view->error == NULL && view->email_error == NULL && view->password_error == NULL &&
	       view->robot_error == NULL;
}

static enum result sign_in_here(struct visit *visit)
{
	const struct value *values = visit->values;
	struct login_view view = view_of(visit);
	struct robot_proof proof = { values[ALTCHA].text, values[QUESTION].text,
		values[ANSWER].text };
	struct nonce nonce;
	struct sign_in asked = { .email = values[EMAIL].text,
		.password = values[PASSWORD].text,
		.address = visit->request.address,
		.nonce = &nonce,
		.closed = visit->token };
	enum result result;

	if (!form_is_complete(visit, &view))
		return login_show_again(visit, view, STATUS_UNPROCESSABLE);
	result = robot_check(visit->shop, visit->arena, &proof, "login", &nonce);
	if (result != OK)
		return login_refuse_robot(visit, view, result);
	result = sign_in(visit->shop, visit->arena, &asked);
	view.wait = asked.wait;
	if (result != OK)
		return login_refuse(visit, view, result);
	visit->token = arena_text(visit->arena, asked.token.text);
	visit_keep_token(visit);
	visit_redirect(visit, view.next);
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

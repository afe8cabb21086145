#include "page/problem.h"

#include "base/log.h"
#include "http/gateway.h"
#include "http/path.h"
#include "page/standalone.h"
#include "page/templates.h"

#include <assert.h>
#include <inttypes.h>

#define NEXT_MOST 2000  /* what a FIELD_PATH takes */
#define PATH_LOGGED 200 /* bytes: enough to know a page by */

/* Why a request was refused as malformed: the sentences for http's list. */
static struct message problems[PROBLEMS] = {
	[PROBLEM_NONE] = MESSAGE("The form didn’t arrive as this page sends it."),
	[PROBLEM_PATH] = MESSAGE("This address isn’t written as ours are."),
	[PROBLEM_ENCODING] = MESSAGE("The form contains text we can’t read."),
	[PROBLEM_NUL] = MESSAGE("The form contains a character that isn’t allowed in text."),
	[PROBLEM_LENGTH] = MESSAGE("The form didn’t say how long it is."),
	[PROBLEM_TRUNCATED] = MESSAGE("The form arrived only in part."),
	[PROBLEM_TOO_LARGE] = MESSAGE("What was sent is larger than this page accepts."),
	[PROBLEM_CONTENT_TYPE] =
		MESSAGE("This page takes what its own form sends, and nothing else."),
	[PROBLEM_UNKNOWN_FIELD] = MESSAGE("The form contains a field that this page doesn’t have."),
	[PROBLEM_REPEATED_FIELD] = MESSAGE("The form contains the same field twice."),
	[PROBLEM_TOO_MANY_FIELDS] = MESSAGE("The form contains too many fields."),
	[PROBLEM_FIELD_TOO_LONG] = MESSAGE("One field of the form is too long: shorten it."),
	[PROBLEM_PART] = MESSAGE("The form didn’t arrive as this page sends it."),
};

struct problem_row {
	enum status status;
	struct message title, sentence, advice;
	const char *scene;
	bool offers_form, offers_retry;
	int64_t wait; /* seconds until a program may try again by itself; 0: nobody knows */
};

/* One row per result; those left out never reach a visitor, and count as breakdowns. */
static struct problem_row rows[RESULTS] = {
	[INVALID] = { STATUS_BAD_REQUEST, MESSAGE("This request can’t be read."), { 0 },
		MESSAGE("Nothing was changed. Open the page again and send the form again."),
		"missing", .offers_form = true },
	[TOO_LARGE] = { STATUS_TOO_LARGE, MESSAGE("That is too much at once."),
		MESSAGE("What was sent is larger than this page accepts."),
		MESSAGE("Nothing was changed. Open the page again and send the form again."),
		"missing", .offers_form = true },
	[NOT_FOUND] = { STATUS_NOT_FOUND, MESSAGE("A step is missing."),
		MESSAGE("This page doesn’t exist, or no longer does."),
		MESSAGE("Check the address, or start again from here:"), "missing" },
	[ILLEGAL] = { STATUS_CONFLICT, MESSAGE("This subscription can’t be changed here."),
		MESSAGE("Its edition is no longer sold, so there is no price to compare with."),
		MESSAGE("Nothing was changed. Write to us, and we work it out together."),
		"missing" },
	[FORBIDDEN] = { STATUS_FORBIDDEN, MESSAGE("This request didn’t come from our pages."),
		MESSAGE("To protect you, we carry out only what you send from the store’s "
			"own pages. This also happens when the page has been open since an "
			"earlier visit."),
		MESSAGE("Nothing was changed. Open the page again and send the form again."),
		"missing", .offers_form = true },
	[BUSY] = { STATUS_UNAVAILABLE, MESSAGE("Many people are signing in right now."),
		MESSAGE("For security, we check only a few passwords at a time."),
		MESSAGE("Nothing was changed. Try again in a few seconds."), "works",
		.offers_retry = true, .wait = 5 },
	[READ_ONLY] = { STATUS_UNAVAILABLE,
		MESSAGE("You can look around the store, but nothing can be changed."),
		MESSAGE("We are checking our books. Until that is done, nothing new is recorded."),
		MESSAGE("Nothing was changed and there is nothing to pay. Try again later."),
		"works", .offers_retry = true },
	[BROKEN] = { STATUS_UNAVAILABLE, MESSAGE("The store is taking a break."),
		MESSAGE("A problem on our side keeps us from answering. Nothing is lost, and "
			"nothing is paid twice: if you had just confirmed, wait a few minutes, "
			"then open “My subscriptions” to see whether it is done."),
		{ 0 }, "works", .offers_retry = true },
};

static const char *text_of(struct visit *visit, struct message *message)
{
	return message->one == NULL ? NULL : message_text(message, visit->print.language);
}

/* Whatever was begun is gone; cookies and the visitor's privacy stay. */
static void start_over(struct visit *visit, enum status status)
{
	assert(visit->response.file.name == NULL);
	buffer_clear(&visit->response.body);
	visit->response.media = MEDIA_HTML;
	visit->response.status = status;
	visit->response.location = NULL;
}

/* To the sign-in page, and back here afterwards: a POST comes back to its page, and is told that it
 * wasn't carried out.  An address is encoded once as what it is, and once more as a value in
 * another address. */
static void ask_to_sign_in(struct visit *visit)
{
	bool sent = visit->request.method == METHOD_POST;
	const char *next = path_write(visit->request.path, visit->arena);
	const char *query = visit_query(visit);

	if (*query != '\0')
		next = arena_format(visit->arena, "%s?%s", next, query);
	if (strlen(next) > NEXT_MOST || !path_is_local(next))
		visit_redirect(visit, sent ? "/login?sent=1" : "/login");
	else
		visit_redirect(
			visit, arena_format(visit->arena, "/login?next=%s%s",
				       path_write(next, visit->arena), sent ? "&sent=1" : ""));
}

/* "email,password": what a person forgot or mistyped.  The names are ours. */
static const char *wrong_fields(const struct visit *visit, const struct fields *fields)
{
	const char *names = "";

	for (size_t i = 0; visit->values != NULL && i < fields->count; i++)
		if (visit->values[i].error != FIELD_FINE)
			names = arena_format(visit->arena, "%s%s%s", names,
				*names == '\0' ? "" : ",", fields->table[i].name);
	return *names == '\0' ? "none" : names;
}

void problem_log(struct visit *visit, const struct fields *fields)
{
	static const char *const methods[] = {
		[METHOD_GET] = "GET",
		[METHOD_HEAD] = "HEAD",
		[METHOD_POST] = "POST",
		[METHOD_OTHER] = "other",
	};
	const struct request *request = &visit->request;
	const char *result = visit->refused.result, *problem = visit->refused.problem;
	char network[LOG_NETWORK_SIZE];
	int code = status_code(visit->response.status);

	if (code < 400)
		return;
	if (result == NULL)
		problem = wrong_fields(visit, fields);
	log_event("request refused",
		"status=%d result=%s problem=%s method=%s path=\"%.*s\" customer=%" PRIu64
		" address=%s",
		code, result == NULL ? "fields" : result, problem, methods[request->method],
		PATH_LOGGED, path_write(request->path, visit->arena),
		visit->customer == NULL ? 0 : visit->customer->id,
		log_network(request->address, network));
}

void problem_answer(struct visit *visit, enum result result)
{
	struct problem_row *row;
	struct problem_view view;

	assert(result != OK);
	if (result == SIGNED_OUT) {
		ask_to_sign_in(visit);
		return;
	}
	row = &rows[result];
	if (row->title.one == NULL)
		row = &rows[BROKEN];
	start_over(visit, row->status);
	visit->response.retry_after = row->wait;
	if (visit->request.problem == PROBLEM_CONTENT_TYPE)
		visit->response.status = STATUS_UNSUPPORTED_TYPE;
	visit->refused =
		(struct refused){ result_name(result), problem_name(visit->request.problem) };
	view = (struct problem_view){
		.scene = row->scene,
		.title = text_of(visit, &row->title),
		.sentence = result == INVALID ? text_of(visit, &problems[visit->request.problem])
					      : text_of(visit, &row->sentence),
		.advice = text_of(visit, &row->advice),
		.again = row->offers_form ? visit->form : NULL,
		.offers_retry = row->offers_retry,
	};
	problem_page(visit, &view);
}

void problem_answer_method(struct visit *visit, const char *allow)
{
	enum language language = visit->print.language;
	struct problem_view view = {
		.scene = "missing",
		.title = say(language, "This page isn’t used that way."),
		.sentence = say(language, "This page exists, but can’t be opened this way."),
		.advice = say(language, "Check the address, or start again from here:"),
	};

	start_over(visit, STATUS_METHOD_NOT_ALLOWED);
	visit->response.allow = allow;
	visit->refused = (struct refused){ "method", "none" };
	problem_page(visit, &view);
}

/* No shop, so neither its name nor its texts: what the page says is in both languages. */
void problem_answer_closed(struct visit *visit, struct gateway *gateway)
{
	struct standalone_view view;

	/* Whatever else is wrong with it, a request has an id. */
	request_name(&visit->request, gateway);
	standalone_view_of(&view, status_code(STATUS_UNAVAILABLE));
	view.incident = visit->request.id;
	start_over(visit, STATUS_UNAVAILABLE);
	standalone_page(visit, &view);
	if (response_send(&visit->response, gateway, false) != OK)
		buffer_clear(&visit->response.body);
	gateway_finish(gateway);
}

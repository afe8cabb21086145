#include "page/new_ticket.h"

#include "page/refusal.h"
#include "page/search_names.h"
#include "page/templates.h"

#define SUGGESTIONS_MOST 4

/* ---- the form ------------------------------------------------------------------------------ */

/* The articles for this subject, and what the customer may be writing about. */
static enum result fill(struct visit *visit, struct new_ticket_view *view)
{
	enum result result = OK;

	if (view->article == NULL)
		result = search_visit(visit, view->subject, &view->suggestions);
	if (view->suggestions.count > SUGGESTIONS_MOST)
		view->suggestions.count = SUGGESTIONS_MOST;
	if (result == OK && visit->customer != NULL)
		result = ticket_subscriptions(
			visit, visit->customer->id, &view->about, &view->about_count);
	return result;
}

static enum result print(struct visit *visit, struct new_ticket_view *view)
{
	struct question *question = arena_allocate(visit->arena, sizeof *question);
	enum result result = view->asks_subject ? OK : fill(visit, view);

	if (result != OK)
		return result;
	if (visit->customer == NULL) {
		*question = question_make(&visit->shop->secrets, "support", clock_machine());
		view->robot.form = "support";
		view->robot.failed = say(visit->print.language,
			"The check didn’t work. Send anyway: you are asked a question instead.");
		view->robot.question = question;
	}
	view->words.error_count += (view->subject_error != NULL) + (view->name_error != NULL) +
				   (view->email_error != NULL) + (view->robot.error != NULL) +
				   (view->words.wait > 0);
	visit_keep_token(visit);
	new_ticket_page(visit, view);
	return OK;
}

struct missing {
	const char *article;
	struct voter voter;
	struct votes_of_article votes;
};

static enum result read_vote(struct unit *unit, void *context)
{
	struct missing *missing = context;

	return vote_of(unit, missing->article, &missing->voter, &missing->votes);
}

/* What the reader of an article has missed in it, as far as it was said. */
static enum result start_from_article(
	struct visit *visit, const struct article *article, struct new_ticket_view *view)
{
	struct missing missing = { .article = article->id,
		.voter =
			voter_of(visit->customer == NULL ? 0 : visit->customer->id, visit->token) };
	enum result result = store_read(visit->shop->store, visit->arena, read_vote, &missing);

	view->article = article;
	view->subject = article->title;
	if (result == OK && missing.votes.own != NULL)
		view->words.text = missing.votes.own->reason;
	return result;
}

enum result new_ticket_ask(struct visit *visit, const struct new_ticket_form *form)
{
	struct new_ticket_view view = { .subject = form->subject->text,
		.name = "",
		.email = "",
		.words = { .text = "", .number = ticket_form_number(visit) } };
	const struct article *article =
		article_find(form->article, visit->print.language, visit_is_operator(visit));
	enum result result = OK;

	if (article != NULL)
		result = start_from_article(visit, article, &view);
	else
		view.asks_subject = form->subject->error != FIELD_FINE;
	return result == OK ? print(visit, &view) : result;
}

/* ---- sending it ---------------------------------------------------------------------------- */

struct sending {
	const struct site *site;
	struct new_ticket opened;
	struct ticket_words words;
};

static enum result open_ticket(struct unit *unit, void *context)
{
	struct sending *sending = context;

	return ticket_open(unit, sending->site, &sending->opened);
}

static enum result print_again(
	struct visit *visit, struct new_ticket_view *view, enum status status)
{
	view->robot.shows_question = status == STATUS_UNPROCESSABLE && visit->customer == NULL;
	view->words.lost = visit->uploads.count > 0;
	visit->response.status = status;
	visit->response.retry_after = view->words.wait;
	return print(visit, view);
}

/* What a person forgot or mistyped. */
static bool is_complete(
	struct visit *visit, const struct new_ticket_form *form, struct new_ticket_view *view)
{
	enum language language = visit->print.language;
	bool fine = ticket_words_check(visit, form->text, &view->words);

	if (form->subject->error != FIELD_FINE)
		view->subject_error = say(language, "Say in a few words what it is about.");
	if (visit->customer == NULL && form->name->error != FIELD_FINE)
		view->name_error = say(language, "Enter your name.");
	if (visit->customer == NULL && form->email->error != FIELD_FINE)
		view->email_error = say(
			language, "Enter a complete email address, for example name@example.com.");
	if (visit->customer == NULL && !form->ticked)
		view->robot.error = say(language, "Tick “I’m not a robot”.");
	return fine && view->subject_error == NULL && view->name_error == NULL &&
	       view->email_error == NULL && view->robot.error == NULL;
}

static enum result refuse_robot(struct visit *visit, const struct new_ticket_form *form,
	struct new_ticket_view *view, enum result result)
{
	struct refusal refusal =
		refusal_of_robot(visit->print.language, result, !text_is_empty(form->proof.altcha));

	view->robot.error = refusal.sentence;
	visit->refused = (struct refused){ result_name(result), "robot" };
	return refusal.sentence == NULL ? result : print_again(visit, view, refusal.status);
}

static struct new_ticket_view view_of(const struct visit *visit, const struct new_ticket_form *form)
{
	return (struct new_ticket_view){ .subject = form->subject->text,
		.name = form->name->text,
		.email = form->email->text,
		.article = article_find(
			form->article, visit->print.language, visit_is_operator(visit)),
		.subscription = (uint64_t)form->subscription->number,
		.words = { .number = form->number } };
}

enum result new_ticket_send(struct visit *visit, const struct new_ticket_form *form)
{
	struct new_ticket_view view = view_of(visit, form);
	struct throttle throttle = ticket_throttle(visit);
	struct nonce nonce;
	struct sending sending = { .site = &visit->shop->site,
		.words = { .text = form->text->text, .throttle = &throttle } };
	enum result result = OK;

	if (!is_complete(visit, form, &view))
		return print_again(visit, &view, STATUS_UNPROCESSABLE);
	if (form->subscription->error != FIELD_FINE)
		return INVALID;
	if (visit->customer == NULL)
		result = robot_check(visit->shop, visit->arena, &form->proof, "support", &nonce);
	if (result != OK)
		return refuse_robot(visit, form, &view, result);
	sending.words.posting = posting_of(form->number, visit->token);
	sending.opened = (struct new_ticket){ .customer = visit->customer,
		.name = form->name->text,
		.email = form->email->text,
		.nonce = visit->customer == NULL ? &nonce : NULL,
		.language = language_code(visit->print.language),
		.subject = form->subject->text,
		.subscription = view.subscription,
		.article = view.article == NULL ? "" : view.article->id,
		.words = &sending.words };
	result = ticket_write(visit, &sending.words, open_ticket, &sending);
	view.words.wait = sending.words.wait;
	visit->refused = (struct refused){ result_name(result), "ticket" };
	if (result == THROTTLED)
		return print_again(visit, &view, STATUS_TOO_MANY_REQUESTS);
	if (result == EXISTS)
		return refuse_robot(visit, form, &view, result);
	if (result == OK)
		visit_redirect(visit, ticket_address(visit, sending.words.ticket,
					      visit->customer == NULL, "sent=1"));
	return result;
}

#include "page/ticket.h"

#include "base/log.h"
#include "domain/subscription.h"
#include "domain/ticket_key.h"
#include "page/templates.h"

#include <inttypes.h>

const char *ticket_form_number(const struct visit *visit)
{
	unsigned char random[16];
	char *text = arena_allocate(visit->arena, SECRET_TEXT_SIZE(sizeof random));

	secret_random(random, sizeof random);
	secret_text(text, random, sizeof random);
	return text;
}

struct throttle ticket_throttle(const struct visit *visit)
{
	const char *name = visit->request.address;

	if (visit->customer != NULL)
		name = arena_format(visit->arena, "customer %" PRIu64, visit->customer->id);
	return throttle_of(&visit->shop->secrets, THROTTLE_TICKETS, name);
}

/* ---- writing ------------------------------------------------------------------------------- */

bool ticket_words_check(struct visit *visit, const struct value *text, struct words_view *view)
{
	struct attachment_refusal *refusal = arena_allocate(visit->arena, sizeof *refusal);
	enum language language = visit->print.language;

	view->text = text->text;
	if (text->error == FIELD_MISSING)
		view->text_error = say(language, "Write your message.");
	else if (text->error != FIELD_FINE)
		view->text_error = say(language, "Your message contains a character that can’t be "
						 "kept. Delete it, then send again.");
	if (attachment_check(&visit->uploads, refusal) != OK)
		view->refused = refusal;
	view->error_count = (view->text_error != NULL) + (view->refused != NULL);
	return view->error_count == 0;
}

static void drop(struct visit *visit, const struct ticket_words *words)
{
	for (size_t i = 0; i < words->attachment_count; i++)
		attachment_drop(visit->shop, words->attachments[i]);
}

static enum result keep(struct visit *visit, struct ticket_words *words)
{
	enum result result = OK;

	words->attachments =
		arena_allocate(visit->arena, (visit->uploads.count + 1) * sizeof(void *));
	words->attachment_count = 0;
	for (size_t i = 0; i < visit->uploads.count && result == OK; i++) {
		result = attachment_keep(visit->shop, visit->arena, &visit->uploads.items[i],
			&words->attachments[i]);
		words->attachment_count += result == OK;
	}
	return result;
}

enum result ticket_write(
	struct visit *visit, struct ticket_words *words, unit_function *function, void *context)
{
	enum result result = keep(visit, words);

	if (result == OK)
		result = store_write(
			visit->shop->store, visit->arena, STORE_SYNC, function, context);
	if (result != OK || words->repeated)
		drop(visit, words);
	if (result == OK && !words->repeated)
		log_event("ticket written", "ticket=%" PRIu64 " files=%zu customer=%" PRIu64,
			words->ticket, words->attachment_count,
			visit->customer == NULL ? 0 : visit->customer->id);
	return result;
}

/* ---- names --------------------------------------------------------------------------------- */

struct naming {
	struct visit *visit;
	uint64_t customer;
	struct subscriptions list;
	const Record__Catalogue *catalogue;
};

static enum result read_subscriptions(struct unit *unit, void *context)
{
	struct naming *naming = context;
	enum result result = subscription_list(unit, naming->customer, &naming->list);

	return result == OK
		       ? catalogue_cached(&naming->visit->shop->catalogue, unit, &naming->catalogue)
		       : result;
}

/* By name, or by id where the catalogue has dropped it. */
static struct subscription_names names_of(
	const Record__Catalogue *catalogue, const Record__Subscription *subscription)
{
	const Record__Product *product = product_find(catalogue, subscription->product);
	const Record__Edition *edition =
		product == NULL ? NULL : edition_find(product, subscription->edition);

	return (struct subscription_names){ subscription->id,
		product == NULL ? subscription->product : product->name,
		edition == NULL ? subscription->edition : edition->name };
}

enum result ticket_subscriptions(
	struct visit *visit, uint64_t customer, struct subscription_names **items, size_t *count)
{
	struct naming naming = { .visit = visit, .customer = customer };
	enum result result =
		store_read(visit->shop->store, visit->arena, read_subscriptions, &naming);

	if (result != OK)
		return result;
	*count = naming.list.count;
	*items = arena_allocate(visit->arena, (*count + 1) * sizeof **items);
	for (size_t i = 0; i < *count; i++)
		(*items)[i] = names_of(naming.catalogue, naming.list.items[i]);
	return OK;
}

/* ---- the thread ---------------------------------------------------------------------------- */

struct reading {
	uint64_t id;
	uint32_t before;
	struct ticket_thread *thread;
};

static enum result read_thread(struct unit *unit, void *context)
{
	const struct reading *reading = context;

	return ticket_thread(unit, reading->id, reading->before, MESSAGES_A_PAGE, reading->thread);
}

enum result ticket_show(struct visit *visit, uint64_t id, uint32_t before, struct ticket_view *view)
{
	struct reading reading = { id, before, &view->thread };
	struct subscription_names *names;
	const Record__Ticket *ticket;
	size_t count = 0;
	enum result result = store_read(visit->shop->store, visit->arena, read_thread, &reading);

	if (result != OK)
		return result;
	ticket = view->thread.ticket;
	if (view->thread.count > 0 && view->thread.messages[0]->number > 1)
		view->earlier = view->thread.messages[0]->number;
	view->article = article_find(ticket->article, visit->print.language, true);
	if (ticket->subscription == 0)
		return OK;
	result = ticket_subscriptions(visit, ticket->customer, &names, &count);
	for (size_t i = 0; i < count && result == OK; i++)
		if (names[i].id == ticket->subscription)
			view->about = names[i];
	return result;
}

void ticket_print(struct visit *visit, const struct ticket_view *view)
{
	visit_keep_token(visit);
	if (view->is_operator)
		admin_ticket_page(visit, view);
	else
		ticket_page(visit, view);
}

bool ticket_admits(const struct visit *visit, const Record__Ticket *ticket, const char *key)
{
	if (ticket->customer == 0)
		return ticket_key_opens(&visit->shop->secrets, ticket->id, key);
	return visit->customer != NULL && visit->customer->id == ticket->customer;
}

const char *ticket_address(
	const struct visit *visit, uint64_t id, bool is_strangers, const char *query)
{
	if (!is_strangers)
		return arena_format(visit->arena, "/support/%" PRIu64 "?%s", id, query);
	return arena_format(visit->arena, "/support/%" PRIu64 "?key=%s&%s", id,
		ticket_key(&visit->shop->secrets, id, visit->arena), query);
}

/* ---- an answer ------------------------------------------------------------------------------ */

struct answering {
	struct visit *visit;
	uint64_t id;
	const struct ticket_answer *answer;
	struct ticket_words words;
};

static enum result write_reply(struct unit *unit, void *context)
{
	struct answering *answering = context;

	return ticket_reply(unit, &answering->visit->shop->site, answering->id,
		answering->answer->hand, &answering->words);
}

static enum result write_close(struct unit *unit, void *context)
{
	return ticket_close(unit, ((struct answering *)context)->id);
}

static enum result close_it(struct visit *visit, struct answering *answering)
{
	enum result result =
		store_write(visit->shop->store, visit->arena, STORE_SYNC, write_close, answering);

	if (result == OK)
		log_event("ticket closed", "ticket=%" PRIu64 " customer=%" PRIu64, answering->id,
			visit->customer == NULL ? 0 : visit->customer->id);
	return result;
}

static enum result print_again(struct visit *visit, struct ticket_view *view, enum status status)
{
	view->sent = false;
	view->words.lost = visit->uploads.count > 0;
	visit->response.status = status;
	visit->response.retry_after = view->words.wait;
	ticket_print(visit, view);
	return OK;
}

static enum result refuse(
	struct visit *visit, struct ticket_view *view, enum result result, int64_t wait)
{
	view->words.wait = wait;
	visit->refused = (struct refused){ result_name(result), "ticket" };
	view->refused_closed = result == ILLEGAL;
	view->words.error_count++;
	return print_again(
		visit, view, result == ILLEGAL ? STATUS_CONFLICT : STATUS_TOO_MANY_REQUESTS);
}

enum result ticket_answer(
	struct visit *visit, struct ticket_view *view, const struct ticket_answer *answer)
{
	struct answering answering = { .visit = visit,
		.id = view->thread.ticket->id,
		.answer = answer,
		.words = { .text = answer->text->text,
			.throttle = answer->throttle,
			.posting = posting_of(view->words.number, visit->token) } };
	enum result result;

	if (answer->closes)
		result = close_it(visit, &answering);
	else if (!ticket_words_check(visit, answer->text, &view->words))
		return print_again(visit, view, STATUS_UNPROCESSABLE);
	else
		result = ticket_write(visit, &answering.words, write_reply, &answering);
	if (result == THROTTLED || result == ILLEGAL)
		return refuse(visit, view, result, answering.words.wait);
	if (result == OK)
		visit_redirect(visit, answer->back);
	return result;
}

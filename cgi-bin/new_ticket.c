/* new_ticket.c - « Ouvrir un ticket de support »: first the subject, with the articles that may
 * answer it; then the rest. */

#include "page/new_ticket.h"
#include "page/page.h"

enum {
	SUBJECT,
	TEXT,
	NAME,
	EMAIL,
	SUBSCRIPTION,
	ARTICLE,
	FORM_NUMBER,
	ROBOT,
	ALTCHA,
	QUESTION,
	ANSWER,
	FIELDS_OF_NEW_TICKET
};
static const struct field fields[FIELDS_OF_NEW_TICKET] = {
	[SUBJECT] = { .name = "subject",
		.type = FIELD_TEXT,
		.required = true,
		.most = TICKET_SUBJECT_MOST },
	[TEXT] = { .name = "text",
		.type = FIELD_LINES,
		.required = true,
		.most = TICKET_TEXT_MOST },
	[NAME] = { .name = "name", .type = FIELD_TEXT, .required = true },
	[EMAIL] = { .name = "email", .type = FIELD_EMAIL, .required = true },
	[SUBSCRIPTION] = { .name = "subscription", .type = FIELD_NUMBER, .most = INT64_MAX },
	[ARTICLE] = { .name = "article", .type = FIELD_WORD },
	[FORM_NUMBER] = { .name = "once", .type = FIELD_TOKEN, .most = 40 },
	[ROBOT] = { .name = "robot", .type = FIELD_FLAG, .required = true },
	[ALTCHA] = { .name = "altcha", .type = FIELD_BASE64 },
	[QUESTION] = { .name = "question", .type = FIELD_TOKEN },
	[ANSWER] = { .name = "answer", .type = FIELD_TEXT },
};

static struct new_ticket_form form_of(const struct visit *visit)
{
	const struct value *values = visit->values;

	return (struct new_ticket_form){ .subject = &values[SUBJECT],
		.text = &values[TEXT],
		.name = &values[NAME],
		.email = &values[EMAIL],
		.subscription = &values[SUBSCRIPTION],
		.article = values[ARTICLE].text,
		.number = values[FORM_NUMBER].text,
		.ticked = values[ROBOT].error == FIELD_FINE,
		.proof = { values[ALTCHA].text, values[QUESTION].text, values[ANSWER].text } };
}

static enum result ask(struct visit *visit)
{
	struct new_ticket_form form = form_of(visit);

	return new_ticket_ask(visit, &form);
}

static enum result open_ticket(struct visit *visit)
{
	struct new_ticket_form form = form_of(visit);

	return new_ticket_send(visit, &form);
}

static const struct page page = {
	.path = "/support/new",
	.access = ACCESS_ANYBODY,
	.fields = FIELDS(fields),
	.uploads = TICKET_UPLOADS,
	.get = ask,
	.post = open_ticket,
};

int main(void)
{
	return page_main(&page);
}

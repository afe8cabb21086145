/*
 * visit.h - one request from arrival to answer: all that a handler and a template may know.
 *
 * A visit lives in a static struct and is cleared between requests; what it points to is in its
 * arena.
 */
#ifndef PAGE_VISIT_H
#define PAGE_VISIT_H

#include "base/arena.h"
#include "domain/shop.h"
#include "domain/tables.h"
#include "domain/upload.h"
#include "http/field.h"
#include "http/request.h"
#include "http/response.h"
#include "page/preference.h"
#include "page/print.h"

#define VISIT_PIECES_MOST 2

/* Why an answer is a refusal, for the log.  Left empty where a field of the form is at fault. */
struct refused {
	const char *result, *problem; /* "throttled", "sign-in" */
};

struct visit {
	struct print print; /* into response.body, in the visitor's language */
	struct arena *arena;
	struct shop *shop;
	struct request request;
	struct response response;
	struct preference preference;          /* what the visitor chose for all pages */
	const struct value *values;            /* of the page's fields, in their order */
	struct uploads uploads;                /* the files of a form that takes some */
	const char *pieces[VISIT_PIECES_MOST]; /* what stood at {…} in the page's path */

	const char *form; /* the page whose form a POST comes from; NULL: none of its own */

	struct refused refused;

	const char *token;                /* the session cookie, or a fresh one; never NULL */
	const Record__Customer *customer; /* who is signed in; NULL for nobody */
	const char *csrf;                 /* the token for this visit's forms */
	bool session_is_stale;            /* session_touch is due, after the answer */
};

/* Choices that last: the cookie goes with the answer. */
void visit_prefer_language(struct visit *visit, enum language language);
void visit_prefer_currency(struct visit *visit, enum currency currency);

/* The account's, else what the visitor chose, else the shop's. */
enum currency visit_currency(const struct visit *visit);

/* What a GET asks of the page beside the language: "a=1&b=2", not decoded. */
const char *visit_query(const struct visit *visit);

/* A link to this very page in the other language, whatever else was asked of it. */
const char *visit_in_language(const struct visit *visit, enum language language);

/* The words of the catalogue or the configuration in the visitor's language. */
const char *visit_words(const struct visit *visit, const Record__Words *words);

/* Sends the visitor on, with a GET. */
void visit_redirect(struct visit *visit, const char *location);

/* The answer is for this visitor alone, and has a form: make sure that the cookie that its
 * token goes with is there. */
void visit_keep_token(struct visit *visit);

/* Where a customer gets help from a person. */
struct mailbox visit_mailbox(const struct visit *visit);

/* What the frame asks. */
bool visit_is_demo(const struct visit *visit);
bool visit_is_below(const struct visit *visit, const char *path);
bool visit_is_operator(const struct visit *visit);
const char *visit_initials(const struct visit *visit); /* of who is signed in */

#endif

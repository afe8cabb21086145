/*
 * problem.h - from a result to a status and a page that says what happened and what to do next.
 * Every such page shows the request's id, by which its lines of the log are found.
 */
#ifndef PAGE_PROBLEM_H
#define PAGE_PROBLEM_H

#include "http/form.h"
#include "page/visit.h"

/* What the page of a problem shows; texts are in the visitor's language. */
struct problem_view {
	const char *scene;                     /* the drawing: "missing" or "works" */
	const char *title, *sentence, *advice; /* advice may be NULL */
	const char *again; /* where the form is that was refused; NULL: nowhere */
	bool offers_retry;
};

/* Fills the response for a result that a handler, or what runs before it, gave;
 * SIGNED_OUT is no refusal, it leads to the sign-in page. */
void problem_answer(struct visit *visit, enum result result);

/* A method that the page doesn't have; allow lists those that it has. */
void problem_answer_method(struct visit *visit, const char *allow);

/* Logs an answer that is a refusal, whoever gave it; fields are the page's. */
void problem_log(struct visit *visit, const struct fields *fields);

/* The shop can't be opened, and so has no name and no language: sends the answer itself. */
void problem_answer_closed(struct visit *visit, struct gateway *gateway);

#endif

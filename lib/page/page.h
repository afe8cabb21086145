/*
 * page.h - what a program under cgi-bin/ is: a static struct page, and a main that hands it on.
 *
 *     static const struct page page = {
 *             .path = "/subscriptions/{id}/upgrade",
 *             .access = ACCESS_CUSTOMER,
 *             .fields = FIELDS(fields),
 *             .get = show,
 *             .post = upgrade,
 *     };
 *     int main(void) { return page_main(&page); }
 *
 * page_main receives a request, finds the language, admits (session, role, CSRF), checks the
 * fields, runs the handler and answers; then the arena is reset and the next one comes.
 *
 * A handler fills in visit->response and returns OK, whatever its status; any other result is
 * turned into a status and a page here, once for all programs (problem.h).
 */
#ifndef PAGE_PAGE_H
#define PAGE_PAGE_H

#include "http/form.h"
#include "page/visit.h"

enum access {
	ACCESS_ANYBODY,  /* signed in or not */
	ACCESS_MACHINE,  /* no session, no language: for programs that ask */
	ACCESS_CUSTOMER, /* others are sent to /login, and come back */
	ACCESS_OPERATOR, /* for everybody else the page doesn't exist */
};

typedef enum result page_handler(struct visit *visit);

struct page {
	const char *path; /* {…} stands for one piece, kept in visit->pieces */
	enum access access;
	struct fields fields;
	page_handler *get, *post; /* without one the method is refused */
};

/* What main returns. */
int page_main(const struct page *page);

#endif

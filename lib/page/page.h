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
 * A page whose form has a file input says so:
 *
 *             .uploads = { .field = "files", .most = 5, .bytes_each = 5 << 20, .bytes = 20 << 20 },
 *
 * Its form is sent as multipart/form-data, with the field csrf before the files: nothing of theirs
 * is written before that was checked.  The handler hands visit->uploads to attachment.h, or to
 * nobody: whatever wasn't kept is removed after the answer.
 *
 * A handler fills in visit->response and returns OK, whatever its status; any other result is
 * turned into a status and a page here, once for all programs (problem.h).
 */
#ifndef PAGE_PAGE_H
#define PAGE_PAGE_H

#include "domain/upload.h"
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
	struct upload_limits uploads; /* of the form's files, found in visit->uploads; without a
				       * field's name the page takes none */
	page_handler *get, *post;     /* without one the method is refused */
};

/* What main returns. */
int page_main(const struct page *page);

#endif

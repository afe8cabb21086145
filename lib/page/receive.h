/*
 * receive.h - what a request brings: the fields that the page has, and its files.
 */
#ifndef PAGE_RECEIVE_H
#define PAGE_RECEIVE_H

#include "page/page.h"

/* Of the fields that every page has, beside its own; "" when not sent. */
struct received {
	const char *csrf, *lang;
};

/*
 * Fills in visit->values, and visit->uploads on a page that takes files.  Before it reads a form
 * with files it asks who sends it, and before it writes one, for the token: whoever may not send it
 * is refused with access.h's results.  Others: form_read's and upload_begin's.
 */
MUST_USE enum result receive(
	struct visit *visit, const struct page *page, struct received *received);

#endif

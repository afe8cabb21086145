/*
 * access.h - may this visitor do this: the session, the role, and forged requests.
 */
#ifndef PAGE_ACCESS_H
#define PAGE_ACCESS_H

#include "page/page.h"

/* Finds out who is signed in, once in a visit; nobody is an answer too. */
MUST_USE enum result access_identify(struct visit *visit);

/* SIGNED_OUT, NOT_FOUND (an operator's page, for everybody else). */
MUST_USE enum result access_admit(const struct visit *visit, enum access access);

/*
 * Was this POST sent by a page of ours?  FORBIDDEN: no token of this visitor's, or the browser
 * says that it comes from elsewhere (Sec-Fetch-Site, or Origin).  A program that sends
 * neither header is believed by its token alone.
 */
MUST_USE enum result access_check_origin(const struct visit *visit, const char *csrf);

/* The same before the form was read, by the headers alone. */
MUST_USE enum result access_check_sender(const struct visit *visit);

#endif

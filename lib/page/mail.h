/*
 * mail.h - an entry of the outbox becomes a mail: in which words, to whom, with which links.
 *
 * Links begin with the shop's configured address.  A stranger's carry the key of the ticket.
 */
#ifndef PAGE_MAIL_H
#define PAGE_MAIL_H

#include "domain/delivery.h"

/* A delivery_render.  The same entry gives the same Message-ID, whenever it is asked. */
delivery_render mail_render;

#endif

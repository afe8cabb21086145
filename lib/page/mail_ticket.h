/*
 * mail_ticket.h - mails about a ticket's message: to its author, and to the operator.
 */
#ifndef PAGE_MAIL_TICKET_H
#define PAGE_MAIL_TICKET_H

#include "page/mail_work.h"

mail_tell mail_tell_ticket_opened, mail_tell_ticket_answered; /* to the author */
mail_tell mail_tell_ticket_new, mail_tell_ticket_reply;       /* to the operator */

#endif

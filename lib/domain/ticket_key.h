/*
 * ticket_key.h - what opens a ticket to somebody who has no account.
 *
 * A stranger's mails carry the address of the ticket with its key, a signature of its id: who has
 * the key had the mail.  Nothing of it is stored, and no key opens another ticket.
 */
#ifndef DOMAIN_TICKET_KEY_H
#define DOMAIN_TICKET_KEY_H

#include "base/arena.h"
#include "base/secret.h"

#include <stdint.h>

/* As it stands in an address: base64url. */
const char *ticket_key(const struct secrets *secrets, uint64_t id, struct arena *arena);

/* Also a key from before the last rotation of the secret opens. */
MUST_USE bool ticket_key_opens(const struct secrets *secrets, uint64_t id, const char *key);

#endif

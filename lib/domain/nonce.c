#include "domain/nonce.h"

/* The store may drop an expired record at once; a check that began in time may end later. */
#define SLACK 60

enum result nonce_spend(struct unit *unit, const struct nonce *nonce)
{
	struct key key = key_bytes(nonce->bytes, sizeof nonce->bytes);
	Record__Nonce record = RECORD__NONCE__INIT;

	record.expires = nonce->expires.seconds + SLACK;
	return nonces_add(unit, &key, &record);
}

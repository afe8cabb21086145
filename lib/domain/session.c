#include "domain/session.h"

#define TOUCH_AFTER 60

struct session_token session_token_random(void)
{
	unsigned char bytes[32];
	struct session_token token;

	secret_random(bytes, sizeof bytes);
	secret_text(token.text, bytes, sizeof bytes);
	return token;
}

/* The store must be of no use to a thief of it: it holds the token's hash. */
static struct key key_of(const char *token)
{
	struct digest hash = secret_hash(token, strlen(token));

	return key_bytes(hash.bytes, sizeof hash.bytes);
}

enum result session_open(struct unit *unit, const struct session_token *token,
	const Record__Customer *customer, struct instant now)
{
	Record__Session session = RECORD__SESSION__INIT;
	struct key key = key_of(token->text);

	session.customer = customer->id;
	session.epoch = customer->epoch;
	session.opened = now.seconds;
	session.seen = now.seconds;
	session.expires = now.seconds + SESSION_LONGEST;
	return sessions_add(unit, &key, &session);
}

bool session_is_open(
	const Record__Session *session, const Record__Customer *customer, struct instant now)
{
	return now.seconds - session->seen < SESSION_IDLE && now.seconds < session->expires &&
	       session->epoch == customer->epoch && !customer->locked;
}

enum result session_find(
	struct unit *unit, const char *token, struct instant now, struct session *session)
{
	Record__Session *found;
	struct key key = key_of(token);
	enum result result = sessions_find(unit, &key, &found);

	if (result != OK)
		return result;
	key = key_number(found->customer);
	result = customers_find(unit, &key, &session->customer);
	if (result == OK && !session_is_open(found, session->customer, now))
		return NOT_FOUND;
	session->stale = now.seconds - found->seen >= TOUCH_AFTER;
	return result;
}

enum result session_touch(struct unit *unit, const char *token, struct instant now)
{
	Record__Session *found;
	struct key key = key_of(token);
	enum result result = sessions_find(unit, &key, &found);

	if (result != OK)
		return result;
	found->seen = now.seconds;
	return sessions_change(unit, &key, found);
}

enum result session_close(struct unit *unit, const char *token)
{
	struct key key = key_of(token);
	enum result result = sessions_remove(unit, &key);

	return result == NOT_FOUND ? OK : result;
}

enum result sessions_end_all(struct unit *unit, Record__Customer *customer)
{
	struct key key = key_number(customer->id);

	customer->epoch++;
	return customers_change(unit, &key, customer);
}

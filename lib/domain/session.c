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

enum result session_open(
	struct unit *unit, const struct session_token *token, uint64_t customer, struct instant now)
{
	Record__Session session = RECORD__SESSION__INIT;
	struct key key = key_of(token->text);

	session.customer = customer;
	session.opened = now.seconds;
	session.seen = now.seconds;
	session.expires = now.seconds + SESSION_LONGEST;
	return sessions_add(unit, &key, &session);
}

enum result session_find(
	struct unit *unit, const char *token, struct instant now, struct session *session)
{
	Record__Session *found;
	struct key key = key_of(token);
	enum result result = sessions_find(unit, &key, &found);

	if (result != OK)
		return result;
	if (now.seconds - found->seen >= SESSION_IDLE)
		return NOT_FOUND;
	key = key_number(found->customer);
	result = customers_find(unit, &key, &session->customer);
	if (result == OK && session->customer->locked)
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

#include "domain/ticket_key.h"

#include "store/key.h"

const char *ticket_key(const struct secrets *secrets, uint64_t id, struct arena *arena)
{
	struct key message = key_number(id);
	struct digest signature = secret_sign(secrets, SECRET_TICKET, message.bytes, message.size);
	char *text = arena_allocate(arena, SECRET_TEXT_SIZE(sizeof signature.bytes));

	secret_text(text, signature.bytes, sizeof signature.bytes);
	return text;
}

bool ticket_key_opens(const struct secrets *secrets, uint64_t id, const char *key)
{
	struct key message = key_number(id);
	struct digest signature;

	return secret_bytes(signature.bytes, sizeof signature.bytes, key) &&
	       secret_check(secrets, SECRET_TICKET, message.bytes, message.size, &signature);
}

/*
 * quote.c - what comes back as a quote: the form's text as it is, and the same bytes as a quote
 * that this shop signed, which leads behind the signature.
 *
 * No text is a quote by itself; a quote that is signed and read packs and reads again; and one
 * whose text differs by any bit is none.
 */
#include "domain/quote.h"
#include "fuzz.h"
#include "store/record.h"

#define TEXT_MOST 8192

static const char *sign(struct arena *arena, const uint8_t *bytes, size_t size)
{
	struct digest signature = secret_sign(fuzz_secrets(), SECRET_QUOTE, bytes, size);
	char *text = arena_allocate(arena, SECRET_TEXT_SIZE(size));
	char mac[SECRET_TEXT_SIZE(SECRET_SIZE)];

	secret_text(text, bytes, size);
	secret_text(mac, signature.bytes, sizeof signature.bytes);
	return arena_format(arena, "%s.%s", text, mac);
}

/* The bit is drawn from the text itself, so that all of them have their turn. */
static void check_bit(struct arena *arena, const char *text)
{
	struct digest drawn = secret_hash(text, strlen(text));
	char *flipped = arena_text(arena, text);
	Record__Quote *quote;
	size_t bit;

	memcpy(&bit, drawn.bytes, sizeof bit);
	bit %= strlen(text) * 8;
	flipped[bit / 8] = (char)(flipped[bit / 8] ^ 1 << bit % 8);
	assert(quote_read(arena, fuzz_secrets(), flipped, &quote) == INVALID);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena = fuzz_arena();
	Record__Quote *quote, *again;
	const char *text;
	uint8_t *packed;

	assert(quote_read(arena, fuzz_secrets(), arena_copy(arena, bytes, size), &quote) ==
		INVALID);
	text = sign(arena, bytes, size);
	if (size > TEXT_MOST || quote_read(arena, fuzz_secrets(), text, &quote) != OK)
		return 0;
	assert(quote->id.len == 16);
	quote_offer(quote, "premium");
	check_bit(arena, text);

	packed = arena_allocate(arena, record__quote__get_packed_size(quote));
	record__quote__pack(quote, packed);
	text = sign(arena, packed, record__quote__get_packed_size(quote));
	assert(quote_read(arena, fuzz_secrets(), text, &again) == OK);
	assert(quote_equal(arena, quote, again) && quote->expires == again->expires);
	return 0;
}

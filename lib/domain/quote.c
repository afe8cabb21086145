#include "domain/quote.h"

#include "base/text.h"
#include "domain/policy.h"
#include "domain/proration.h"
#include "store/record.h"

#define QUOTE_ID_SIZE 16
#define QUOTE_BYTES_MOST 8192

enum result quote_basis_of(struct quote_basis *basis, const struct site *site,
	const Record__Catalogue *catalogue, const Record__Subscription *subscription,
	struct day today)
{
	*basis = (struct quote_basis){
		.site = site,
		.catalogue = catalogue,
		.subscription = subscription,
		.product = product_find(catalogue, subscription->product),
		.today = today,
		.period = subscription_period(subscription, today),
	};
	if (basis->product != NULL)
		basis->edition = edition_find(basis->product, subscription->edition);
	return basis->edition == NULL ? ILLEGAL : OK;
}

static Record__InvoiceLine *line_of(struct arena *arena, const struct quote_basis *basis,
	Record__InvoiceLine__Kind kind, const Record__Edition *edition, struct money price,
	struct money gross)
{
	struct line_terms terms = {
		.kind = kind,
		.product = basis->product,
		.edition = edition,
		.seats = basis->subscription->seats,
		.cycle = basis->subscription->cycle,
		.price = price.minor,
		.period = basis->period,
		.from = basis->today,
		.gross = gross,
	};

	return invoice_line(arena, basis->site, &terms);
}

static Record__QuoteOffer *offer_of(
	struct arena *arena, const struct quote_basis *basis, const Record__Edition *edition)
{
	const Record__Subscription *subscription = basis->subscription;
	struct money before = subscription_price(subscription), after;
	Record__QuoteOffer *offer;
	struct proration lines;

	if (edition_price(edition, before.currency, subscription->cycle, &after) != OK)
		return NULL;
	lines = proration_of(money_times(before, subscription->seats),
		money_times(after, subscription->seats), basis->period, basis->today);
	offer = arena_allocate(arena, sizeof *offer);
	record__quote_offer__init(offer);
	offer->edition = edition->id;
	offer->price = after.minor;
	offer->credit = line_of(arena, basis, RECORD__INVOICE_LINE__KIND__CREDIT, basis->edition,
		before, lines.credit);
	offer->charge = line_of(
		arena, basis, RECORD__INVOICE_LINE__KIND__CHARGE, edition, after, lines.charge);
	offer->total = lines.total.minor;
	return offer;
}

static bool is_offered(const struct quote_basis *basis, const Record__Edition *edition)
{
	return policy_edition(basis->catalogue, basis->product, basis->edition, edition).result ==
	       POLICY_IMMEDIATE;
}

Record__Quote *quote_of(struct arena *arena, const struct quote_basis *basis)
{
	struct editions above = editions_above(basis->product, basis->edition);
	Record__Quote *quote = arena_allocate(arena, sizeof *quote);

	record__quote__init(quote);
	quote->customer = basis->subscription->customer;
	quote->subscription = basis->subscription->id;
	quote->subscription_version = basis->subscription->version;
	quote->catalogue_version = basis->catalogue->version;
	quote->day = basis->today.number;
	quote->offers = arena_allocate(arena, (above.count + 1) * sizeof(Record__QuoteOffer *));
	/* Before the first period or after the last one there is nothing to prorate. */
	if (basis->subscription->status != RECORD__STATUS__ACTIVE ||
		!period_contains(basis->period, basis->today))
		return quote;
	for (size_t i = 0; i < above.count; i++) {
		Record__QuoteOffer *offer = is_offered(basis, above.items[i])
						    ? offer_of(arena, basis, above.items[i])
						    : NULL;

		if (offer != NULL)
			quote->offers[quote->n_offers++] = offer;
	}
	return quote;
}

static uint8_t *pack(struct arena *arena, const Record__Quote *quote, size_t *size)
{
	uint8_t *bytes;

	*size = record__quote__get_packed_size(quote);
	bytes = arena_allocate(arena, *size);
	record__quote__pack(quote, bytes);
	return bytes;
}

const char *quote_sign(struct arena *arena, const struct secrets *secrets, Record__Quote *quote)
{
	struct digest signature;
	uint8_t *bytes;
	size_t size;
	char *text, *mac;

	quote->id.data = arena_allocate(arena, QUOTE_ID_SIZE);
	quote->id.len = QUOTE_ID_SIZE;
	secret_random(quote->id.data, quote->id.len);
	quote->expires = clock_shop().seconds + QUOTE_LIFETIME;
	bytes = pack(arena, quote, &size);
	signature = secret_sign(secrets, SECRET_QUOTE, bytes, size);
	text = arena_allocate(arena, SECRET_TEXT_SIZE(size));
	mac = arena_allocate(arena, SECRET_TEXT_SIZE(sizeof signature.bytes));
	secret_text(text, bytes, size);
	secret_text(mac, signature.bytes, sizeof signature.bytes);
	return arena_format(arena, "%s.%s", text, mac);
}

enum result quote_read(
	struct arena *arena, const struct secrets *secrets, const char *text, Record__Quote **quote)
{
	const char *dot = strchr(text, '.');
	struct digest signature;
	uint8_t *bytes;
	size_t size;

	if (dot == NULL || dot - text > (ptrdiff_t)SECRET_TEXT_SIZE(QUOTE_BYTES_MOST))
		return INVALID;
	bytes = arena_allocate(arena, QUOTE_BYTES_MOST);
	if (!secret_bytes(signature.bytes, sizeof signature.bytes, dot + 1) ||
		!secret_bytes_up_to(bytes, QUOTE_BYTES_MOST, &size,
			arena_copy(arena, text, (size_t)(dot - text))) ||
		!secret_check(secrets, SECRET_QUOTE, bytes, size, &signature))
		return INVALID;
	*quote = (Record__Quote *)record_unpack(arena, &record__quote__descriptor, bytes, size);
	return *quote != NULL && (*quote)->id.len == QUOTE_ID_SIZE ? OK : INVALID;
}

bool quote_equal(struct arena *arena, const Record__Quote *a, const Record__Quote *b)
{
	Record__Quote bare_a = *a, bare_b = *b;
	uint8_t *bytes_a, *bytes_b;
	size_t size_a, size_b;

	bare_a.id = bare_b.id = (ProtobufCBinaryData){ 0, NULL };
	bare_a.expires = bare_b.expires = 0;
	bytes_a = pack(arena, &bare_a, &size_a);
	bytes_b = pack(arena, &bare_b, &size_b);
	return size_a == size_b && memcmp(bytes_a, bytes_b, size_a) == 0;
}

const Record__QuoteOffer *quote_offer(const Record__Quote *quote, const char *edition)
{
	for (size_t i = 0; i < quote->n_offers; i++)
		if (text_equal(quote->offers[i]->edition, edition))
			return quote->offers[i];
	return NULL;
}

#include "page/way.h"

#include "domain/policy.h"

struct way way_up(struct arena *arena, const Record__Catalogue *catalogue,
	const Record__Product *product, const Record__Edition *edition)
{
	struct way way = { .product = product->name, .edition = edition->name };
	struct editions above = editions_above(product, edition);

	for (size_t i = 0; i < above.count; i++) {
		struct policy_answer answer =
			policy_edition(catalogue, product, edition, above.items[i]);

		if (answer.result != POLICY_IMMEDIATE) {
			if (answer.reason != NULL)
				way.refusal = answer.reason;
			continue;
		}
		if (way.last != NULL)
			way.others = way.others == NULL
					     ? way.last
					     : arena_format(arena, "%s, %s", way.others, way.last);
		way.last = above.items[i]->name;
	}
	return way;
}

const struct ways *ways_of(struct arena *arena, const Record__Catalogue *catalogue)
{
	struct ways *ways = arena_allocate(arena, sizeof *ways);
	size_t editions = 0;

	for (size_t i = 0; i < catalogue->n_products; i++)
		editions += catalogue->products[i]->n_editions;
	ways->items = arena_allocate(arena, editions * sizeof *ways->items);
	for (size_t i = 0; i < catalogue->n_products; i++) {
		const Record__Product *product = catalogue->products[i];

		for (size_t j = 0; j < product->n_editions; j++) {
			struct way way = way_up(arena, catalogue, product, product->editions[j]);

			if (way.last != NULL)
				ways->items[ways->count++] = way;
		}
	}
	return ways;
}

uint64_t way_first(
	struct arena *arena, const Record__Catalogue *catalogue, const struct subscriptions *owned)
{
	for (size_t i = 0; i < owned->count; i++) {
		const Record__Subscription *subscription = owned->items[i];
		const Record__Product *product = product_find(catalogue, subscription->product);
		const Record__Edition *edition =
			product == NULL ? NULL : edition_find(product, subscription->edition);

		if (subscription->status == RECORD__STATUS__ACTIVE && edition != NULL &&
			way_up(arena, catalogue, product, edition).last != NULL)
			return subscription->id;
	}
	return 0;
}

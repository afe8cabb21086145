#include "page/account.h"

#include "page/templates.h"

struct work {
	const struct visit *visit;
	const struct profile *profile;
	struct currencies currencies;
};

static enum result read_currencies(struct unit *unit, void *context)
{
	struct work *work = context;
	enum currency present = (enum currency)work->visit->customer->currency;
	const Record__Catalogue *catalogue;
	enum result result = catalogue_cached(&work->visit->shop->catalogue, unit, &catalogue);

	if (result != OK)
		return result;
	work->currencies = currencies_sold(catalogue);
	work->currencies.sold[present] = true;
	return OK;
}

static enum result save(struct unit *unit, void *context)
{
	struct work *work = context;
	enum result result = read_currencies(unit, work);

	if (result == OK && !work->currencies.sold[work->profile->currency])
		result = INVALID;
	return result == OK ? customer_change(unit, work->visit->customer->id, work->profile)
			    : result;
}

struct profile account_profile(const Record__Customer *customer)
{
	return (struct profile){ customer->name, customer->address, customer->language,
		(enum currency)customer->currency };
}

enum result account_show(struct visit *visit, struct account_view view)
{
	struct work work = { .visit = visit };
	enum result result = store_read(visit->shop->store, visit->arena, read_currencies, &work);

	if (result != OK)
		return result;
	view.currencies = work.currencies;
	account_page(visit, &view);
	return OK;
}

enum result account_save(struct visit *visit, const struct profile *profile)
{
	struct work work = { .visit = visit, .profile = profile };

	return store_write(visit->shop->store, visit->arena, STORE_SYNC, save, &work);
}

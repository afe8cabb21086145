#include "tools/palierctl.h"

#include "base/text.h"
#include "domain/counter.h"
#include "domain/demo.h"
#include "tools/palierctl_conf.h"
#include "tools/palierctl_print.h"
#include "tools/palierctl_progress.h"
#include "tools/palierctl_shop.h"

#include <errno.h>
#include <inttypes.h>

#define CUSTOMERS_MOST 10000000

static enum result count_customers(struct unit *unit, void *count)
{
	return counter_value(unit, "customer", count);
}

/* A live shop may become a demo as long as nobody has trusted it with anything. */
static enum exit_status become_demo(const struct call *call, struct shop *shop)
{
	const char *path = shop_path(shop, "conf/site.cfg"), *text;
	uint64_t customers = 0;
	enum result result = store_read(shop->store, call->arena, count_customers, &customers);

	if (result != OK)
		return shop_refuse(shop, result);
	if (customers > 0)
		return shop_refuse_live(shop, "it has customers, and demo customers' passwords are "
					      "public");
	if (!shop->site.loopback)
		return refuse("%s: a demo shop's address must be on 127.0.0.1, for its passwords "
			      "are public. Make another shop for the demo.",
			path);
	text = conf_read(call->arena, path);
	if (text != NULL) {
		text = conf_set(call->arena, text, "kind", "demo");
		if (text == NULL)
			return refuse("%s: no line begins with kind = \"…\". Add one.", path);
		if (!conf_replace(call->arena, path, text))
			text = NULL;
	}
	if (text == NULL)
		return refuse("%s: can't be rewritten (%s).", path, strerror(errno));
	shop->site.kind = SITE_DEMO;
	return DONE;
}

static enum exit_status print_customers(const struct call *call, uint64_t more)
{
	static const char *const emails[] = { "essentials@example.com", "advanced@example.com",
		"premium@example.com", "studio@example.com", "operator@example.com" };

	for (size_t i = 0; i < sizeof emails / sizeof *emails; i++)
		if (call->json)
			print_json(json_pack(
				"{s:s, s:s}", "email", emails[i], "password", DEMO_PASSWORD));
		else
			puts(emails[i]);
	if (call->json)
		return DONE;
	if (more > 0)
		printf("customer000001@example.com … customer%06" PRIu64 "@example.com\n", more);
	puts("\nThe password of all of them: " DEMO_PASSWORD);
	return DONE;
}

static enum exit_status fill(const struct call *call, struct shop *shop, uint64_t more)
{
	struct progress progress;
	enum result result;

	progress_begin(&progress, "demo customers");
	result = demo_fill(shop, more, progress_show, &progress);
	progress_end(&progress);
	if (result == NOT_FOUND)
		return refuse("%s sells nothing yet. Run `palierctl --shop %s catalog publish` "
			      "first.",
			shop->directory, shop->directory);
	if (result == INVALID)
		return refuse("%s: its catalogue doesn't sell Harmony, which the demo customers "
			      "have. Publish the sample of conf/catalog.cfg.",
			shop->directory);
	return result == OK ? print_customers(call, more) : shop_refuse(shop, result);
}

enum exit_status command_demo(const struct call *call)
{
	const char *customers = call_option(call, "--customers");
	int64_t more = 0;
	struct shop shop;
	enum exit_status status;

	if (customers != NULL && !text_number(customers, 0, CUSTOMERS_MOST, &more))
		return misuse(call, "--customers is \"%s\"; it must be a number from 0 to %d.",
			customers, CUSTOMERS_MOST);
	status = shop_enter(call, &shop);
	if (status == DONE && !shop_is_playground(&shop))
		status = become_demo(call, &shop);
	if (status == DONE)
		status = shop_make_clock(&shop);
	if (status == DONE)
		status = fill(call, &shop, (uint64_t)more);
	if (shop.arena != NULL)
		shop_close(&shop);
	return status;
}

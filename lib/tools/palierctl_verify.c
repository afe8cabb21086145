#include "tools/palierctl.h"

#include "domain/audit.h"
#include "tools/palierctl_print.h"
#include "tools/palierctl_progress.h"
#include "tools/palierctl_shop.h"

#include <inttypes.h>

struct verifying {
	const struct call *call;
	struct progress progress;
};

static void print_finding(const char *sentence, void *context)
{
	struct verifying *verifying = context;

	progress_end(&verifying->progress);
	if (verifying->call->json)
		print_json(json_pack("{s:s}", "finding", sentence));
	else
		puts(sentence);
}

static void show_progress(uint64_t done, uint64_t all, void *context)
{
	struct verifying *verifying = context;

	progress_show(done, all, &verifying->progress);
}

static void print_count(uint64_t count, const char *one, const char *many, const char *after)
{
	printf("%" PRIu64 " %s%s", count, count == 1 ? one : many, after);
}

static void print_summary(const struct call *call, const struct audit *audit)
{
	if (call->json) {
		print_json(json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "customers",
			(json_int_t)audit->customers, "subscriptions",
			(json_int_t)audit->subscriptions, "invoices", (json_int_t)audit->invoices,
			"entries", (json_int_t)audit->entries, "count", (json_int_t)audit->promises,
			"mark", (json_int_t)audit->mark, "outbox", (json_int_t)audit->outbox,
			"mails", (json_int_t)audit->mails, "findings",
			(json_int_t)audit->findings));
		return;
	}
	print_count(audit->customers, "customer", "customers", ", ");
	print_count(audit->subscriptions, "subscription", "subscriptions", ", ");
	print_count(audit->invoices, "invoice", "invoices", ", ");
	print_count(audit->entries, "journal entry", "journal entries", "; ");
	print_count(audit->mails, "mail", "mails", ", ");
	printf("%" PRIu64 " of them waiting; ", audit->outbox);
	printf("the store counts %" PRIu64 ", the mark is %" PRIu64 "\n", audit->promises,
		audit->mark);
	if (audit->findings == 0)
		puts("the shop holds what its journal says");
}

/* The operator has looked: the store may go on from what is there. */
static enum exit_status accept(
	const struct call *call, struct shop *shop, const struct audit *audit)
{
	enum result result;

	if (audit->findings == 0)
		return refuse("%s misses no entries, so there is nothing to accept.", call->shop);
	if (audit->findings > 1 || !audit->lost_end)
		return report_damage("%s has findings that can't be accepted. Restore the last "
				     "backup.",
			call->shop);
	result = store_accept(shop->store);
	if (result != OK)
		return shop_refuse(shop, result);
	if (call->json)
		print_json(json_pack("{s:I, s:I}", "accepted", (json_int_t)audit->promises,
			"missing", (json_int_t)(audit->mark - audit->promises)));
	else
		printf("accepted: the shop goes on from the %" PRIu64 " entries it has; %" PRIu64
		       " that were promised are missing\n",
			audit->promises, audit->mark - audit->promises);
	return DONE;
}

static enum exit_status judge(const struct call *call, const struct audit *audit)
{
	if (audit->findings == 0)
		return DONE;
	if (audit->findings == 1 && audit->lost_end)
		return report_damage("%s has lost its last entries, and nothing else. Restore the "
				     "last backup; without one see `palierctl verify --help`.",
			call->shop);
	return report_damage("%s is damaged: %" PRIu64 " %s. Restore the last backup.", call->shop,
		audit->findings, audit->findings == 1 ? "finding" : "findings");
}

static enum exit_status verify(const struct call *call, struct shop *shop)
{
	struct verifying verifying = { .call = call };
	struct audit audit = {
		.finding = print_finding, .progress = show_progress, .context = &verifying
	};
	enum result result;

	progress_begin(&verifying.progress, "customers verified");
	result = audit_run(shop, &audit);
	progress_end(&verifying.progress);
	if (result != OK && audit.findings == 0)
		return shop_refuse(shop, result);
	print_summary(call, &audit);
	/* What an audit that broke off didn't see can't be accepted. */
	if (call_option(call, "--accept") != NULL && result == OK)
		return accept(call, shop, &audit);
	return judge(call, &audit);
}

enum exit_status command_verify(const struct call *call)
{
	struct shop shop;
	enum exit_status status = shop_enter(call, &shop);

	if (status == DONE)
		status = verify(call, &shop);
	if (shop.arena != NULL)
		shop_close(&shop);
	return status;
}

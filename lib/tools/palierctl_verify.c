#include "tools/palierctl.h"

#include "domain/audit.h"

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

static void print_summary(const struct call *call, const struct audit *audit)
{
	if (call->json) {
		print_json(json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "customers",
			(json_int_t)audit->customers, "subscriptions",
			(json_int_t)audit->subscriptions, "invoices", (json_int_t)audit->invoices,
			"entries", (json_int_t)audit->entries, "count", (json_int_t)audit->promises,
			"mark", (json_int_t)audit->mark, "findings", (json_int_t)audit->findings));
		return;
	}
	printf("%" PRIu64 " customers, %" PRIu64 " subscriptions, %" PRIu64 " invoices, %" PRIu64
	       " journal entries; the store counts %" PRIu64 ", the mark is %" PRIu64 "\n",
		audit->customers, audit->subscriptions, audit->invoices, audit->entries,
		audit->promises, audit->mark);
	if (audit->findings == 0)
		puts("the shop holds what its journal says");
}

enum exit_status command_verify(const struct call *call)
{
	struct verifying verifying = { .call = call };
	struct audit audit = {
		.finding = print_finding, .progress = show_progress, .context = &verifying
	};
	struct shop shop;
	enum exit_status status = shop_enter(call, &shop);
	enum result result;

	if (status == DONE) {
		progress_begin(&verifying.progress, "customers verified");
		result = audit_run(&shop, &audit);
		progress_end(&verifying.progress);
		print_summary(call, &audit);
		if (result != OK && audit.findings == 0)
			status = shop_refuse(&shop, result);
		else if (audit.findings > 0)
			status = report_damage("%s is damaged: %" PRIu64
					       " findings. Restore the last "
					       "backup.",
				call->shop, audit.findings);
	}
	if (shop.arena != NULL)
		shop_close(&shop);
	return status;
}

#include "domain/figures.h"
#include "domain/period.h"
#include "tools/palierctl_print.h"
#include "tools/palierctl_shop.h"

#include <errno.h>
#include <fts.h>
#include <inttypes.h>
#include <sys/stat.h>

#define MEMORY (size_t)(16 << 20)
#define BLOCK 512 /* what st_blocks counts */

static const char *const statuses[] = {
	[RECORD__STATUS__ACTIVE] = "active",
	[RECORD__STATUS__ENDED] = "ended",
};

/* What everything below a folder takes on the disk; its holes take nothing. */
static uint64_t folder_bytes(struct arena *arena, const char *path)
{
	char *const paths[] = { arena_text(arena, path), NULL };
	FTS *walk = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	uint64_t bytes = 0;

	if (walk == NULL)
		return 0;
	for (FTSENT *entry = fts_read(walk); entry != NULL; entry = fts_read(walk))
		if (entry->fts_info == FTS_F)
			bytes += (uint64_t)entry->fts_statp->st_blocks * BLOCK;
	fts_close(walk);
	return bytes;
}

/* Nothing was ever sold in it. */
static bool is_unused(const struct figures_money *money)
{
	return money->recurring.minor == 0 && money->invoices == 0;
}

static const char *month_text(struct arena *arena, const struct figures *figures)
{
	struct date date = day_date(figures->month);

	return arena_format(arena, "%04d-%02d", date.year, date.month);
}

/* ---- for machines -------------------------------------------------------------------------- */

static json_t *kinds_json(const struct figures *figures)
{
	json_t *list = json_array();

	for (size_t i = 0; i < figures->kind_count; i++) {
		const struct figures_kind *kind = &figures->kinds[i];

		json_array_append_new(list,
			json_pack("{s:s, s:s, s:s, s:s, s:I, s:I}", "product", kind->product,
				"edition", kind->edition, "cycle", period_cycle_words[kind->cycle],
				"status", statuses[kind->status], "count", (json_int_t)kind->count,
				"seats", (json_int_t)kind->seats));
	}
	return list;
}

/* An object of each, by currency. */
static json_t *recurring_json(const struct figures *figures)
{
	json_t *object = json_object();

	for (size_t i = 0; i < CURRENCIES; i++)
		if (!is_unused(&figures->money[i]))
			json_object_set_new(object, currency_code((enum currency)i),
				json_integer(figures->money[i].recurring.minor));
	return object;
}

static json_t *invoices_json(const struct figures *figures)
{
	json_t *object = json_object();

	for (size_t i = 0; i < CURRENCIES; i++) {
		const struct figures_money *money = &figures->money[i];

		if (!is_unused(money))
			json_object_set_new(object, currency_code((enum currency)i),
				json_pack("{s:I, s:I, s:I, s:I}", "count",
					(json_int_t)money->invoices, "net",
					(json_int_t)money->net.minor, "vat",
					(json_int_t)money->vat.minor, "gross",
					(json_int_t)money->gross.minor));
	}
	return object;
}

static void print_object(struct arena *arena, const struct figures *figures, uint64_t bytes)
{
	print_json(json_pack("{s:I, s:I, s:o, s:o, s:s, s:o, s:I, s:I, s:I, s:I}", "customers",
		(json_int_t)figures->customers, "operators", (json_int_t)figures->operators,
		"subscriptions", kinds_json(figures), "recurring", recurring_json(figures), "month",
		month_text(arena, figures), "invoices", invoices_json(figures), "tickets_open",
		(json_int_t)figures->tickets_open, "mails_waiting",
		(json_int_t)figures->mails_waiting, "mails_given_up",
		(json_int_t)figures->mails_given_up, "bytes", (json_int_t)bytes));
}

/* ---- for people ---------------------------------------------------------------------------- */

static void print_kinds(const struct figures *figures)
{
	uint64_t count = 0, seats = 0;

	printf("\n%-36s  %-5s  %-6s  %13s  %9s\n", "EDITION", "CYCLE", "STATUS", "SUBSCRIPTIONS",
		"SEATS");
	for (size_t i = 0; i < figures->kind_count; i++) {
		const struct figures_kind *kind = &figures->kinds[i];

		printf("%-12s %-23s  %-5s  %-6s  %13" PRIu64 "  %9" PRIu64 "\n", kind->product,
			kind->edition, period_cycle_words[kind->cycle], statuses[kind->status],
			kind->count, kind->seats);
		count += kind->count;
		seats += kind->seats;
	}
	printf("%-36s  %-5s  %-6s  %13" PRIu64 "  %9" PRIu64 "\n\n", "all", "", "", count, seats);
}

static void print_money(struct arena *arena, const struct figures *figures)
{
	for (size_t i = 0; i < CURRENCIES; i++)
		if (!is_unused(&figures->money[i]))
			printf("%-24s %20s\n", "recurring a month",
				money_text(arena, figures->money[i].recurring));
	for (size_t i = 0; i < CURRENCIES; i++) {
		const struct figures_money *money = &figures->money[i];

		if (!is_unused(money))
			printf("%-24s %20s  in %" PRIu64 " (net %s, VAT %s)\n",
				arena_format(arena, "invoiced in %s", month_text(arena, figures)),
				money_text(arena, money->gross), money->invoices,
				money_text(arena, money->net), money_text(arena, money->vat));
	}
}

static void print_table(struct arena *arena, const struct figures *figures, uint64_t bytes)
{
	printf("%-24s %20" PRIu64 "\n", "customers", figures->customers);
	printf("%-24s %20" PRIu64 "\n", "operators", figures->operators);
	print_kinds(figures);
	print_money(arena, figures);
	printf("%-24s %20" PRIu64 "\n", "open tickets", figures->tickets_open);
	printf("%-24s %20" PRIu64 "\n", "mails waiting", figures->mails_waiting);
	printf("%-24s %20" PRIu64 "\n", "mails given up", figures->mails_given_up);
	printf("%-24s %20s\n", "data on the disk",
		arena_format(arena, "%" PRIu64 ".%" PRIu64 " MiB", bytes >> 20,
			(bytes & 0xfffff) * 10 >> 20));
}

/* ---- the command --------------------------------------------------------------------------- */

static enum exit_status print_figures(const struct call *call, struct shop *shop)
{
	struct arena *arena = arena_open(MEMORY);
	struct figures figures;
	enum result result = figures_read(shop, arena, &figures);
	uint64_t bytes = folder_bytes(arena, shop_path(shop, "data"));

	if (result == OK && call->json)
		print_object(arena, &figures, bytes);
	else if (result == OK)
		print_table(arena, &figures, bytes);
	arena_close(arena);
	return result == OK ? DONE : shop_refuse(shop, result);
}

enum exit_status command_stats(const struct call *call)
{
	struct shop shop;
	enum exit_status status = shop_enter(call, &shop);

	if (status == DONE)
		status = print_figures(call, &shop);
	if (shop.arena != NULL)
		shop_close(&shop);
	return status;
}

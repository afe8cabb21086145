#include "tools/palierctl.h"

#include <stdint.h>

const struct command_option palierctl_global_options[] = {
	{ .name = "--shop",
		.value = "DIR",
		.does = "the shop; else $PALIER_SHOP, else build/shop" },
	{ .name = "--json", .does = "one JSON object a line" },
	{ .name = "--help", .does = "this" },
	{ .name = NULL },
};

const char *const palierctl_exit_words[] = {
	[DONE] = "Done.",
	[REFUSED] = "Refused, or not found.",
	[MISUSED] = "Wrong usage.",
	[DAMAGED] = "The shop is damaged.",
};

/* clang-format off: a row stays on a line. */
static const struct command_option help_options[] = {
	{ .name = "--as", .value = "text|man|bash", .does = "a manual page, or bash's completion" },
	{ .name = NULL },
};

static const struct command_option init_options[] = {
	{ .name = "--kind", .value = "live|demo|test", .does = "else what the sample says" },
	{ .name = "--address", .value = "URL", .does = "where browsers find it" },
	{ .name = "--conf", .value = "DIR", .does = "where the samples are" },
	{ .name = NULL },
};

static const struct command_option demo_options[] = {
	{ .name = "--customers", .value = "N", .does = "how many more; else none" },
	{ .name = NULL },
};

static const struct command_option import_options[] = {
	{ .name = "--dry-run", .does = "says what would be done, and does nothing" },
	{ .name = "--refused",
		.value = "FILE",
		.does = "where refused lines are written, to be mended" },
	{ .name = NULL },
};

static const struct command_option prorate_options[] = {
	{ .required = true, .name = "--old", .value = "MINOR", .does = "the price before" },
	{ .required = true, .name = "--new", .value = "MINOR", .does = "the price after" },
	{ .required = true, .name = "--start", .value = "DATE", .does = "the period's first day" },
	{ .required = true, .name = "--end", .value = "DATE", .does = "the day after its last" },
	{ .required = true, .name = "--at", .value = "DATE", .does = "the day of the change" },
	{ .name = NULL },
};

static const struct command_option schedule_options[] = {
	{ .required = true, .name = "--anchor", .value = "DATE", .does = "where counting begins" },
	{ .required = true, .name = "--cycle", .value = "month|year", .does = "a period's length" },
	{ .required = true, .name = "--count", .value = "N", .does = "how many, 1 to 1200" },
	{ .name = NULL },
};

static const struct command_option secret_rotate_options[] = {
	{ .name = "--grace", .value = "TIME", .does = "30d, 24h; 0s voids the old one at once" },
	{ .name = NULL },
};

static const struct command_option journal_options[] = {
	{ .name = "--customer", .value = "EMAIL", .does = "this one's alone" },
	{ .name = "--last", .value = "N", .does = "the last ones alone, 1 to 4096" },
	{ .name = "--follow", .does = "and those to come, until Ctrl-C" },
	{ .name = NULL },
};

static const struct command_option verify_options[] = {
	{ .name = "--accept", .does = "go on without the entries that are missing" },
	{ .name = NULL },
};

static const struct command_option mail_list_options[] = {
	{ .name = "--state", .value = "waiting|sent|given-up", .does = "these alone" },
	{ .name = NULL },
};
/* clang-format on */

#define CATALOGUE_FILE "FILE is SHOP/conf/catalog.cfg when it isn't given."

static const struct command palierctl_commands[] = {
	{ .name = "help",
		.shopless = true,
		.does = "says what there is, or what one command does",
		.more = "The same as --help behind the command. The manual page and the completion "
			"of bash are made with --as, from the same table.",
		.operands = "COMMAND…",
		.operands_most = 2,
		.options = help_options,
		.example = "palierctl help catalog publish",
		.run = command_help },
	{ .name = "init",
		.does = "makes an empty shop",
		.more = "Makes SHOP with its folders, its secret and its store, copies "
			"the samples of site.cfg and catalog.cfg, and publishes the "
			"catalogue. What exists stays as it is, so it can be repeated.",
		.options = init_options,
		.example = "palierctl --shop /srv/palier/shop init --address "
			   "https://shop.example.com",
		.run = command_init },
	{ .name = "demo",
		.does = "fills a shop with demo customers",
		.more = "Five accounts, and N more with plausible histories.  A live "
			"shop that has no customers yet becomes a demo shop; one that "
			"has is refused. Who exists already is left alone.",
		.options = demo_options,
		.example = "palierctl demo --customers 2000",
		.run = command_demo },
	{ .name = "import",
		.does = "takes customers and subscriptions over from another system",
		.more = "FILE, or - for standard input, has a JSON object a line: email, name, "
			"address (a list of lines), language (fr or en), currency (EUR, USD or "
			"CAD), password_hash (Argon2id; may be left out, and nobody signs in "
			"then until a password is set), and subscriptions, a list of objects "
			"with product, edition, seats, cycle (month or year), anchor (the day "
			"that billing counts from) and price (minor units for a cycle and seat; "
			"left out, the catalogue's). A line is taken whole or refused whole, "
			"and refused ones are named with the reason. It may be stopped at any "
			"time and run again: what is there already is left alone. Nothing is "
			"invoiced: the other system has billed up to the end of the period at "
			"hand, and this shop bills from the next one on.",
		.operands = "FILE",
		.operands_least = 1,
		.operands_most = 1,
		.options = import_options,
		.example = "palierctl import customers.jsonl --refused refused.jsonl",
		.run = command_import },
	{ .name = "prorate",
		.shopless = true,
		.does = "what a change of price within a period costs",
		.more = "Prices are for the whole period, in minor units, 0 among them.  "
			"The period is [start, end); the day of the change belongs to "
			"the new price. The answer is always JSON.",
		.options = prorate_options,
		.example = "palierctl prorate --old 1999 --new 4999 --start 2026-05-01 "
			   "--end 2026-06-01 --at 2026-05-11",
		.run = command_prorate },
	{ .name = "schedule",
		.shopless = true,
		.does = "when the next billing periods start",
		.more = "The starts that follow the anchor, a date a line: anchor + 1 "
			"cycle, anchor + 2 cycles, …, each clamped to the last day of "
			"its month.",
		.options = schedule_options,
		.example = "palierctl schedule --anchor 2024-01-31 --cycle month --count 12",
		.run = command_schedule },
	{ .group = "clock",
		.name = "show",
		.implied = true,
		.does = "says what time it is in the shop (demo and test shops)",
		.example = "palierctl clock show",
		.run = command_clock_show },
	{ .group = "clock",
		.name = "set",
		.does = "sets the shop's clock (demo and test shops)",
		.more = "Running programs follow at once. The clock goes on from there.",
		.operands = "INSTANT",
		.operands_least = 1,
		.operands_most = 1,
		.example = "palierctl clock set 2026-12-01T10:00:00+01:00",
		.run = command_clock_set },
	{ .group = "clock",
		.name = "advance",
		.does = "moves the shop's clock forwards (demo and test shops)",
		.more = "TIME is a number and a unit: d for days, which keep the time of "
			"day, h for hours, m for minutes, s for seconds.",
		.operands = "TIME",
		.operands_least = 1,
		.operands_most = 1,
		.example = "palierctl clock advance 30d",
		.run = command_clock_advance },
	{ .group = "catalog",
		.name = "check",
		.does = "does the catalogue's file hold together?",
		.more = CATALOGUE_FILE,
		.operands = "FILE",
		.operands_most = 1,
		.example = "palierctl catalog check new.cfg",
		.run = command_catalog_check },
	{ .group = "catalog",
		.name = "preview",
		.does = "what publishing the file would change",
		.more = CATALOGUE_FILE,
		.operands = "FILE",
		.operands_most = 1,
		.example = "palierctl catalog preview new.cfg",
		.run = command_catalog_preview },
	{ .group = "catalog",
		.name = "publish",
		.does = "from now on this is what the shop sells",
		.more = "Subscriptions keep their price until they change.  " CATALOGUE_FILE,
		.operands = "FILE",
		.operands_most = 1,
		.example = "palierctl catalog publish new.cfg",
		.run = command_catalog_publish },
	{ .group = "config",
		.name = "check",
		.does = "does the configuration hold together?",
		.more = "Looks at conf/site.cfg, the address, conf/catalog.cfg, the "
			"secrets and who may read them, the mail server's password "
			"where one is wanted, the log, the room on the disk and the "
			"folders, and says each thing that it looked at.",
		.example = "palierctl config check",
		.run = command_config_check },
	{ .group = "secret",
		.name = "list",
		.implied = true,
		.does = "how old the shop's secrets are",
		.more = "Ages, never the secrets themselves.",
		.example = "palierctl secret list",
		.run = command_secret_list },
	{ .group = "secret",
		.name = "rotate",
		.does = "signs with a new secret from now on",
		.more = "SECRET is signing, which signs forms, prices and questions, "
			"unless it is lasting, which signs the links to tickets in "
			"mails. Running programs follow at once. What was signed "
			"before is believed for a day, and for 30 days where it lasts; "
			"use --grace 0s when a secret has got out: open forms must "
			"then be opened again, and with lasting, older links open no "
			"ticket any more.",
		.operands = "SECRET",
		.operands_most = 1,
		.options = secret_rotate_options,
		.example = "palierctl secret rotate",
		.run = command_secret_rotate },
	{ .name = "journal",
		.does = "every change there was, customer by customer, the oldest first",
		.more = "Entries hold ids, no names and no addresses. ACTOR is the "
			"customer or operator who did it, 0 for this command. --last takes "
			"those of the whole shop in the order they came; with --follow it is "
			"what is shown before waiting for more.",
		.options = journal_options,
		.example = "palierctl journal --customer essentials@example.com --json",
		.run = command_journal },
	{ .name = "stats",
		.does = "what the shop comes to",
		.more = "Customers, subscriptions by edition, what is invoiced this month by "
			"the shop's clock, open tickets, mails, and the size of SHOP/data on "
			"the disk. Recurring is what the active subscriptions bring in a month, "
			"VAT included: the months' prices, and a twelfth of all years' prices "
			"together, rounded half up to the cent once per currency. Amounts in "
			"JSON are minor units. Customers may go on meanwhile.",
		.example = "palierctl stats --json",
		.run = command_stats },
	{ .name = "verify",
		.does = "does the shop hold what its journal says?",
		.more = "Reads every record, follows every customer's chain, rebuilds "
			"subscriptions and invoices from it, and counts. Prints what is "
			"wrong; customers may go on meanwhile. A store that has lost its last "
			"entries takes no more. Restore the last backup then; only if there is "
			"none, or it is older still, look what customers may have paid for "
			"since, and --accept what is there. It is refused when anything else "
			"is wrong, and adds nothing to the journal.",
		.options = verify_options,
		.example = "palierctl verify",
		.run = command_verify },
	{ .name = "settle",
		.does = "does what is due: mails leave",
		.more = "Mails go to the server that conf/site.cfg names, or become files in "
			"SHOP/mail where it names none. What fails is tried again after 15 "
			"minutes, 30 minutes, 2 hours, 12 hours and a day, by the shop's clock; "
			"what the server refuses for good is given up. The shop starts this by "
			"itself whenever something is due. SSL_CERT_FILE in the environment "
			"names the authorities of a mail server with a certificate of your own.",
		.example = "palierctl settle",
		.run = command_settle },
	{ .group = "mail",
		.name = "list",
		.implied = true,
		.does = "every mail of the last 90 days, and what became of it",
		.more = "What waits, then what left. ANSWER is the mail server's last one.",
		.options = mail_list_options,
		.example = "palierctl mail list --state given-up",
		.run = command_mail_list },
	{ .group = "mail",
		.name = "retry",
		.does = "sends mails again that weren't taken",
		.more = "All that wait, at once; or those given by number, which may have been "
			"given up.",
		.operands = "ID…",
		.operands_most = SIZE_MAX,
		.example = "palierctl mail retry 12 17",
		.run = command_mail_retry },
	{ .name = NULL },
};

/* Behind the last row of a table comes the first one of the next. */
const struct command *command_next(const struct command *each)
{
	const struct command *next = each == NULL ? palierctl_commands : each + 1;
	const struct command *last = palierctl_commands;

	while (last->name != NULL)
		last++;
	if (next == last)
		next = palierctl_people_commands;
	return next->name == NULL ? NULL : next;
}

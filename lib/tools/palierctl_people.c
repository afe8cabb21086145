#include "tools/palierctl.h"

#include <stdint.h>

/* clang-format off: a row stays on a line. */
static const struct command_option customer_add_options[] = {
	{ .required = true, .name = "--name", .value = "NAME", .does = "as invoices show it" },
	{ .required = true, .name = "--address", .value = "LINES", .does = "the same" },
	{ .name = "--language", .value = "fr|en", .does = "of mails; else the shop's" },
	{ .name = "--currency", .value = "EUR|USD|CAD", .does = "else the shop's" },
	{ .name = "--operator", .does = "runs the shop: sees /admin" },
	{ .name = "--no-password", .does = "nobody signs in until one is set" },
	{ .name = NULL },
};

static const struct command_option session_end_options[] = {
	{ .name = "--all", .does = "everybody's" },
	{ .name = NULL },
};
#define BY_AND_REASON                                                                              \
	{ .required = true,                                                                        \
		.name = "--by",                                                                    \
		.value = "EMAIL",                                                                  \
		.does = "the operator who does it" },                                              \
	{                                                                                          \
		.required = true, .name = "--reason", .value = "TEXT", .does = "why, in one line"  \
	}

static const struct command_option subscription_add_options[] = {
	{ .required = true, .name = "--product", .value = "ID", .does = "harmony, for example" },
	{ .required = true, .name = "--edition", .value = "ID", .does = "one of the product's" },
	{ .name = "--seats", .value = "N", .does = "else 1" },
	{ .name = "--cycle", .value = "month|year", .does = "else month" },
	{ .name = "--anchor", .value = "DATE", .does = "where billing begins, else today" },
	BY_AND_REASON,
	{ .name = NULL },
};

static const struct command_option subscription_change_options[] = {
	{ .required = true, .name = "--edition", .value = "ID", .does = "what it becomes" },
	BY_AND_REASON,
	{ .name = "--dry-run", .does = "the quote alone; nothing changes" },
	{ .name = NULL },
};

static const struct command_option ticket_list_options[] = {
	{ .name = "--state", .value = "open|answered|closed", .does = "else open" },
	{ .name = NULL },
};

static const struct command_option ticket_answer_options[] = {
	{ .name = "--text", .value = "TEXT", .does = "else what standard input says" },
	{ .name = NULL },
};
/* clang-format on */

#define PASSWORD_FROM                                                                              \
	"The password is the line that standard input has; on a terminal it is asked for "         \
	"twice and not shown. It needs 8 to 128 bytes, any characters, and must not be "           \
	"guessed easily."

#define REASON                                                                                     \
	"TEXT goes into the journal, which holds ids alone and outlives every account: it must "   \
	"not name a person. It is one line of at most 200 bytes."

const struct command palierctl_people_commands[] = {
	{ .group = "session",
		.name = "open",
		.does = "opens sessions and prints their cookies (demo and test shops)",
		.more = "Prints the cookie's value per customer, one a line, in the "
			"order asked. The cookie is called session, and __Host-session "
			"over https.",
		.operands = "EMAIL…",
		.operands_least = 1,
		.operands_most = SIZE_MAX,
		.example = "palierctl session open essentials@example.com",
		.run = command_session_open },
	{ .group = "session",
		.name = "list",
		.does = "who is signed in: since when, last seen, until when at most",
		.more = "One customer's sessions, or everybody's, in no order. A session also ends "
			"half an hour after it was last seen. SESSION names it for `session end`; "
			"it signs nobody in.",
		.operands = "EMAIL",
		.operands_most = 1,
		.example = "palierctl session list essentials@example.com",
		.run = command_session_list },
	{ .group = "session",
		.name = "end",
		.does = "signs customers out, everywhere and at once",
		.more = "All sessions of those named, a single one by what `session list` calls "
			"it, or with --all everybody's.",
		.operands = "EMAIL|SESSION…",
		.operands_most = SIZE_MAX,
		.options = session_end_options,
		.example = "palierctl session end essentials@example.com",
		.run = command_session_end },
	{ .group = "customer",
		.name = "add",
		.does = "adds a customer, or with --operator one who runs the shop",
		.more = PASSWORD_FROM " The address may have several lines.",
		.operands = "EMAIL",
		.operands_least = 1,
		.operands_most = 1,
		.options = customer_add_options,
		.example = "palierctl customer add ana@example.com --name \"Ana Roy\" "
			   "--address \"1 rue Haute, 69001 Lyon\"",
		.run = command_customer_add },
	{ .group = "customer",
		.name = "list",
		.implied = true,
		.does = "every customer, by number",
		.more = "STATE is active, locked, or no-password for who can't sign in yet.",
		.example = "palierctl customer list --json",
		.run = command_customer_list },
	{ .group = "customer",
		.name = "show",
		.does = "one customer, with subscriptions and open sessions",
		.operands = "EMAIL|NUMBER",
		.operands_least = 1,
		.operands_most = 1,
		.example = "palierctl customer show essentials@example.com",
		.run = command_customer_show },
	{ .group = "customer",
		.name = "password",
		.does = "gives a customer another password, and ends their sessions",
		.more = PASSWORD_FROM,
		.operands = "EMAIL|NUMBER",
		.operands_least = 1,
		.operands_most = 1,
		.example = "palierctl customer password essentials@example.com",
		.run = command_customer_password },
	{ .group = "customer",
		.name = "lock",
		.does = "lets a customer in no more, and ends their sessions",
		.more = "Signing in is answered as if the password were wrong. Subscriptions and "
			"invoices stay as they are.",
		.operands = "EMAIL|NUMBER",
		.operands_least = 1,
		.operands_most = 1,
		.example = "palierctl customer lock essentials@example.com",
		.run = command_customer_lock },
	{ .group = "customer",
		.name = "unlock",
		.does = "lets a locked customer sign in again",
		.operands = "EMAIL|NUMBER",
		.operands_least = 1,
		.operands_most = 1,
		.example = "palierctl customer unlock essentials@example.com",
		.run = command_customer_unlock },
	{ .group = "subscription",
		.name = "list",
		.implied = true,
		.does = "every subscription, or one customer's",
		.operands = "EMAIL",
		.operands_most = 1,
		.example = "palierctl subscription list essentials@example.com",
		.run = command_subscription_list },
	{ .group = "subscription",
		.name = "show",
		.does = "one subscription, with what the journal says of it",
		.operands = "ID",
		.operands_least = 1,
		.operands_most = 1,
		.example = "palierctl subscription show 17",
		.run = command_subscription_show },
	{ .group = "subscription",
		.name = "add",
		.does = "gives a customer a subscription, at the catalogue's price",
		.more = "In the customer's currency. Every period that has begun since the "
			"anchor is invoiced at once. " REASON,
		.operands = "EMAIL",
		.operands_least = 1,
		.operands_most = 1,
		.options = subscription_add_options,
		.example = "palierctl subscription add ada@example.com --product harmony "
			   "--edition essentials --by operator@example.com --reason "
			   "\"ordered by telephone\"",
		.run = command_subscription_add },
	{ .group = "subscription",
		.name = "change",
		.does = "moves a subscription up to a higher edition",
		.more = "As the customer would in the store: the same policy, the same "
			"amounts, the invoice and the mail. Prints the quote first, and does "
			"nothing if that no longer holds when it comes to changing. " REASON,
		.operands = "ID",
		.operands_least = 1,
		.operands_most = 1,
		.options = subscription_change_options,
		.example = "palierctl subscription change 17 --edition premium --by "
			   "operator@example.com --reason \"as agreed in ticket 12\"",
		.run = command_subscription_change },
	{ .group = "ticket",
		.name = "list",
		.implied = true,
		.does = "the support tickets in one state, the newest first",
		.more = "Open ones wait for the operator, answered ones for their author. "
			"CUSTOMER is 0 for a stranger.",
		.options = ticket_list_options,
		.example = "palierctl ticket list --state answered",
		.run = command_ticket_list },
	{ .group = "ticket",
		.name = "show",
		.does = "one ticket, with all that was written",
		.operands = "TICKET",
		.operands_least = 1,
		.operands_most = 1,
		.example = "palierctl ticket show 17",
		.run = command_ticket_show },
	{ .group = "ticket",
		.name = "answer",
		.does = "answers a ticket in the operator's name",
		.operands = "TICKET",
		.operands_least = 1,
		.operands_most = 1,
		.options = ticket_answer_options,
		.example = "palierctl ticket answer 17 < answer.txt",
		.run = command_ticket_answer },
	{ .group = "ticket",
		.name = "close",
		.does = "closes a ticket for good",
		.operands = "TICKET",
		.operands_least = 1,
		.operands_most = 1,
		.example = "palierctl ticket close 17",
		.run = command_ticket_close },
	{ .name = NULL },
};

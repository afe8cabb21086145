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
/* clang-format on */

#define PASSWORD_FROM                                                                              \
	"The password is the line that standard input has; on a terminal it is asked for "         \
	"twice and not shown. It needs 8 to 128 bytes, any characters, and must not be "           \
	"guessed easily."

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
	{ .name = NULL },
};

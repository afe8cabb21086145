/*
 * palierctl.h - the operator's command: what its parts share.
 *
 * A command is a row of a table in palierctl_commands.c or palierctl_people.c: its words, its
 * options, what help says of it, and the function that does it.  Arguments are checked against
 * the row before the function runs; it says what is wrong in one sentence on standard error and
 * gives the exit status.  Whatever lies in a shop belongs to its owner: root becomes that account
 * before anything is touched.
 */
#ifndef TOOLS_PALIERCTL_H
#define TOOLS_PALIERCTL_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum exit_status {
	DONE = 0,
	REFUSED = 1, /* or not found */
	MISUSED = 2,
	DAMAGED = 3, /* the shop is */
};

struct command_option {
	const char *name;  /* "--old" */
	const char *value; /* as help shows it; "month|year" admits these alone; NULL: a flag */
	const char *does;
	bool required;
};

struct call;

struct command {
	const char *group, *name; /* "session", "open"; group is NULL for a command of one word */
	bool implied;             /* the group's word alone means this one */
	bool shopless;            /* needs no shop */
	const char *operands;     /* as help shows them; NULL: none */
	size_t operands_least, operands_most;
	const struct command_option *options; /* ends with a NULL name; NULL: none */
	const char *does, *more, *example;
	enum exit_status (*run)(const struct call *call);
};

extern const struct command palierctl_people_commands[];       /* ends with a NULL name */
extern const struct command_option palierctl_global_options[]; /* ends with a NULL name */
extern const char *const palierctl_exit_words[];               /* by exit status */

/* All of them, one after the other: NULL gives the first one, the last one NULL. */
const struct command *command_next(const struct command *each);

/* ---- arguments (palierctl_call.c) ------------------------------------------------------ */

#define GIVEN_MOST 16

struct given {
	const struct command_option *option;
	const char *value;
};

struct call {
	const struct command *command;
	const char *group; /* the first word, when it is a group's and help was asked for it */
	const char *shop;  /* the directory */
	bool json, help;
	size_t given_count, operand_count;
	struct given given[GIVEN_MOST];
	const char *const *operands;
	struct arena *arena;
};

/* DONE: call says what to do.  MISUSED: it was said what is wrong. */
enum exit_status call_read(struct call *call, size_t count, char **arguments);

/* NULL: not given.  A flag that was given is "". */
const char *call_option(const struct call *call, const char *name);

/* A length of time, "30d": a number, and d, h, m or s for its unit. */
bool call_read_time(const char *text, int64_t *number, char *unit);

/* ---- what the table names ---------------------------------------------------------------- */

enum exit_status command_help(const struct call *call);
enum exit_status command_init(const struct call *call);
enum exit_status command_demo(const struct call *call);
enum exit_status command_import(const struct call *call);
enum exit_status command_session_open(const struct call *call);
enum exit_status command_session_list(const struct call *call);
enum exit_status command_session_end(const struct call *call);
enum exit_status command_customer_add(const struct call *call);
enum exit_status command_customer_list(const struct call *call);
enum exit_status command_customer_show(const struct call *call);
enum exit_status command_customer_password(const struct call *call);
enum exit_status command_customer_lock(const struct call *call);
enum exit_status command_customer_unlock(const struct call *call);
enum exit_status command_prorate(const struct call *call);
enum exit_status command_schedule(const struct call *call);
enum exit_status command_clock_show(const struct call *call);
enum exit_status command_clock_set(const struct call *call);
enum exit_status command_clock_advance(const struct call *call);
enum exit_status command_catalog_check(const struct call *call);
enum exit_status command_catalog_preview(const struct call *call);
enum exit_status command_catalog_publish(const struct call *call);
enum exit_status command_config_check(const struct call *call);
enum exit_status command_secret_list(const struct call *call);
enum exit_status command_secret_rotate(const struct call *call);
enum exit_status command_journal(const struct call *call);
enum exit_status command_stats(const struct call *call);
enum exit_status command_subscription_add(const struct call *call);
enum exit_status command_subscription_list(const struct call *call);
enum exit_status command_subscription_show(const struct call *call);
enum exit_status command_subscription_change(const struct call *call);
enum exit_status command_ticket_list(const struct call *call);
enum exit_status command_ticket_show(const struct call *call);
enum exit_status command_ticket_answer(const struct call *call);
enum exit_status command_ticket_close(const struct call *call);
enum exit_status command_verify(const struct call *call);
enum exit_status command_settle(const struct call *call);
enum exit_status command_mail_list(const struct call *call);
enum exit_status command_mail_retry(const struct call *call);

#endif

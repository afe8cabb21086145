/*
 * palierctl.h - the operator's command: what its parts share.
 *
 * A command is a row of the table in palierctl_commands.c: its words, its options, what help says
 * of it, and the function that does it.  Arguments are checked against the row before the
 * function runs; it says what is wrong in one sentence on standard error and gives the exit
 * status.  Whatever lies in a shop belongs to its owner: root becomes that account before
 * anything is touched.
 */
#ifndef TOOLS_PALIERCTL_H
#define TOOLS_PALIERCTL_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/money.h"
#include "domain/shop.h"

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

extern const struct command palierctl_commands[];             /* ends with a NULL name */
extern const struct command_option palierctl_global_options[]; /* ends with a NULL name */

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

/* ---- sentences (palierctl_print.c) ------------------------------------------------------ */

/* "palierctl: ", the sentence, a line feed. */
enum exit_status refuse(const char *format, ...) __attribute__((format(printf, 1, 2)));
enum exit_status report_damage(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same, and where the help is. */
enum exit_status misuse(const struct call *call, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* An object on a line of its own; gives the reference back. */
void print_json(json_t *object);
void print_help(const struct call *call);

/* "2026-05-11" and "20.00 EUR". */
const char *day_text(struct arena *arena, struct day day);
const char *money_text(struct arena *arena, struct money amount);

/* A bar on a terminal; elsewhere a line every tenth, once the work proves long. */
struct progress {
	const char *doing;
	bool terminal, shown;
	int64_t started, last; /* milliseconds */
	unsigned tenth;
};
void progress_begin(struct progress *progress, const char *doing);
void progress_show(uint64_t done, uint64_t all, void *progress);
void progress_end(struct progress *progress);

/* ---- the shop (palierctl_shop.c) -------------------------------------------------------- */

/* Root becomes the shop's owner, if there is a shop and it isn't root's. */
enum exit_status shop_become_owner(const char *directory);

/* Opens the call's shop; anything but DONE was said.  Close it in both cases. */
enum exit_status shop_enter(const struct call *call, struct shop *shop);
/* The configuration and the clock alone. */
enum exit_status shop_look(const struct call *call, struct shop *shop);

/* Says what the store answered, other than OK. */
enum exit_status shop_refuse(const struct shop *shop, enum result result);
/* The same for a live shop, where this isn't allowed. */
enum exit_status shop_refuse_live(const struct shop *shop, const char *why);

/* Where samples of conf/ lie: installed, or in the source tree.  NULL: nowhere. */
const char *shop_samples(struct arena *arena);

/* Makes data/clock, so that running programs follow later moves. */
enum exit_status shop_make_clock(const struct shop *shop);

/* ---- files of conf/ (palierctl_conf.c) --------------------------------------------------- */

/* The whole file, in the arena; NULL: errno says why. */
const char *conf_read(struct arena *arena, const char *path);

/* The text with the value of `key = "…";` replaced, in the arena; NULL: no such line. */
const char *conf_set(
	struct arena *arena, const char *text, const char *key, const char *value);

/* Puts text in place of the file at once, with the same mode and owner; a new file gets 0600. */
bool conf_replace(struct arena *arena, const char *path, const char *text);

/* ---- the catalogue (palierctl_catalog.c, palierctl_preview.c) ---------------------------- */

struct publication {
	Record__Catalogue *catalogue;
	bool only_first;  /* leave one that is published alone */
	uint64_t version; /* found: in force now */
};
/* EXISTS: it is in force already. */
MUST_USE enum result publication_make(
	struct shop *shop, struct arena *arena, struct publication *publication);

/* Prints what is different in `after`, a line each; how many lines that were.  before may be
 * NULL. */
size_t preview_print(const struct call *call, const Record__Catalogue *before,
	const Record__Catalogue *after);

/* ---- what the table names ---------------------------------------------------------------- */

enum exit_status command_init(const struct call *call);
enum exit_status command_demo(const struct call *call);
enum exit_status command_session_open(const struct call *call);
enum exit_status command_prorate(const struct call *call);
enum exit_status command_schedule(const struct call *call);
enum exit_status command_clock_show(const struct call *call);
enum exit_status command_clock_set(const struct call *call);
enum exit_status command_clock_advance(const struct call *call);
enum exit_status command_catalog_check(const struct call *call);
enum exit_status command_catalog_preview(const struct call *call);
enum exit_status command_catalog_publish(const struct call *call);
enum exit_status command_config_check(const struct call *call);
enum exit_status command_journal(const struct call *call);
enum exit_status command_verify(const struct call *call);

#endif

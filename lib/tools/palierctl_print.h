/*
 * palierctl_print.h - what the command says: sentences, objects, help, days and amounts.
 */
#ifndef TOOLS_PALIERCTL_PRINT_H
#define TOOLS_PALIERCTL_PRINT_H

#include "base/clock.h"
#include "base/json.h"
#include "base/money.h"
#include "tools/palierctl.h"

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

#endif

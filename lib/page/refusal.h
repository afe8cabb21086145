/*
 * refusal.h - the sentences for what a form can't do, and the status that goes with each.
 *
 * They stand beside the form, which is shown again with what was typed.  A result without a
 * sentence here is none of the visitor's doing: it goes up to problem.h.
 */
#ifndef PAGE_REFUSAL_H
#define PAGE_REFUSAL_H

#include "base/result.h"
#include "domain/upgrade.h"
#include "http/response.h"
#include "page/language.h"

struct refusal {
	const char *sentence; /* NULL: hand the result on */
	enum status status;
};

/* For robot_check and for a solution that had served; solved: it came from the script. */
struct refusal refusal_of_robot(enum language language, enum result result, bool solved);

/* For sign_in's WRONG. */
struct refusal refusal_of_sign_in(enum language language, enum result result);

/* For upgrade_confirm. */
struct refusal refusal_of_upgrade(
	enum language language, enum result result, enum staleness staleness);

#endif

/*
 * password_policy.h - which passwords people may choose (OWASP ASVS 5.0, 6.2).
 *
 * 8 to 128 bytes of UTF-8 and any characters: no rule asks for a digit or a capital.  What is
 * refused is what guessing finds first: the commonest passwords there are, from a list made when
 * the shop was built, and whatever zxcvbn finds in less than 10^8 guesses, which knows words,
 * names, dates, repetitions and rows of keys, and is told the words that are close at hand: the
 * customer's name and address, and the shop's.
 *
 * A program that calls this bears zxcvbn's dictionary, a megabyte and a half: only those where a
 * password is chosen do.  Judging 128 bytes takes tens of milliseconds, in bad cases hundreds:
 * never inside a unit.
 */
#ifndef DOMAIN_PASSWORD_POLICY_H
#define DOMAIN_PASSWORD_POLICY_H

#include "base/arena.h"
#include "domain/account.h"
#include "domain/site.h"

enum password_verdict {
	PASSWORD_FINE,
	PASSWORD_NOT_TEXT, /* isn't UTF-8, or has a NUL in it */
	PASSWORD_TOO_SHORT,
	PASSWORD_TOO_LONG,
	PASSWORD_COMMON,   /* one of the commonest */
	PASSWORD_PERSONAL, /* would be fine, but for the words that are close at hand */
	PASSWORD_WEAK,     /* guessed too soon */
	PASSWORD_VERDICTS
};

/* For whom: their words are worth nothing in a password.  NULL: not known. */
struct password_owner {
	const char *email, *name;
};

enum password_verdict password_policy_judge(struct arena *arena, const struct site *site,
	const struct password_owner *owner, const char *password, size_t size);

#endif

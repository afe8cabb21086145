/*
 * question.h - the captcha without scripts: a small sum, asked in words.
 *
 * The page prints the numbers as words in the visitor's language, with a signed token beside
 * them.  The token holds a random nonce, the expiry and two signatures: one of the token, one
 * that covers the answer as well.  So nothing is stored, and neither the numbers nor the
 * answer can be read or tried out from the token.
 */
#ifndef DOMAIN_QUESTION_H
#define DOMAIN_QUESTION_H

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "domain/nonce.h"

#define QUESTION_LIFETIME 600    /* seconds */
#define QUESTION_OPERAND_MOST 20 /* the page needs the words for 1 to this */
#define QUESTION_TOKEN_SIZE SECRET_TEXT_SIZE(NONCE_SIZE + 8 + 2 * SECRET_SIZE)

enum question_operation { QUESTION_PLUS, QUESTION_MINUS };

struct question {
	int left, right; /* 1 to QUESTION_OPERAND_MOST */
	enum question_operation operation;
	char token[QUESTION_TOKEN_SIZE]; /* the form's hidden field */
};

/* A fresh question for the form called action. */
struct question question_make(
	const struct secrets *secrets, const char *action, struct instant now);

/*
 * Checks an answer, in digits or as a number word, French or English; accents, case, spaces
 * and hyphens don't count.  INVALID: not our token, or made for another form.  EXPIRED: older
 * than QUESTION_LIFETIME.  WRONG: another answer.
 * OK and WRONG give the nonce, and both are to be spent with nonce_spend, which has the last
 * word: a question serves once whatever the answer, or else a script would try all the
 * numbers on one question.
 */
MUST_USE enum result question_check(const struct secrets *secrets, const char *token,
	const char *action, const char *answer, struct instant now, struct nonce *spent);

#endif

/*
 * captcha.h - « Je ne suis pas un robot »: ALTCHA's proof of work, protocol version 2.
 *
 * A challenge is a signed question: which counter makes PBKDF2(nonce || counter, salt) begin
 * with this prefix?  The client counts up from 0 until it does, which takes about a second;
 * the shop drew the counter and derived the key once, which takes milliseconds.  Challenges
 * aren't stored: their parameters are signed with SECRET_CAPTCHA, the key that solves them
 * with SECRET_CAPTCHA_KEY, so that a solution is checked without deriving it again.
 *
 * The form is that of altcha-lib and of ALTCHA's widget, byte for byte; htdocs/robot.js is
 * our own client.  Times are the machine's.
 */
#ifndef DOMAIN_CAPTCHA_H
#define DOMAIN_CAPTCHA_H

#include "base/buffer.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "domain/nonce.h"

#include <stdint.h>

#define CAPTCHA_LIFETIME 600    /* seconds */
#define CAPTCHA_COST_LEAST 5000 /* rounds of PBKDF2 for each counter tried */
#define CAPTCHA_COST_MOST 20000
#define CAPTCHA_PAYLOAD_MOST 4096 /* bytes of Base64 */

/* What a challenge costs after so many failed logins: it doubles, up to CAPTCHA_COST_MOST. */
uint32_t captcha_cost(unsigned failures);

/*
 * Appends a fresh challenge for the form called action, as the JSON that the client expects.
 * It takes the server `cost` rounds too: never inside a unit of work, and throttled.
 */
void captcha_challenge(struct buffer *out, const struct secrets *secrets, const char *action,
	uint32_t cost, struct instant now);

/*
 * Checks what the client sent back.  INVALID: malformed, not signed by us, made for another
 * form, or cheaper than least_cost.  WRONG: not the solution.  EXPIRED: older than
 * CAPTCHA_LIFETIME.
 * OK gives the nonce, and stands only once nonce_spend has accepted it: a repeated payload
 * is OK here as well.
 */
MUST_USE enum result captcha_check(const struct secrets *secrets, const char *payload,
	const char *action, uint32_t least_cost, struct instant now, struct nonce *spent);

#endif

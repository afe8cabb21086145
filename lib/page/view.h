/*
 * view.h - what the pages show: put together by a program, printed by its template.
 *
 * A view holds the domain's own structs wherever they will do.
 */
#ifndef PAGE_VIEW_H
#define PAGE_VIEW_H

#include "base/text.h"
#include "domain/account.h"
#include "domain/period.h"
#include "domain/question.h"
#include "domain/subscription.h"
#include "domain/upgrade.h"
#include "page/number.h"
#include "page/visit.h"

/* ---- signing in --------------------------------------------------------------------------- */

struct login_view {
	const char *email, *next; /* as typed, and where to go afterwards */
	/* sentences; NULL where there is nothing to correct */
	const char *email_error, *password_error, *robot_error, *error;
	int64_t wait; /* seconds until the next try; 0: none is held back */
	int error_count;
	const struct question *question;
	bool shows_question; /* also to visitors with scripts on */
	bool solved;         /* the script sent a solution */
};

/* ---- my subscriptions ---------------------------------------------------------------------- */

struct subscription_card {
	const Record__Subscription *subscription;
	const char *product, *edition; /* names */
	int32_t rank;
	size_t step, steps; /* the edition's place in its product, from 1, and how many there are */
	struct money price, amount; /* of a seat; of all */
	struct period period;
	struct day last_day; /* of the period, or of the subscription when it ends */
	int32_t days_left, days_gone, days;
	bool is_active, is_in_period;
	const char *upgrade_to;      /* the name of the highest edition to be had, or NULL */
	const char *upgrade_others;  /* the names of those between, or NULL */
	const char *upgrade_refusal; /* why there is none */
};

struct subscription_confirmation {
	const Record__Confirmation *confirmation; /* NULL: nothing was just done */
	const struct subscription_card *card;
	const char *edition, *before; /* names */
	struct money total;
	struct day day, due;
};

struct subscriptions_view {
	size_t count;
	struct subscription_card *items;
	struct subscription_confirmation done;
};

/* ---- the popup ----------------------------------------------------------------------------- */

struct upgrade_view {
	const struct upgrade_offer *offer;
	const char *chosen;   /* edition id */
	const char *error;    /* a sentence; NULL for none */
	bool choice_is_wrong; /* the error is about the edition chosen */
	const Record__Quote
		*before; /* what was shown before, where that is no longer so; or NULL */
};

/* Was another total shown for this edition before, and which? */
bool upgrade_was_different(const struct upgrade_view *view, const struct upgrade_choice *choice);
struct money upgrade_total_before(
	const struct upgrade_view *view, const struct upgrade_choice *choice);

/* ---- my account ---------------------------------------------------------------------------- */

struct account_view {
	struct profile profile; /* as it is, or as typed */
	/* sentences; NULL where there is nothing to correct */
	const char *name_error, *address_error;
	int error_count;
	bool saved; /* just now */
};

/* ---- invoices ------------------------------------------------------------------------------- */

struct invoices_view {
	const struct invoices *list;
};

struct invoice_view {
	const Record__Invoice *invoice;
};

/* An amount and a day of an invoice, from the numbers that it keeps. */
struct money invoice_money(const Record__Invoice *invoice, int64_t minor);
struct day day_numbered(int32_t number);

/* "euros", "US dollars": for sentences and choices. */
const char *currency_name(enum language language, enum currency currency);

#endif

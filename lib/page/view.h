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
#include "domain/shelf.h"
#include "domain/subscription.h"
#include "domain/upgrade.h"
#include "domain/vote.h"
#include "page/article.h"
#include "page/number.h"
#include "page/visit.h"

/* ---- the store ---------------------------------------------------------------------------- */

/* The currencies in which anything is sold. */
struct currencies {
	bool sold[CURRENCIES];
	int count;
};
struct currencies currencies_sold(const Record__Catalogue *catalogue);

struct store_view {
	size_t count;
	struct shelf *items; /* a product each */
	struct currencies currencies;
	enum currency currency; /* the visitor's; a product that isn't sold in it shows another */
	bool is_everywhere;     /* all of them are */
	bool has_cycles;        /* sold by the month and by the year */
	bool by_year;           /* the prices of a year are shown first */
};

/* owned: the visitor's subscriptions; NULL for somebody who isn't signed in. */
struct store_view store_view_of(
	struct visit *visit, const Record__Catalogue *catalogue, const struct subscriptions *owned);

/* ---- « I'm not a robot » ------------------------------------------------------------------ */

struct robot_view {
	const char *form;   /* whose it is: "login", "support" */
	const char *failed; /* the sentence for when the script couldn't do it */
	const char *error;  /* NULL: nothing to correct */
	const struct question *question;
	bool shows_question; /* also to visitors with scripts on */
};

/* ---- signing in --------------------------------------------------------------------------- */

struct login_view {
	const char *email, *next; /* as typed, and where to go afterwards */
	/* sentences; NULL where there is nothing to correct */
	const char *email_error, *password_error, *robot_error, *error;
	bool mismatch; /* the error is that email and password don't match */
	int64_t wait;  /* seconds until the next try; 0: none is held back */
	int error_count;
	struct robot_view robot;
	bool shows_question; /* also to visitors with scripts on */
	bool solved;         /* the script sent a solution */
	bool sent;           /* a form was sent that needs a session first: it wasn't carried out */
};

/* ---- my subscriptions ---------------------------------------------------------------------- */

struct subscription_card {
	const Record__Subscription *subscription;
	const char *product, *edition; /* names */
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
	bool is_present;              /* nothing was changed after it */
	struct whole invoice;         /* its number */
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
	struct profile profile;       /* as it is, or as typed */
	struct currencies currencies; /* to choose from */
	/* sentences; NULL where there is nothing to correct */
	const char *name_error, *address_error;
	int error_count;
	bool saved; /* just now */
};

/* ---- the operator's articles ---------------------------------------------------------------- */

struct votes_view {
	const char *article; /* the one that is asked for; NULL: all */
	size_t most;         /* reasons of each */
	struct vote_list list;
};

/* ---- help ----------------------------------------------------------------------------------- */

struct help_view {
	const char *query; /* as typed */
	bool searched;
	struct article_list found, customers, operators; /* operators: empty for customers */
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
/* Why there is no VAT: in the visitor's language as long as the configuration says the same. */
const char *invoice_vat_note(const struct visit *visit, const Record__Invoice *invoice);

/* "euros", "US dollars": for sentences and choices. */
const char *currency_name(enum language language, enum currency currency);

#endif

/*
 * site.h - conf/site.cfg: who runs this shop, where, and how one pays.
 */
#ifndef DOMAIN_SITE_H
#define DOMAIN_SITE_H

#include "base/arena.h"
#include "base/config.h"
#include "base/money.h"
#include "base/result.h"
#include "base/secret.h"

/* Demo and test shops may move their clock and open sessions from the command line. */
enum site_kind { SITE_LIVE, SITE_DEMO, SITE_TEST };

enum mail_security { MAIL_STARTTLS, MAIL_TLS, MAIL_PLAIN };

struct site_link {
	const char *name;    /* "Mastodon" */
	const char *address; /* "https://…" */
	int line;
};

struct site {
	const char *name;
	int kind;                 /* enum site_kind */
	const char *address;      /* "https://shop.example.com", without a slash behind */
	const char *zone;         /* "Europe/Paris" */
	int language;             /* when nobody chose: 0 French, 1 English */
	int currency;             /* enum currency */
	const char *support;      /* address for mail */
	const char *support_link; /* "mailto:help@…": every page has some */

	struct {
		const char *name;
		struct config_list address; /* of texts */
		const char *registration;
		const char *vat_number;
	} seller;

	struct {
		int64_t rate;                  /* hundredths of a percent; prices contain it */
		const char *note_fr, *note_en; /* printed when the rate is 0 */
	} vat;

	struct {
		int64_t days; /* between an invoice and its due date */
		const char *holder, *iban, *bic;
	} transfer;

	struct { /* what the legal notice adds to the seller; NULL or empty: nothing */
		const char *publisher;
		struct config_list host; /* of texts */
		const char *terms;       /* "https://…" */
	} legal;

	struct { /* how mails leave; with an empty host they wait as files in mail/ */
		const char *host;
		int64_t port;
		int security;     /* enum mail_security */
		const char *user; /* "" for none; the password is in secrets/mail */
		const char *from; /* "": support */
	} mail;

	struct {                          /* where customers meet; "" and an empty list: nowhere */
		const char *discord;      /* "https://…" */
		struct config_list links; /* of struct site_link */
		int line;
	} community;

	struct {
		int64_t passes, mebibytes;
	} password;

	struct { /* when log/palier.log is put aside, and how many old ones are kept */
		int64_t mebibytes, files;
	} log;

	struct config_list proxies; /* addresses whose X-Forwarded-For is believed */

	bool https;    /* the address begins with https */
	bool loopback; /* its host is this machine */
};

/* INVALID: error names the file, the line and what to do. */
MUST_USE enum result site_read(
	struct site *site, const char *path, struct arena *arena, struct config_error *error);

struct password_cost site_password_cost(const struct site *site);

/* The texts of a list as one, a line each. */
const char *site_lines(struct arena *arena, const struct config_list *lines);

#endif

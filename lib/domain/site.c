#include "domain/site.h"

#include "base/text.h"

#define HOST_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]"
#define LOG_MEBIBYTES 8
#define LOG_FILES 8

static const char *const kinds[] = { "live", "demo", "test", NULL };
static const char *const languages[] = { "fr", "en", NULL };
static const char *const securities[] = { "starttls", "tls", "none", NULL };
static const char *const currencies[] = { "EUR", "USD", "CAD", NULL };

#define AT(member) .offset = offsetof(struct site, member)
/* Keys of a group are counted from the group's own beginning. */
#define IN(group, member)                                                                          \
	.offset = offsetof(struct site, group.member) - offsetof(struct site, group)

static const struct config_key seller_keys[] = {
	{ "name", CONFIG_TEXT, IN(seller, name) },
	{ "address", CONFIG_TEXTS, IN(seller, address), .least = 1, .most = 8 },
	{ "registration", CONFIG_TEXT, IN(seller, registration), .optional = true, .fallback = "" },
	{ "vat_number", CONFIG_TEXT, IN(seller, vat_number), .optional = true, .fallback = "" },
	{ .name = NULL },
};

static const struct config_key vat_keys[] = {
	{ "rate", CONFIG_NUMBER, IN(vat, rate), .least = 0, .most = 10000 },
	{ "note_fr", CONFIG_TEXT, IN(vat, note_fr) },
	{ "note_en", CONFIG_TEXT, IN(vat, note_en) },
	{ .name = NULL },
};

static const struct config_key transfer_keys[] = {
	{ "days", CONFIG_NUMBER, IN(transfer, days), .least = 0, .most = 365 },
	{ "holder", CONFIG_TEXT, IN(transfer, holder) },
	{ "iban", CONFIG_TEXT, IN(transfer, iban) },
	{ "bic", CONFIG_TEXT, IN(transfer, bic), .optional = true, .fallback = "" },
	{ .name = NULL },
};

static const struct config_key legal_keys[] = {
	{ "publisher", CONFIG_TEXT, IN(legal, publisher), .optional = true, .fallback = "" },
	{ "host", CONFIG_TEXTS, IN(legal, host), .optional = true, .most = 8 },
	{ "terms", CONFIG_TEXT, IN(legal, terms), .optional = true, .fallback = "" },
	{ .name = NULL },
};

static const struct config_key mail_keys[] = {
	{ "host", CONFIG_TEXT, IN(mail, host), .optional = true, .fallback = "" },
	{ "port", CONFIG_NUMBER, IN(mail, port), .optional = true, .least = 1, .most = 65535,
		.fallback_number = 587 },
	{ "security", CONFIG_WORD, IN(mail, security), .optional = true, .words = securities },
	{ "user", CONFIG_TEXT, IN(mail, user), .optional = true, .fallback = "" },
	{ "from", CONFIG_TEXT, IN(mail, from), .optional = true, .fallback = "" },
	{ .name = NULL },
};

static const struct config_key link_keys[] = {
	{ "name", CONFIG_TEXT, .offset = offsetof(struct site_link, name) },
	{ "address", CONFIG_TEXT, .offset = offsetof(struct site_link, address) },
	{ "line", CONFIG_LINE, .offset = offsetof(struct site_link, line) },
	{ .name = NULL },
};

static const struct config_key community_keys[] = {
	{ "discord", CONFIG_TEXT, IN(community, discord), .optional = true, .fallback = "" },
	{ "links", CONFIG_LIST, IN(community, links), .optional = true, .most = 8,
		.keys = link_keys, .size = sizeof(struct site_link) },
	{ "line", CONFIG_LINE, IN(community, line) },
	{ .name = NULL },
};

/* Never below 19 MiB and two passes, the least that OWASP recommends for Argon2id. */
static const struct config_key password_keys[] = {
	{ "passes", CONFIG_NUMBER, IN(password, passes), .least = 2, .most = PASSWORD_PASSES_MOST },
	{ "mebibytes", CONFIG_NUMBER, IN(password, mebibytes), .least = 19,
		.most = PASSWORD_MEBIBYTES_MOST },
	{ .name = NULL },
};

static const struct config_key log_keys[] = {
	{ "mebibytes", CONFIG_NUMBER, IN(log, mebibytes), .optional = true, .least = 1,
		.most = 1024, .fallback_number = LOG_MEBIBYTES },
	{ "files", CONFIG_NUMBER, IN(log, files), .optional = true, .least = 1, .most = 100,
		.fallback_number = LOG_FILES },
	{ .name = NULL },
};

static const struct config_key keys[] = {
	{ "name", CONFIG_TEXT, AT(name) },
	{ "kind", CONFIG_WORD, AT(kind), .words = kinds },
	{ "address", CONFIG_TEXT, AT(address) },
	{ "zone", CONFIG_TEXT, AT(zone) },
	{ "language", CONFIG_WORD, AT(language), .words = languages },
	{ "currency", CONFIG_WORD, AT(currency), .words = currencies },
	{ "support", CONFIG_TEXT, AT(support) },
	{ "seller", CONFIG_GROUP, AT(seller), .keys = seller_keys },
	{ "vat", CONFIG_GROUP, AT(vat), .keys = vat_keys },
	{ "transfer", CONFIG_GROUP, AT(transfer), .keys = transfer_keys },
	{ "legal", CONFIG_GROUP, AT(legal), .optional = true, .keys = legal_keys },
	{ "mail", CONFIG_GROUP, AT(mail), .optional = true, .keys = mail_keys },
	{ "community", CONFIG_GROUP, AT(community), .optional = true, .keys = community_keys },
	{ "password", CONFIG_GROUP, AT(password), .keys = password_keys },
	{ "log", CONFIG_GROUP, AT(log), .optional = true, .keys = log_keys },
	{ "proxies", CONFIG_TEXTS, AT(proxies), .optional = true, .most = 32 },
	{ .name = NULL },
};

static bool host_is(const char *host, const char *name)
{
	size_t length = strlen(name);

	return strncmp(host, name, length) == 0 && (host[length] == '\0' || host[length] == ':');
}

static enum result check_address(struct site *site, const char *path, struct config_error *error)
{
	const char *host = strstr(site->address, "://");

	site->https = text_starts(site->address, "https://");
	if ((!site->https && !text_starts(site->address, "http://")) || host[3] == '\0' ||
		strpbrk(host + 3, "/?#@ ") != NULL)
		return config_complain(error, path, 0,
			"\"address\" must read like https://shop.example.com, without a path.");
	host += 3;
	site->loopback =
		host_is(host, "127.0.0.1") || host_is(host, "localhost") || host_is(host, "[::1]");
	if (site->kind == SITE_DEMO && !site->loopback)
		return config_complain(error, path, 0,
			"a demo shop's \"address\" must be on 127.0.0.1: its passwords are public. "
			"Make a live shop with `palierctl init` for anything else.");
	return OK;
}

static bool is_page(const char *address)
{
	return text_starts(address, "https://") && strpbrk(address, " \"<>\\") == NULL &&
	       strcspn(address + 8, "/?#") > 0;
}

/* Pages link to them: an address that isn't https would be a trap. */
static enum result check_community(
	const struct site *site, const char *path, struct config_error *error)
{
	const struct site_link *links = site->community.links.items;

	if (!text_is_empty(site->community.discord) && !is_page(site->community.discord))
		return config_complain(error, path, site->community.line,
			"\"discord\" must be the address of an invitation, like "
			"https://discord.gg/example; \"\" for none.");
	for (size_t i = 0; i < site->community.links.count; i++)
		if (text_is_empty(links[i].name) || !is_page(links[i].address))
			return config_complain(error, path, links[i].line,
				"a link has a \"name\", and an \"address\" that begins with "
				"https://.");
	return OK;
}

/* What isn't said follows from the rest. */
static enum result check_mail(struct site *site, const char *path, struct config_error *error)
{
	if (text_is_empty(site->mail.from))
		site->mail.from = site->support;
	if (site->mail.port == 0)
		site->mail.port = 587;
	if (!text_is_email(site->mail.from))
		return config_complain(error, path, 0,
			"\"from\" must be an address for mail, like shop@example.com; \"\" for "
			"the same as \"support\".");
	if (!text_is_empty(site->mail.host) &&
		site->mail.host[strspn(site->mail.host, HOST_CHARACTERS)] != '\0')
		return config_complain(error, path, 0,
			"\"host\" must be the name of a mail server, like mail.example.com; "
			"\"\" for none.");
	return OK;
}

enum result site_read(
	struct site *site, const char *path, struct arena *arena, struct config_error *error)
{
	enum result result;

	/* What the file says takes their place. */
	site->log.mebibytes = LOG_MEBIBYTES;
	site->log.files = LOG_FILES;
	result = config_file_read(path, keys, site, arena, error);

	if (result == OK)
		result = check_address(site, path, error);
	if (result == OK && !text_is_email(site->support))
		result = config_complain(error, path, 0,
			"\"support\" must be an address for mail, like help@example.com.");
	if (result == OK && !text_is_empty(site->legal.terms) &&
		!text_starts(site->legal.terms, "https://"))
		result = config_complain(error, path, 0,
			"\"terms\" must be the address of a page, like "
			"https://example.com/terms; \"\" for none.");
	if (result == OK)
		result = check_mail(site, path, error);
	if (result == OK)
		site->support_link = arena_format(arena, "mailto:%s", site->support);
	return result == OK ? check_community(site, path, error) : result;
}

struct password_cost site_password_cost(const struct site *site)
{
	return (struct password_cost){ (uint32_t)site->password.passes,
		(uint32_t)site->password.mebibytes };
}

const char *site_lines(struct arena *arena, const struct config_list *lines)
{
	const char *const *items = lines->items;
	const char *joined = "";

	for (size_t i = 0; i < lines->count; i++)
		joined = i == 0 ? items[0] : arena_format(arena, "%s\n%s", joined, items[i]);
	return joined;
}

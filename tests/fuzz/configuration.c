/*
 * configuration.c - conf/site.cfg, as an operator may have left it.
 *
 * What is accepted holds only what the programs rely on; what is refused is refused with a
 * sentence.
 */
#include "domain/site.h"
#include "fuzz.h"
#include "leaks.h"

static void check_texts(const struct config_list *list)
{
	const char *const *items = list->items;

	for (size_t i = 0; i < list->count; i++)
		assert(fuzz_is_text(items[i], strlen(items[i])));
}

static void check_links(const struct config_list *list)
{
	const struct site_link *links = list->items;

	for (size_t i = 0; i < list->count; i++) {
		assert(*links[i].name != '\0' && links[i].line > 0);
		assert(strncmp(links[i].address, "https://", 8) == 0);
		assert(strpbrk(links[i].address, " \"<>") == NULL);
	}
}

static void check_site(const struct site *site)
{
	assert(site->kind >= SITE_LIVE && site->kind <= SITE_TEST);
	assert(strncmp(site->address, "https://", 8) == 0 ||
		strncmp(site->address, "http://", 7) == 0);
	assert(site->address[strlen(site->address) - 1] != '/');
	assert(strchr(site->support, '@') != NULL && strchr(site->mail.from, '@') != NULL);
	assert(site->vat.rate >= 0 && site->vat.rate <= 10000);
	assert(site->mail.port >= 1 && site->mail.port <= 65535);
	assert(site_password_cost(site).passes >= 2 && site_password_cost(site).mebibytes >= 19);
	assert(fuzz_is_text(site->name, strlen(site->name)));
	assert(site->seller.address.count >= 1);
	check_texts(&site->seller.address);
	check_texts(&site->legal.host);
	check_texts(&site->proxies);
	check_links(&site->community.links);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const char *path = fuzz_file(bytes, size);
	struct arena *arena = fuzz_arena();
	struct config_error error = { "" };
	struct site site = { 0 };

	if (site_read(&site, path, arena, &error) == OK) {
		assert(error.text[0] == '\0');
		check_site(&site);
	} else {
		assert(strncmp(error.text, path, strlen(path)) == 0);
		assert(fuzz_is_text(error.text, strlen(error.text)));
	}
	return 0;
}

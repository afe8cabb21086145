/* health.c - for monitors and for the operator: is the shop well?  A line per check. */

#include "domain/outbox.h"
#include "page/page.h"

#include <inttypes.h>

struct findings {
	uint64_t version; /* of the catalogue */
	bool mails_are_stuck;
};

static enum result read_findings(struct unit *unit, void *context)
{
	struct findings *findings = context;
	enum result result = catalogue_version(unit, &findings->version);

	return result == OK ? outbox_is_stuck(unit, &findings->mails_are_stuck) : result;
}

static void line(struct visit *visit, bool well, const char *check, const char *remedy)
{
	buffer_add_format(visit->print.out, "%s %s%s%s\n", well ? "ok" : "failed", check,
		well ? "" : ": ", well ? "" : remedy);
	if (well)
		return;
	visit->response.status = STATUS_UNAVAILABLE;
	visit->refused = (struct refused){ "unavailable", check };
}

static enum result show(struct visit *visit)
{
	struct shop *shop = visit->shop;
	struct store_status status = { 0 };
	struct findings found = { 0 };
	bool answers = store_status(shop->store, &status) == OK;
	bool reads = answers && store_read(shop->store, visit->arena, read_findings, &found) == OK;

	visit->response.media = MEDIA_TEXT;
	line(visit, answers && reads, "store", "it doesn't answer; see log/palier.log");
	line(visit, answers && !status.read_only, "journal",
		"entries are missing; run palierctl verify, then restore the last backup");
	line(visit, answers && status.has_room, "disk",
		"too little room is left; make some, nothing is written meanwhile");
	line(visit, found.version > 0, "catalogue",
		"none is published; run palierctl catalog publish");
	line(visit, shop->site.https || shop->site.loopback, "address",
		"it isn't https, so nobody can sign in; see conf/site.cfg");
	line(visit, reads && !found.mails_are_stuck, "mail",
		"mails don't leave; palierctl mail list says why, and mail retry sends them");
	return OK;
}

static const struct page page = {
	.path = "/health",
	.access = ACCESS_MACHINE,
	.get = show,
};

int main(void)
{
	return page_main(&page);
}

/* help.c - « Aide » at the foot of every page: the answers that most people come for. */

#include "page/page.h"
#include "page/templates.h"

static enum result show(struct visit *visit)
{
	help_page(visit);
	return OK;
}

static const struct page page = {
	.path = "/help",
	.access = ACCESS_ANYBODY,
	.get = show,
};

int main(void)
{
	return page_main(&page);
}

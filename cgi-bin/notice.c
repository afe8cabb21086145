/* notice.c - what the law wants every shop to say: who sells here, and what is kept of whom. */

#include "base/text.h"
#include "page/page.h"
#include "page/templates.h"

static enum result show(struct visit *visit)
{
	if (text_equal(visit->pieces[0], "legal"))
		legal_page(visit);
	else if (text_equal(visit->pieces[0], "privacy"))
		privacy_page(visit);
	else
		return NOT_FOUND;
	return OK;
}

static const struct page page = {
	.path = "/{notice}",
	.access = ACCESS_ANYBODY,
	.get = show,
};

int main(void)
{
	return page_main(&page);
}

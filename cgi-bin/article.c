/* article.c - one help article, and what its readers think of it. */

#include "page/article.h"
#include "page/feedback.h"
#include "page/page.h"
#include "page/templates.h"

static enum result show(struct visit *visit)
{
	struct feedback feedback;
	enum result result = article_is_public(visit->pieces[0])
				     ? feedback_read(visit, visit->pieces[0], &feedback)
				     : NOT_FOUND;

	if (result != OK)
		return result;
	article_page(visit, &feedback);
	return OK;
}

static const struct page page = {
	.path = "/help/{article}",
	.access = ACCESS_ANYBODY,
	.get = show,
};

int main(void)
{
	return page_main(&page);
}

#include "page/article.h"

#include "base/text.h"

bool article_is_public(const char *id)
{
	return text_equal(id, "upgrade");
}

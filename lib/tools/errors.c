/* errors.c - writes the pages for the statuses with which Apache answers by itself. */

#include "base/text.h"
#include "page/standalone.h"
#include "page/templates.h"
#include "page/visit.h"

#define PAGE_MOST 65536

static int write_page(const char *folder, int code)
{
	struct standalone_view view;
	struct visit visit = { 0 };
	struct buffer page;
	char path[512];
	FILE *file;
	int failed;

	buffer_init(&page, PAGE_MOST);
	visit.print.out = &page;
	standalone_view_of(&view, code);
	standalone_page(&visit, &view);
	snprintf(path, sizeof path, "%s/%d.html", folder, code);
	file = fopen(path, "we");
	if (file == NULL) {
		perror(path);
		return 1;
	}
	fputs(buffer_text(&page), file);
	failed = fclose(file);
	if (failed)
		perror(path);
	buffer_free(&page);
	return failed != 0;
}

int main(int count, char **arguments)
{
	int failed = 0;

	if (count != 3) {
		fprintf(stderr, "usage: errors LANGUAGES FOLDER    e.g. errors build/language "
				"build/errors\n");
		return 2;
	}
	language_init(arguments[1]);
	if (text_equal(say(FRENCH, "Try again"), say(ENGLISH, "Try again"))) {
		fprintf(stderr, "errors: %s has no French texts. Build them with: make all\n",
			arguments[1]);
		return 1;
	}
	for (size_t row = 0; standalone_code(row) != 0; row++)
		failed |= write_page(arguments[2], standalone_code(row));
	return failed;
}

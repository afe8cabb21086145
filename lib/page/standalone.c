#include "page/standalone.h"

struct sentences {
	int code;
	struct message title, sentence;
};

/* The codes with which Apache answers by itself, before or instead of a program of ours. */
static struct sentences table[] = {
	{ 400, MESSAGE("This request can’t be read."),
		MESSAGE("Your browser sent something we can’t make sense of. Nothing was "
			"changed. Start again from the store.") },
	{ 403, MESSAGE("This page isn’t open."),
		MESSAGE("There is nothing here for visitors. Start again from the store.") },
	{ 404, MESSAGE("A step is missing."),
		MESSAGE("This page doesn’t exist, or no longer does. Check the address, or "
			"start again from the store.") },
	{ 405, MESSAGE("This page isn’t used that way."),
		MESSAGE("This page exists, but can’t be opened this way. Start again from the "
			"store.") },
	{ 408, MESSAGE("The request took too long to arrive."),
		MESSAGE("Nothing was changed. Check your connection and try again.") },
	{ 411, MESSAGE("The request doesn’t say how long it is."),
		MESSAGE("Nothing was changed. Open the page again and send the form again.") },
	{ 413, MESSAGE("That is too much at once."),
		MESSAGE("What was sent is larger than this page accepts. Nothing was "
			"changed. Shorten your text, then send it again.") },
	{ 414, MESSAGE("This address is too long."),
		MESSAGE("None of our pages has an address like this. Start again from the "
			"store.") },
	{ 431, MESSAGE("Your browser sends too much at once."),
		MESSAGE("Delete this site’s cookies, then try again.") },
	{ 500, MESSAGE("The store is taking a break."),
		MESSAGE("A problem on our side keeps us from answering. Nothing is lost, and "
			"nothing is paid twice. Try again in a few minutes.") },
	{ 503, MESSAGE("The store is taking a break."),
		MESSAGE("A problem on our side keeps us from answering. Nothing is lost, and "
			"nothing is paid twice. Try again in a few minutes.") },
};

#define ROWS (sizeof table / sizeof *table)

int standalone_code(size_t row)
{
	return row < ROWS ? table[row].code : 0;
}

void standalone_view_of(struct standalone_view *view, int code)
{
	size_t row = 0;

	while (row < ROWS - 1 && table[row].code != code)
		row++;
	/* What isn't there stays away; what took too long or broke may go well the next time. */
	view->offers_retry = table[row].code == 408 || table[row].code >= 500;
	view->incident = NULL;
	view->scene = table[row].code >= 500 ? "works" : "missing";
	for (enum language language = 0; language < LANGUAGES; language++) {
		view->titles[language] = message_text(&table[row].title, language);
		view->sentences[language] = message_text(&table[row].sentence, language);
	}
}

#include "page/standalone.h"

struct sentences {
	int code;
	struct message title, sentence;
};

/* The codes with which Apache answers by itself, before or instead of a program of ours. */
static struct sentences table[] = {
	{ 400, MESSAGE("This request can’t be read."),
		MESSAGE("It isn’t written as browsers write theirs. Nothing was changed.") },
	{ 403, MESSAGE("This place isn’t open."),
		MESSAGE("There is nothing here for visitors. Start again from the shop.") },
	{ 404, MESSAGE("A step is missing."),
		MESSAGE("This page doesn’t exist, or no longer does. Check the address, or start "
			"again from the shop.") },
	{ 405, MESSAGE("This page isn’t used that way."),
		MESSAGE("The page exists, but not for this kind of request.") },
	{ 408, MESSAGE("The request took too long to arrive."),
		MESSAGE("Nothing was changed. Check your connection and try again.") },
	{ 411, MESSAGE("The request doesn’t say how long it is."),
		MESSAGE("Nothing was changed. Open the page again and send its form once more.") },
	{ 413, MESSAGE("That is too much at once."),
		MESSAGE("What was sent is larger than this page takes. Nothing was changed.") },
	{ 414, MESSAGE("This address is too long."),
		MESSAGE("No page of ours has such an address. Start again from the shop.") },
	{ 431, MESSAGE("The request carries too much luggage."),
		MESSAGE("Its headers are larger than we take. Deleting this site’s cookies "
			"helps.") },
	{ 500, MESSAGE("The shop is taking a break."),
		MESSAGE("A problem on our side keeps us from answering. Nothing is lost, and "
			"nothing is paid twice. Try again in a few minutes.") },
	{ 503, MESSAGE("The shop is taking a break."),
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
	view->scene = table[row].code >= 500 ? "works" : "missing";
	for (enum language language = 0; language < LANGUAGES; language++) {
		view->titles[language] = message_text(&table[row].title, language);
		view->sentences[language] = message_text(&table[row].sentence, language);
	}
}

#include "tools/palierctl_password.h"

#include "base/text.h"
#include "domain/hashing.h"
#include "tools/palierctl_print.h"
#include "tools/palierctl_shop.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <termios.h>

#define LINE_MOST 1024 /* far more than a password may have, so that it is judged, not cut */

struct line {
	size_t size;
	bool more; /* bytes behind its end */
	char bytes[LINE_MOST + 1];
};

/* ---- reading ----------------------------------------------------------------------------- */

/* Not with stdio, which would wait for more than the line. */
static bool read_line(struct line *line)
{
	char *end = NULL;
	ssize_t got = 1;

	line->size = 0;
	while (end == NULL && got > 0 && line->size < LINE_MOST) {
		got = read(STDIN_FILENO, line->bytes + line->size, LINE_MOST - line->size);
		if (got > 0)
			line->size += (size_t)got;
		end = memchr(line->bytes, '\n', line->size);
	}
	if (got < 0)
		return false;
	line->more = end != NULL && end + 1 < line->bytes + line->size;
	if (end != NULL)
		line->size = (size_t)(end - line->bytes);
	if (end != NULL && line->size > 0 && end[-1] == '\r')
		line->size--;
	line->bytes[line->size] = '\0';
	return true;
}

static volatile sig_atomic_t caught;

static void catch (int number)
{
	caught = number;
}

/* Signals come in while it waits, and at no other time: one before that would be missed. */
static bool ask(const char *prompt, const sigset_t *let_in, struct line *line)
{
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
	bool read;
	int ready;

	fputs(prompt, stderr);
	/* Being stopped and continued interrupts it, too. */
	do
		ready = ppoll(&input, 1, NULL, let_in);
	while (ready < 0 && errno == EINTR && caught == 0);
	read = ready > 0 && read_line(line);
	fputc('\n', stderr);
	return read;
}

/* Whoever breaks off must find the terminal as it was: it shows again what is typed. */
static bool ask_twice(struct line *first, struct line *second)
{
	static const int ends[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	struct sigaction action = { .sa_handler = catch }, before[sizeof ends / sizeof *ends];
	struct termios shown, hidden;
	sigset_t held, let_in;
	bool read;

	if (tcgetattr(STDIN_FILENO, &shown) != 0)
		return false;
	sigemptyset(&held);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		sigaddset(&held, ends[i]);
		sigaction(ends[i], &action, &before[i]);
	}
	sigprocmask(SIG_BLOCK, &held, &let_in);
	hidden = shown;
	hidden.c_lflag &= ~(tcflag_t)ECHO;
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
	read = ask("New password: ", &let_in, first) && ask("Once more: ", &let_in, second);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		sigaction(ends[i], &before[i], NULL);
	sigprocmask(SIG_SETMASK, &let_in, NULL);
	if (caught != 0)
		raise(caught);
	return read;
}

static enum exit_status read_password(struct line *line)
{
	struct line again = { 0 };

	if (!isatty(STDIN_FILENO)) {
		if (!read_line(line))
			return refuse("standard input can't be read (%s).", strerror(errno));
		if (line->size == 0)
			return refuse("standard input has no password. Give it on one line, or run "
				      "this on a terminal to be asked.");
		return line->more ? refuse("standard input has more than one line. Give the "
					   "password alone.")
				  : DONE;
	}
	if (!ask_twice(line, &again))
		return refuse("the terminal can't be read (%s).", strerror(errno));
	return line->size == again.size && memcmp(line->bytes, again.bytes, line->size) == 0
		       ? DONE
		       : refuse("that wasn't the same twice. Nothing was changed; try again.");
}

/* ---- judging ----------------------------------------------------------------------------- */

static const char *const sentences[PASSWORD_VERDICTS] = {
	[PASSWORD_NOT_TEXT] = "the password isn't UTF-8 text. Choose one that can be typed.",
	[PASSWORD_TOO_SHORT] = "the password is too short: at least 8 bytes. Take a few words that "
			       "have nothing to do with one another.",
	[PASSWORD_TOO_LONG] = "the password is too long: at most 128 bytes.",
	[PASSWORD_COMMON] = "the password is among the commonest there are, and tried first. Take "
			    "a few words that have nothing to do with one another.",
	[PASSWORD_PERSONAL] = "the password is little more than the customer's or the shop's name "
			      "or address. Take a few words that have nothing to do with either.",
	[PASSWORD_WEAK] = "the password is guessed too easily. Make it longer, with a few words "
			  "that have nothing to do with one another.",
};

enum exit_status password_take(struct arena *arena, const struct shop *shop,
	const struct password_owner *owner, const char **hash)
{
	char *made = arena_allocate(arena, PASSWORD_HASH_SIZE);
	enum password_verdict verdict;
	struct line line = { 0 };
	enum result result;
	enum exit_status status = read_password(&line);

	if (status != DONE)
		return status;
	verdict = password_policy_judge(arena, &shop->site, owner, line.bytes, line.size);
	if (verdict != PASSWORD_FINE)
		return refuse("%s", sentences[verdict]);
	result = hashing_make(shop, line.bytes, made);
	*hash = made;
	if (result == BUSY)
		return refuse("too many passwords are being checked just now. Try again in a "
			      "minute.");
	return result == OK ? DONE : shop_refuse(shop, result);
}

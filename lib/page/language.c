#include "page/language.h"

#include "base/log.h"

#include <assert.h>
#include <libintl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define DOMAIN "palier"

static const char *const codes[LANGUAGES] = {
	[FRENCH] = "fr",
	[ENGLISH] = "en",
};

/* The language that gettext answers in; LANGUAGES before the first question. */
static enum language current = LANGUAGES;
static char directory[4096];

/* "/opt/palier/cgi-bin/login" gives "/opt/palier/language". */
static void directory_beside(void)
{
	ssize_t length = readlink("/proc/self/exe", directory, sizeof directory - 1);

	directory[length > 0 ? length : 0] = '\0';
	for (int n = 0; n < 2; n++) {
		char *slash = strrchr(directory, '/');

		if (slash)
			*slash = '\0';
	}
	length = (ssize_t)strlen(directory);
	snprintf(directory + length, sizeof directory - (size_t)length, "/language");
}

void language_init(const char *chosen)
{
	char file[sizeof directory + 64];

	if (chosen)
		snprintf(directory, sizeof directory, "%s", chosen);
	else
		directory_beside();
	current = LANGUAGES;
	/* In the locale "C" gettext answers with its key.  Debian has this one on board. */
	if (!setlocale(LC_ALL, "C.UTF-8"))
		log_event("language missing", "locale=C.UTF-8");
	for (enum language language = 0; language < LANGUAGES; language++) {
		snprintf(file, sizeof file, "%s/%s/LC_MESSAGES/" DOMAIN ".mo", directory,
			codes[language]);
		if (language != ENGLISH && access(file, R_OK) != 0)
			log_event("language missing", "file=%s", file);
	}
}

static void language_switch(enum language language)
{
	if (current == language)
		return;
	setenv("LANGUAGE", codes[language], 1);
	/* Binding the domain anew makes libc forget what it remembers of the language before. */
	bindtextdomain(DOMAIN, directory);
	bind_textdomain_codeset(DOMAIN, "UTF-8");
	current = language;
}

const char *message_text(struct message *message, enum language language)
{
	return message_text_count(message, language, 1);
}

const char *message_text_count(struct message *message, enum language language, int64_t count)
{
	enum message_class class = count > 1 ? MESSAGE_MANY : (enum message_class)count;
	const char **found;

	assert(count >= 0 && language < LANGUAGES);
	found = &message->found[language][class];
	if (*found)
		return *found;
	if (language == ENGLISH) {
		*found = class == MESSAGE_ONE || !message->many ? message->one : message->many;
		return *found;
	}
	language_switch(language);
	if (message->many)
		*found = dngettext(DOMAIN, message->one, message->many, (unsigned long)class);
	else
		*found = dgettext(DOMAIN, message->one);
	return *found;
}

const char *language_code(enum language language)
{
	assert(language < LANGUAGES);
	return codes[language];
}

bool language_of(const char *code, enum language *language)
{
	for (enum language n = 0; n < LANGUAGES; n++) {
		if (strcmp(code, codes[n]) == 0) {
			*language = n;
			return true;
		}
	}
	return false;
}

/* The weight behind a language range, in thousandths: ";q=0.8".  0 when malformed. */
static int accept_weight(const char *at, size_t length)
{
	const char *end = at + length;
	int weight = 0, unit = 1000;

	for (at = memchr(at, ';', length); at && at < end; at++) {
		if (*at == ';' || *at == ' ' || *at == '\t')
			continue;
		if (strncasecmp(at, "q=", 2) != 0)
			return 0;
		for (at += 2; at < end && unit > 0; at++) {
			if (*at == '.')
				continue;
			if (*at < '0' || *at > '9')
				break;
			weight += (*at - '0') * unit;
			unit /= 10;
		}
		return weight > 1000 ? 1000 : weight;
	}
	return 1000;
}

enum language language_accept(const char *header, enum language otherwise)
{
	enum language best = otherwise;
	int best_weight = 0, star = 0, weights[LANGUAGES];

	for (enum language n = 0; n < LANGUAGES; n++)
		weights[n] = -1;
	while (header && *header) {
		size_t length, range;

		header += strspn(header, " \t,");
		length = strcspn(header, ",");
		range = strcspn(header, "-;, \t");
		if (length > 0 && range == 1 && *header == '*')
			star = accept_weight(header, length);
		for (enum language n = 0; n < LANGUAGES; n++) {
			int weight;

			if (range != strlen(codes[n]) || strncasecmp(header, codes[n], range) != 0)
				continue;
			weight = accept_weight(header, length);
			if (weight > weights[n])
				weights[n] = weight;
			/* Of two that weigh the same, the one named first. */
			if (weight > best_weight) {
				best_weight = weight;
				best = n;
			}
		}
		header += length;
	}
	if (star <= best_weight)
		return best;
	if (weights[otherwise] < 0)
		return otherwise;
	for (enum language n = 0; n < LANGUAGES; n++)
		if (weights[n] < 0)
			return n;
	return best;
}

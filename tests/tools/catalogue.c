/* What the check of translations complains about. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char complaints[1 << 12];

/* True when the check, run as make or the rule runs it, has nothing to say. */
static bool passes(const char *entry, bool complete)
{
	char path[] = "/tmp/catalogue-XXXXXX", command[512];
	int file = mkstemp(path);
	FILE *pipe_of_check;
	size_t length;

	assert_true(file >= 0);
	dprintf(file, "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n\n%s",
		entry);
	close(file);
	snprintf(command, sizeof command,
		"msgcat --no-wrap %s | "
		"LC_ALL=C awk %s -v file=fr.po -f lib/tools/language.awk 2>&1",
		path, complete ? "-v complete=1" : "");
	pipe_of_check = popen(command, "r");
	assert_non_null(pipe_of_check);
	length = fread(complaints, 1, sizeof complaints - 1, pipe_of_check);
	complaints[length] = '\0';
	unlink(path);
	return pclose(pipe_of_check) == 0;
}

#define ONE(one, text) "msgid \"" one "\"\nmsgstr \"" text "\"\n"
#define MANY(one, many, first, second)                                                             \
	"msgid \"" one "\"\nmsgid_plural \"" many "\"\nmsgstr[0] \"" first                         \
	"\"\nmsgstr[1] \"" second "\"\n"

static void places_are_those_of_the_message(void **state)
{
	static const struct {
		const char *entry, *complaint;
	} cases[] = {
		{ ONE("Pay {amount}", "Payer"),
			"fr.po: \"Pay {amount}\": the translation lacks {amount}.\n" },
		{ ONE("Pay", "Payer {amount}"), "fr.po: \"Pay\": the translation has {amount}, "
						"which the message hasn't.\n" },
		{ ONE("Pay {a}", "Payer {a} {"),
			"fr.po: \"Pay {a}\": the translation has a lone brace, "
			"which the message hasn't.\n" },
		{ MANY("{n} of {all}", "{n} of {all}", "Un", "{n} de {all}"),
			"fr.po: \"{n} of {all}\": the translation lacks {all}.\n" },
		{ MANY("a", "{n}", "{m}", "{n}"),
			"fr.po: \"a\": the translation has {m}, which the message hasn't.\n" },
	};
	static const char *const right[] = {
		ONE("Pay {amount} to {name}", "{name} : {amount}, {amount}"),
		ONE("Pay {amount}", ""),
		ONE("It's", "L'x !"),
		MANY("A day of {all}", "{n} days of {all}", "Un jour de {all}",
			"{n} jours de {all}"),
		MANY("A day", "{n} days", "{n} jour", "{n} jours"),
	};

	(void)state;
	for (size_t n = 0; n < sizeof cases / sizeof *cases; n++) {
		assert_false(passes(cases[n].entry, false));
		assert_string_equal(complaints, cases[n].complaint);
	}
	for (size_t n = 0; n < sizeof right / sizeof *right; n++)
		if (!passes(right[n], false))
			fail_msg("%s", complaints);
}

static void a_complete_catalogue_is_translated_and_well_set(void **state)
{
	static const struct {
		const char *entry, *complaint;
	} cases[] = {
		{ ONE("a", ""), "fr.po: \"a\": has no translation.\n" },
		{ MANY("a", "b", "c", ""), "fr.po: \"a\": has no translation.\n" },
		{ "#, fuzzy\n" ONE("a", "b"), "fr.po: \"a\": is fuzzy.\n" },
		{ ONE("a", "l'abonnement"), "fr.po: \"a\": write ’ for the apostrophe '.\n" },
		{ ONE("a", "Oui ?"), "fr.po: \"a\": a no-break space belongs before : ; ! ?.\n" },
		{ ONE("a", "Oui?"), "fr.po: \"a\": a no-break space belongs before : ; ! ?.\n" },
		{ ONE("a", "Ici : là"),
			"fr.po: \"a\": a no-break space belongs before : ; ! ?.\n" },
		{ ONE("a", "Ici: là"), "fr.po: \"a\": a no-break space belongs before : ; ! ?.\n" },
		{ ONE("a", "Ici :"), "fr.po: \"a\": a no-break space belongs before : ; ! ?.\n" },
		{ ONE("a", "« Oui »"),
			"fr.po: \"a\": a no-break space belongs inside the quotation marks.\n" },
		{ ONE("a", "«\u00a0Oui»"),
			"fr.po: \"a\": a no-break space belongs inside the quotation marks.\n" },
	};
	static const char *const right[] = {
		ONE("a", "l’abonnement"),
		ONE("a", "Ici\u00a0: là, à 14:32\u202f; «\u00a0Oui\u202f?\u00a0»\u202f!"),
		"#~ msgid \"a\"\n#~ msgstr \"l'ancien ?\"\n",
	};

	(void)state;
	for (size_t n = 0; n < sizeof cases / sizeof *cases; n++) {
		if (passes(cases[n].entry, true))
			fail_msg("not noticed: %s", cases[n].entry);
		assert_string_equal(complaints, cases[n].complaint);
	}
	for (size_t n = 0; n < sizeof right / sizeof *right; n++)
		if (!passes(right[n], true))
			fail_msg("%s", complaints);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(places_are_those_of_the_message),
		cmocka_unit_test(a_complete_catalogue_is_translated_and_well_set),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

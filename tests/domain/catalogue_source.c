#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "domain/catalogue.h"
#include "domain/catalogue_source.h"

#include <sys/stat.h>

/* One line of C is one line of the file, so that the numbers below can be counted here. */
static const char *const sound[] = {
	/* 1 */ "products = (",
	/* 2 */ "  { id = \"harmony\"; name = \"Harmony\";",
	/* 3 */ "    tagline = { fr = \"L’animation\"; en = \"Animation\"; };",
	/* 4 */ "    editions = (",
	/* 5 */ "      { id = \"basic\"; name = \"Basic\"; rank = 1;",
	/* 6 */ "        adds = ( { fr = \"Dessin\"; en = \"Drawing\"; } );",
	/* 7 */ "        prices = (",
	/* 8 */ "          { currency = \"EUR\"; cycle = \"month\"; minor = 2000L; },",
	/* 9 */ "          { currency = \"EUR\"; cycle = \"year\"; minor = 0L; } ); },",
	/* 10 */ "      { id = \"plus\"; name = \"Plus\"; rank = 2;",
	/* 11 */ "        adds = ( { fr = \"Son\"; en = \"Sound\"; } );",
	/* 12 */ "        prices = (",
	/* 13 */ "          { currency = \"EUR\"; cycle = \"month\"; minor = 4000L; },",
	/* 14 */ "          { currency = \"EUR\"; cycle = \"year\"; minor = 100000000000L; } ); }",
	/* 15 */ "    ); },",
	/* 16 */ "  { id = \"sketch\"; name = \"Sketch\";",
	/* 17 */ "    tagline = { fr = \"Le croquis\"; en = \"Sketching\"; };",
	/* 18 */ "    editions = (",
	/* 19 */ "      { id = \"solo\"; name = \"Solo\"; rank = 7;",
	/* 20 */ "        adds = ( { fr = \"Crayon\"; en = \"Pencil\"; } );",
	/* 21 */ "        prices = ( { currency = \"CAD\"; cycle = \"month\"; minor = 5L; } ); }",
	/* 22 */ "    ); }",
	/* 23 */ ");",
	/* 24 */ "policy = (",
	/* 25 */ "  { change = \"edition\"; rank = \"higher\"; result = \"immediate\"; },",
	/* 26 */ "  { change = \"edition\"; product = \"harmony\"; from = \"plus\";",
	/* 27 */ "    to = \"basic\"; result = \"end-of-period\"; },",
	/* 28 */ "  { change = \"edition\"; result = \"illegal\";",
	/* 29 */ "    reason = { fr = \"Non.\"; en = \"No.\"; }; },",
	/* 30 */ "  { change = \"cycle\"; result = \"immediate\"; },",
	/* 31 */ "  { change = \"seats\"; rank = \"lower\"; result = \"end-of-period\"; },",
	/* 32 */ "  { change = \"seats\"; result = \"immediate\"; },",
	/* 33 */ "  { change = \"cancel\"; from = \"solo\"; result = \"immediate\"; },",
	/* 34 */ "  { change = \"cancel\"; result = \"end-of-period\"; }",
	/* 35 */ ");",
};

#define LONG "0123456789012345678901234567890123456789"

/* In a line, a text is replaced by another; then the file is refused there, or elsewhere. */
static const struct mistake {
	int line;
	const char *was, *becomes;
	int refused; /* the line in the complaint; 0: the same */
	const char *sentence;
} mistakes[] = {
	/* the file's form */
	{ 5, "rank = 1", "rank 1", 0,
		"syntax error. Look for a missing semicolon, bracket or quote here or just "
		"before." },
	{ 2, "name = \"Harmony\";", "name = \"Harmony\"; colour = 3;", 0,
		"\"colour\" isn't known here. Correct its spelling or remove it." },
	{ 2, "name = \"Harmony\";", "", 0, "\"name\" is missing here." },
	{ 2, "\"Harmony\"", "12", 0, "\"name\" must be a text in quotes." },
	{ 3, "en = \"Animation\";", "", 0, "\"en\" is missing here." },
	{ 6, "fr = \"Dessin\";", "", 0, "\"fr\" is missing here." },
	{ 17, "fr = \"Le croquis\"", "fr = \"Le \\x01 croquis\"", 0,
		"\"fr\" must be UTF-8 without control characters." },

	/* ids, names, texts */
	{ 2, "\"harmony\"", "\"Harmony\"", 0,
		"\"Harmony\" can't be an id. Use 1 to 40 small letters, digits and hyphens." },
	{ 5, "\"basic\"", "\"\"", 0,
		"\"\" can't be an id. Use 1 to 40 small letters, digits and hyphens." },
	{ 19, "\"solo\"", "\"sol_o\"", 0,
		"\"sol_o\" can't be an id. Use 1 to 40 small letters, digits and hyphens." },
	{ 19, "\"solo\"", "\"" LONG "0\"", 0,
		"\"" LONG "0\" can't be an id. Use 1 to 40 small letters, digits and hyphens." },
	{ 16, "\"sketch\"", "\"harmony\"", 0,
		"There is a product \"harmony\" already. Give this one another id." },
	{ 10, "\"plus\"", "\"basic\"", 0,
		"Product \"harmony\" has an edition \"basic\" already. Give this one another id." },
	{ 16, "\"Sketch\"", "\"\"", 0,
		"\"name\" is empty. Write what customers should read there." },
	{ 10, "\"Plus\"", "\" \"", 0,
		"\"name\" is empty. Write what customers should read there." },
	{ 17, "\"Le croquis\"", "\"\"", 0,
		"\"fr\" is empty. Write what customers should read there." },
	{ 20, "\"Pencil\"", "\"\"", 0, "\"en\" is empty. Write what customers should read there." },
	{ 20, "\"Pencil\"", "\"a\\nb\"", 0,
		"\"en\" must be one line of at most 300 bytes. Shorten it." },
	{ 20, "\"Pencil\"", "\"" LONG LONG LONG LONG LONG LONG LONG "012345678901234567890\"", 0,
		"\"en\" must be one line of at most 300 bytes. Shorten it." },

	/* editions */
	{ 10, "rank = 2", "rank = 1", 0,
		"Edition \"plus\" has rank 1, which isn't above the 1 of \"basic\" before it. List "
		"editions from the lowest to the highest." },
	{ 5, "rank = 1", "rank = 3", 10,
		"Edition \"plus\" has rank 2, which isn't above the 3 of \"basic\" before it. List "
		"editions from the lowest to the highest." },
	{ 5, "rank = 1", "rank = 0", 0, "\"rank\" is 0; it must lie between 1 and 1000." },
	{ 11, "( { fr = \"Son\"; en = \"Sound\"; } )", "()", 0,
		"\"adds\" has 0 items; it needs at least 1." },

	/* prices */
	{ 21, "( { currency = \"CAD\"; cycle = \"month\"; minor = 5L; } )", "()", 0,
		"\"prices\" has 0 items; it needs at least 1." },
	{ 8, "\"EUR\"", "\"GBP\"", 0,
		"\"GBP\" is no currency of this shop. Use one of EUR, USD, CAD." },
	{ 8, "\"month\"", "\"week\"", 0, "\"cycle\" must be one of \"month\", \"year\"." },
	{ 8, "2000L", "-1L", 0, "\"minor\" is -1; it must lie between 0 and 100000000000." },
	{ 14, "100000000000L", "100000000001L", 0,
		"\"minor\" is 100000000001; it must lie between 0 and 100000000000." },
	{ 8, "2000L", "5000000000", 0,
		"5000000000 must end with an L, as in 2000L. Without it large numbers are "
		"misread." },
	{ 8, "2000L", "2000", 0,
		"\"minor\" must end with an L, as in 2000L. Without it large numbers are "
		"misread." },
	{ 8, "2000L", "20.0", 0, "\"minor\" must be a whole number." },
	{ 9, "\"year\"", "\"month\"", 0,
		"Edition \"basic\" has a price in EUR per month already. Keep one of the two." },
	{ 14, "\"EUR\"", "\"USD\"", 10,
		"Edition \"plus\" has no price in EUR per year, but \"basic\" has one. Add it "
		"here, "
		"or remove it there." },
	{ 13, "\"month\"; minor = 4000L; }",
		"\"month\"; minor = 4000L; }, { currency = \"USD\"; cycle = \"year\"; minor = 1L; "
		"}",
		5,
		"Edition \"basic\" has no price in USD per year, but \"plus\" has one. Add it "
		"here, "
		"or remove it there." },

	/* policy */
	{ 25, "\"edition\"", "\"colour\"", 0,
		"\"change\" must be one of \"edition\", \"cycle\", \"seats\", \"cancel\"." },
	{ 25, "\"higher\"", "\"above\"", 0,
		"\"rank\" must be one of \"higher\", \"lower\", \"same\"." },
	{ 25, "\"immediate\"", "\"now\"", 0,
		"\"result\" must be one of \"immediate\", \"end-of-period\", \"illegal\"." },
	{ 26, "\"harmony\"", "\"melody\"", 0,
		"\"product\" is \"melody\", which isn't in the list of products. Write the id of "
		"one, or leave \"product\" out to match all." },
	{ 26, "\"plus\"", "\"solo\"", 0,
		"\"from\" is \"solo\", which is no edition of harmony. Write the id of one, or "
		"leave "
		"\"from\" out to match all." },
	{ 27, "\"basic\"", "\"base\"", 26,
		"\"to\" is \"base\", which is no edition of harmony. Write the id of one, or leave "
		"\"to\" out to match all." },
	{ 33, "\"solo\"", "\"duo\"", 0,
		"\"from\" is \"duo\", which is no edition of any product. Write the id of one, or "
		"leave \"from\" out to match all." },
	{ 33, "from", "to", 0,
		"\"to\" only goes with change = \"edition\". Remove it; \"from\" is the edition "
		"that "
		"stays." },
	{ 33, "from = \"solo\"", "rank = \"same\"", 0,
		"\"rank\" doesn't go with change = \"cancel\". Remove it." },
	{ 29, "reason = { fr = \"Non.\"; en = \"No.\"; };", "", 28,
		"An illegal change needs a reason that the customer can read. Add reason = { fr = "
		"\"…\"; en = \"…\"; };" },
	{ 29, "en = \"No.\";", "", 0, "\"en\" is missing here." },
	{ 29, "\"No.\"", "\"\"", 0, "\"en\" is empty. Write what customers should read there." },
	{ 28, "\"illegal\"", "\"immediate\"", 29,
		"Only an illegal change shows a reason. Remove it, or write result = "
		"\"illegal\"." },
	{ 26, "{ change",
		"{ change = \"edition\"; rank = \"higher\"; result = \"immediate\"; }, { change", 0,
		"This case never decides: the one in line 25 matches all that it does. Move it "
		"above "
		"that one, or remove it." },
	{ 26, "from = \"plus\";", "from = \"plus\"; rank = \"higher\";", 0,
		"This case never decides: the one in line 25 matches all that it does. Move it "
		"above "
		"that one, or remove it." },
	{ 30, "{ change",
		"{ change = \"edition\"; rank = \"lower\"; result = \"immediate\"; }, { change", 0,
		"This case never decides: the one in line 28 matches all that it does. Move it "
		"above "
		"that one, or remove it." },
	{ 31, "rank = \"lower\"; ", "", 32,
		"This case never decides: the one in line 31 matches all that it does. Move it "
		"above "
		"that one, or remove it." },
	{ 30, "{ change = \"cycle\"; result = \"immediate\"; },", "", 34,
		"No case for change = \"cycle\" matches everything. Add a last one with nothing "
		"but "
		"\"change\" and \"result\"." },
	{ 28, "{ change = \"edition\";", "{ change = \"edition\"; product = \"sketch\";", 34,
		"No case for change = \"edition\" matches everything. Add a last one with nothing "
		"but \"change\" and \"result\"." },
	{ 34, "\"cancel\"", "\"cancel\"; product = \"sketch\"", 0,
		"No case for change = \"cancel\" matches everything. Add a last one with nothing "
		"but "
		"\"change\" and \"result\"." },
};

/* What is no mistake: cases that differ in one field only, and keys that may be left out. */
static const struct mistake allowed[] = {
	{ 27, "},",
		"}, { change = \"edition\"; product = \"harmony\"; from = \"plus\"; to = "
		"\"plus\"; result = \"immediate\"; },",
		0, NULL },
	{ 27, "},",
		"}, { change = \"edition\"; product = \"harmony\"; from = \"basic\"; to = "
		"\"basic\"; result = \"immediate\"; },",
		0, NULL },
	{ 27, "},",
		"}, { change = \"edition\"; product = \"sketch\"; result = "
		"\"immediate\"; },",
		0, NULL },
	{ 27, "},",
		"}, { change = \"edition\"; rank = \"lower\"; result = "
		"\"immediate\"; },",
		0, NULL },
	{ 27, "to = \"basic\";", "", 0, NULL },
	{ 26, "from = \"plus\";", "", 0, NULL },
	{ 26, "product = \"harmony\";", "", 0, NULL },
	{ 31, "{ change = \"seats\"; rank = \"lower\"; result = \"end-of-period\"; },", "", 0,
		NULL },
	{ 21, "\"CAD\"", "\"USD\"", 0, NULL },
};

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* ---- files below build/ ---------------------------------------------------------------- */

static char directory[] = "build/catalogue-XXXXXX";
static char path[64];

static int directory_make(void **state)
{
	(void)state;
	mkdir("build", 0755);
	if (mkdtemp(directory) == NULL)
		return -1;
	snprintf(path, sizeof path, "%s/catalog.cfg", directory);
	return 0;
}

static int directory_remove(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(directory);
}

static void write_with(const struct mistake *mistake)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	for (size_t i = 0; i < COUNT(sound); i++) {
		const char *line = sound[i], *at = NULL;

		if (mistake != NULL && mistake->line == (int)i + 1) {
			at = strstr(line, mistake->was);
			assert_non_null(at);
		}
		if (at == NULL)
			fprintf(file, "%s\n", line);
		else
			fprintf(file, "%.*s%s%s\n", (int)(at - line), line, mistake->becomes,
				at + strlen(mistake->was));
	}
	assert_int_equal(fclose(file), 0);
}

/* ---- tests ----------------------------------------------------------------------------- */

static void every_mistake_is_refused_at_its_line_with_a_remedy(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(mistakes); i++) {
		const struct mistake *mistake = mistakes + i;
		struct arena *arena = arena_open(1 << 20);
		Record__Catalogue *catalogue = NULL;
		struct config_error error = { "" };
		char wanted[512];

		write_with(mistake);
		if (catalogue_read(path, arena, &catalogue, &error) != INVALID)
			fail_msg("accepted: %s in line %d", mistake->becomes, mistake->line);
		assert_null(catalogue);
		snprintf(wanted, sizeof wanted, "%s:%d: %s", path,
			mistake->refused != 0 ? mistake->refused : mistake->line,
			mistake->sentence);
		assert_string_equal(error.text, wanted);
		arena_close(arena);
	}
}

static void cases_that_differ_in_one_field_stand_side_by_side(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(allowed); i++) {
		struct arena *arena = arena_open(1 << 20);
		Record__Catalogue *catalogue;
		struct config_error error;

		write_with(allowed + i);
		if (catalogue_read(path, arena, &catalogue, &error) != OK)
			fail_msg("%s", error.text);
		arena_close(arena);
	}
}

static void what_is_sound_arrives_whole(void **state)
{
	struct arena *arena = arena_open(1 << 20);
	Record__Catalogue *catalogue;
	const Record__Product *harmony;
	const Record__Case *each;
	struct config_error error;

	(void)state;
	write_with(NULL);
	if (catalogue_read(path, arena, &catalogue, &error) != OK)
		fail_msg("%s", error.text);
	assert_int_equal(catalogue->n_products, 2);
	harmony = catalogue->products[0];
	assert_string_equal(harmony->id, "harmony");
	assert_string_equal(harmony->name, "Harmony");
	assert_string_equal(harmony->tagline->fr, "L’animation");
	assert_string_equal(harmony->tagline->en, "Animation");
	assert_int_equal(harmony->n_editions, 2);
	assert_string_equal(harmony->editions[1]->id, "plus");
	assert_string_equal(harmony->editions[1]->name, "Plus");
	assert_int_equal(harmony->editions[1]->rank, 2);
	assert_int_equal(harmony->editions[1]->n_adds, 1);
	assert_string_equal(harmony->editions[1]->adds[0]->fr, "Son");
	assert_string_equal(harmony->editions[1]->adds[0]->en, "Sound");
	assert_int_equal(harmony->editions[1]->n_prices, 2);
	assert_int_equal(harmony->editions[1]->prices[1]->currency, EUR);
	assert_int_equal(harmony->editions[1]->prices[1]->cycle, RECORD__CYCLE__YEAR);
	assert_int_equal(harmony->editions[1]->prices[1]->minor, INT64_C(100000000000));
	assert_int_equal(harmony->editions[0]->prices[1]->minor, 0);
	assert_int_equal(catalogue->products[1]->editions[0]->prices[0]->currency, CAD);
	assert_int_equal(catalogue->n_policy, 8);
	each = catalogue->policy[1];
	assert_string_equal(each->change, "edition");
	assert_string_equal(each->product, "harmony");
	assert_string_equal(each->from, "plus");
	assert_string_equal(each->to, "basic");
	assert_string_equal(each->rank, "");
	assert_string_equal(each->result, "end-of-period");
	assert_null(each->reason);
	assert_string_equal(catalogue->policy[2]->reason->fr, "Non.");
	assert_string_equal(catalogue->policy[2]->reason->en, "No.");
	assert_string_equal(catalogue->policy[4]->rank, "lower");
	arena_close(arena);
}

static void a_missing_file_is_refused_by_name(void **state)
{
	struct arena *arena = arena_open(1 << 20);
	Record__Catalogue *catalogue;
	struct config_error error;

	(void)state;
	assert_int_equal(catalogue_read("build/no-such.cfg", arena, &catalogue, &error), INVALID);
	assert_true(text_starts(error.text, "build/no-such.cfg:"));
	arena_close(arena);
}

/* 50 products with 20 additions of 600 bytes each: well over the limit. */
static void a_catalogue_too_large_to_keep_is_refused(void **state)
{
	struct arena *arena = arena_open(64 << 20);
	Record__Catalogue *catalogue;
	struct config_error error;
	FILE *file = fopen(path, "w");

	(void)state;
	assert_non_null(file);
	fprintf(file, "products = (");
	for (int i = 0; i < 50; i++) {
		fprintf(file,
			"%s{ id = \"p%d\"; name = \"P\"; tagline = { fr = \"a\"; en = \"a\"; };",
			i == 0 ? "" : ",", i);
		fprintf(file, " editions = ( { id = \"e\"; name = \"E\"; rank = 1; adds = (");
		for (int k = 0; k < 20; k++)
			fprintf(file, "%s{ fr = \"%0290d\"; en = \"%0290d\"; }", k == 0 ? "" : ",",
				k, k);
		fprintf(file, "); prices = ( { currency = \"EUR\"; cycle = \"month\"; ");
		fprintf(file, "minor = 1L; } ); } ); }");
	}
	fprintf(file, ");\npolicy = (\n");
	for (size_t i = 27; i < COUNT(sound); i++)
		if (i != 32)
			fprintf(file, "%s\n", sound[i]);
	fclose(file);
	assert_int_equal(catalogue_read(path, arena, &catalogue, &error), INVALID);
	assert_string_equal(strchr(error.text, ':'),
		":1: The catalogue is larger than 131072 bytes. Shorten its texts.");
	arena_close(arena);
}

/* ---- the shop's own catalogue ---------------------------------------------------------- */

static void check_prices(
	const Record__Product *product, const char *edition, const int64_t prices[CURRENCIES][2])
{
	const Record__Edition *found = edition_find(product, edition);
	struct money price;

	assert_non_null(found);
	for (enum currency currency = 0; currency < CURRENCIES; currency++)
		for (Record__Cycle cycle = 0; cycle <= RECORD__CYCLE__YEAR; cycle++) {
			assert_int_equal(edition_price(found, currency, cycle, &price), OK);
			assert_int_equal(price.minor, prices[currency][cycle]);
		}
}

static void the_shop_sells_harmony_at_the_published_prices(void **state)
{
	static const struct {
		const char *id, *name;
		int64_t prices[CURRENCIES][2];
	} editions[] = {
		{ "essentials", "Essentials",
			{ { 2000, 20000 }, { 2200, 22000 }, { 2900, 29000 } } },
		{ "advanced", "Advanced", { { 4000, 40000 }, { 4400, 44000 }, { 5900, 59000 } } },
		{ "premium", "Premium", { { 7000, 70000 }, { 7700, 77000 }, { 9900, 99000 } } },
	};
	struct arena *arena = arena_open(1 << 20);
	Record__Catalogue *catalogue;
	const Record__Product *harmony;
	struct config_error error;

	(void)state;
	if (catalogue_read("conf/catalog.cfg", arena, &catalogue, &error) != OK)
		fail_msg("%s", error.text);
	harmony = product_find(catalogue, "harmony");
	assert_non_null(harmony);
	assert_string_equal(harmony->name, "Harmony");
	assert_int_equal(harmony->n_editions, 3);
	for (size_t i = 0; i < COUNT(editions); i++) {
		assert_string_equal(harmony->editions[i]->id, editions[i].id);
		assert_string_equal(harmony->editions[i]->name, editions[i].name);
		assert_int_equal(harmony->editions[i]->rank, i + 1);
		check_prices(harmony, editions[i].id, editions[i].prices);
	}
	assert_int_equal(product_find(catalogue, "storyboard")->n_editions, 2);
	arena_close(arena);
}

/* ’ for the apostrophe, and no space that could break before a double mark. */
static void check_french(const char *text)
{
	static const char *const wrong[] = { "'", " :", " ;", " !", " ?", "« ", " »", "  " };

	for (size_t i = 0; i < COUNT(wrong); i++)
		if (strstr(text, wrong[i]) != NULL)
			fail_msg("\"%s\" in \"%s\"", wrong[i], text);
}

static void the_shops_french_is_well_set(void **state)
{
	struct arena *arena = arena_open(1 << 20);
	Record__Catalogue *catalogue;
	struct config_error error;

	(void)state;
	assert_int_equal(catalogue_read("conf/catalog.cfg", arena, &catalogue, &error), OK);
	for (size_t i = 0; i < catalogue->n_products; i++) {
		const Record__Product *product = catalogue->products[i];

		check_french(product->tagline->fr);
		for (size_t k = 0; k < product->n_editions; k++)
			for (size_t m = 0; m < product->editions[k]->n_adds; m++)
				check_french(product->editions[k]->adds[m]->fr);
	}
	for (size_t i = 0; i < catalogue->n_policy; i++)
		if (catalogue->policy[i]->reason != NULL)
			check_french(catalogue->policy[i]->reason->fr);
	arena_close(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_mistake_is_refused_at_its_line_with_a_remedy),
		cmocka_unit_test(cases_that_differ_in_one_field_stand_side_by_side),
		cmocka_unit_test(what_is_sound_arrives_whole),
		cmocka_unit_test(a_missing_file_is_refused_by_name),
		cmocka_unit_test(a_catalogue_too_large_to_keep_is_refused),
		cmocka_unit_test(the_shop_sells_harmony_at_the_published_prices),
		cmocka_unit_test(the_shops_french_is_well_set),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, directory_make, directory_remove);
}

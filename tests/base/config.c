/* Configuration: what is right is read, what is wrong is told with its line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../support/files.h"
#include "base/config.h"

struct seller {
	const char *name;
	int64_t share;
	int line;
};

struct shop {
	const char *title, *motto;
	int64_t port, fee;
	bool open;
	int mood;
	struct config_list languages, sellers;
	struct seller owner;
};

#define AT(member) offsetof(struct shop, member)

static const char *const moods[] = { "calm", "busy", NULL };

static const struct config_key seller_keys[] = {
	{ "name", CONFIG_TEXT, .offset = offsetof(struct seller, name) },
	{ "share", CONFIG_NUMBER, offsetof(struct seller, share), .least = 0, .most = 100 },
	{ "line", CONFIG_LINE, .offset = offsetof(struct seller, line) },
	{ NULL },
};

static const struct config_key shop_keys[] = {
	{ "title", CONFIG_TEXT, .offset = AT(title) },
	{ "motto", CONFIG_TEXT, AT(motto), .optional = true, .fallback = "none" },
	{ "port", CONFIG_NUMBER, AT(port), .optional = true, .fallback_number = 80, .least = 1,
		.most = 65535 },
	{ "fee", CONFIG_NUMBER, AT(fee), .optional = true, .least = -5, .most = INT64_MAX },
	{ "open", CONFIG_FLAG, AT(open), .optional = true, .fallback_number = 1 },
	{ "mood", CONFIG_WORD, AT(mood), .optional = true, .fallback_number = 1, .words = moods },
	{ "languages", CONFIG_TEXTS, AT(languages), .optional = true, .least = 1, .most = 2 },
	{ "sellers", CONFIG_LIST, AT(sellers), .optional = true, .least = 1, .keys = seller_keys,
		.size = sizeof(struct seller) },
	{ "owner", CONFIG_GROUP, AT(owner), .optional = true, .keys = seller_keys },
	{ NULL },
};

static struct arena *arena;
static struct shop shop;
static struct config_error error;

static int config_setup(void **state)
{
	(void)state;
	arena = arena_open(4 << 20);
	shop = (struct shop){ 0 };
	error.text[0] = '\0';
	return 0;
}

static int config_teardown(void **state)
{
	(void)state;
	arena_close(arena);
	return 0;
}

static enum result read_shop(const char *text)
{
	files_write("site.cfg", text);
	return config_file_read(files_path("site.cfg"), shop_keys, &shop, arena, &error);
}

/* Refused, with the sentence that belongs behind the file's name. */
static void assert_refused(const char *text, const char *sentence)
{
	if (read_shop(text) != INVALID)
		fail_msg("taken: %s", text);
	assert_memory_equal(error.text, files_path("site.cfg"), strlen(files_path("site.cfg")));
	assert_string_equal(error.text + strlen(files_path("site.cfg")), sentence);
}

static void every_type_lands_in_its_place(void **state)
{
	const struct seller *sellers;

	(void)state;
	assert_int_equal(
		read_shop("# the shop\n"
			  "title = \"L'été \\\"chaud\\\"\\n\" \"en deux\";\n"
			  "motto = \"\";\nport = 0x1F90;\nfee = 3000000000L;\nopen = false;\n"
			  "mood = \"calm\";\nlanguages = [\"fr\", \"en\"];\n"
			  "sellers = (\n{ name = \"A\"; share = 60; },\n\n"
			  "{ name: \"B\", share: 40 }\n);\nowner = { name = \"C\"; share = 0 };\n"),
		OK);
	assert_string_equal(shop.title, "L'été \"chaud\"\nen deux");
	assert_string_equal(shop.motto, "");
	assert_int_equal(shop.port, 8080);
	assert_true(shop.fee == INT64_C(3000000000));
	assert_false(shop.open);
	assert_int_equal(shop.mood, 0);
	assert_int_equal(shop.languages.count, 2);
	assert_string_equal(((const char **)shop.languages.items)[0], "fr");
	assert_string_equal(((const char **)shop.languages.items)[1], "en");
	sellers = shop.sellers.items;
	assert_int_equal(shop.sellers.count, 2);
	assert_string_equal(sellers[0].name, "A");
	assert_int_equal(sellers[0].share, 60);
	assert_int_equal(sellers[0].line, 10);
	assert_string_equal(sellers[1].name, "B");
	assert_int_equal(sellers[1].share, 40);
	assert_int_equal(sellers[1].line, 12);
	assert_string_equal(shop.owner.name, "C");
	assert_int_equal(shop.owner.line, 14);
}

static void what_is_missing_gets_its_fallback(void **state)
{
	(void)state;
	assert_int_equal(read_shop("title = \"T\";\n"), OK);
	assert_string_equal(shop.motto, "none");
	assert_int_equal(shop.port, 80);
	assert_int_equal(shop.fee, 0);
	assert_true(shop.open);
	assert_int_equal(shop.mood, 1);
	assert_int_equal(shop.languages.count, 0);
	assert_int_equal(shop.sellers.count, 0);
	assert_null(shop.owner.name);
}

static void texts_outlive_the_file(void **state)
{
	(void)state;
	assert_int_equal(read_shop("title = \"kept\";\n"), OK);
	files_write("site.cfg", "");
	unlink(files_path("site.cfg"));
	assert_string_equal(shop.title, "kept");
}

static void a_mistake_is_told_with_its_line(void **state)
{
	static const struct {
		const char *text, *sentence;
	} cases[] = {
		{ "", ": \"title\" is missing here." },
		{ "title = \"T\";\n\ntitel = 1;\n",
			":3: \"titel\" isn't known here. Correct its spelling or remove it." },
		{ "title = \"T\";\nTitle = \"T\";\n",
			":2: \"Title\" isn't known here. Correct its spelling or remove it." },
		{ "title = \"T\";\ntitle = \"U\";\n", ":2: duplicate setting name." },
		{ "title = 7;\n", ":1: \"title\" must be a text in quotes." },
		{ "title = \"\xff\";\n",
			":1: \"title\" must be UTF-8 without control characters." },
		{ "\ntitle = \"\\x07\";\n",
			":2: \"title\" must be UTF-8 without control characters." },
		{ "title = \"T\";\nport = \"80\";\n", ":2: \"port\" must be a whole number." },
		{ "title = \"T\";\nport = 80.0;\n", ":2: \"port\" must be a whole number." },
		{ "title = \"T\";\nport = true;\n", ":2: \"port\" must be a whole number." },
		{ "title = \"T\";\nport = 0;\n",
			":2: \"port\" is 0; it must lie between 1 and 65535." },
		{ "title = \"T\";\nport = 65536;\n",
			":2: \"port\" is 65536; it must lie between 1 and 65535." },
		{ "title = \"T\";\nport = 5000000000L;\n",
			":2: \"port\" is 5000000000; it must lie between 1 and 65535." },
		{ "title = \"T\";\nfee = -6L;\n",
			":2: \"fee\" is -6; it must lie between -5 and 9223372036854775807." },
		{ "title = \"T\";\nfee = 5;\n",
			":2: \"fee\" must end with an L, as in 2000L. Without it large numbers are "
			"misread." },
		{ "title = \"T\";\nopen = 1;\n", ":2: \"open\" must be true or false." },
		{ "title = \"T\";\nopen = \"true\";\n", ":2: \"open\" must be true or false." },
		{ "title = \"T\";\nmood = \"Calm\";\n",
			":2: \"mood\" must be one of \"calm\", \"busy\"." },
		{ "title = \"T\";\nmood = 1;\n",
			":2: \"mood\" must be one of \"calm\", \"busy\"." },
		{ "title = \"T\";\nlanguages = \"fr\";\n",
			":2: \"languages\" must be a list, written ( … )." },
		{ "title = \"T\";\nlanguages = ();\n",
			":2: \"languages\" has 0 items; it needs at least 1." },
		{ "title = \"T\";\nlanguages = ( \"a\",\n\"b\", \"c\" );\n",
			":2: \"languages\" has 3 items; it needs at most 2." },
		{ "title = \"T\";\nlanguages = ( \"a\",\n7 );\n",
			":3: \"languages\" must be a text in quotes." },
		{ "title = \"T\";\nsellers = [ 1 ];\n",
			":2: \"sellers\" must be a list, written ( … )." },
		{ "title = \"T\";\nsellers = ();\n",
			":2: \"sellers\" has 0 items; it needs at least 1." },
		{ "title = \"T\";\nsellers = (\n\"A\" );\n",
			":3: every item of \"sellers\" must be a group, written { … }." },
		{ "title = \"T\";\nsellers = (\n{ name = \"A\"; share = 1; },\n"
		  "{ name = \"B\"; }\n);\n",
			":4: \"share\" is missing here." },
		{ "title = \"T\";\nsellers = (\n{ name = \"A\";\nshare = 1;\nline = 3; } );\n",
			":5: \"line\" isn't known here. Correct its spelling or remove it." },
		{ "title = \"T\";\nowner = \"me\";\n",
			":2: \"owner\" must be a group, written { … }." },
		{ "title = \"T\";\nowner = {\nname = \"A\";\nshare = 101; };\n",
			":4: \"share\" is 101; it must lie between 0 and 100." },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_refused(cases[i].text, cases[i].sentence);
}

#define SYNTAX "syntax error. Look for a missing semicolon, bracket or quote here or just before."

static void what_is_no_configuration_is_told_with_its_line(void **state)
{
	(void)state;
	assert_refused("title = \"T\"\n\nport = ;\n", ":3: " SYNTAX);
	assert_refused("title = \"T\";\nowner = { name = \"A\";\n", ":3: " SYNTAX);
	assert_refused("title = \"T", ":1: " SYNTAX);
	assert_refused("title = T;\n", ":1: " SYNTAX);
	assert_refused("title = \"T\";\nlanguages = [ \"a\", 7 ];\n",
		":2: mismatched element type in array.");
	assert_refused("<?xml version=\"1.0\"?>\n", ":1: " SYNTAX);
}

#define NEEDS_L " must end with an L, as in 2000L. Without it large numbers are misread."
#define TOO_LARGE " is too large. Write a number of at most 18 digits."

/* libconfig 1.5 reads the first of them as 1, in silence. */
static void a_number_that_would_be_cut_is_refused(void **state)
{
	static const struct {
		const char *number, *sentence;
	} wide[] = {
		{ "4294967297", ":2: 4294967297" NEEDS_L },
		{ "2147483648", ":2: 2147483648" NEEDS_L },
		{ "-4294967297", ":2: 4294967297" NEEDS_L },
		{ "0x100000001", ":2: 0x100000001" NEEDS_L },
		{ "99999999999999999999", ":2: 99999999999999999999" TOO_LARGE },
		{ "99999999999999999999L", ":2: 99999999999999999999L" TOO_LARGE },
		{ "18446744073709551617L", ":2: 18446744073709551617L" TOO_LARGE },
	};
	char text[100];

	(void)state;
	for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++) {
		snprintf(text, sizeof text, "title = \"T\";\nport=%s;\n", wide[i].number);
		assert_refused(text, wide[i].sentence);
	}
	assert_refused("title = \"T\";\nsellers = (\n{ share = 1 },{share:4294967297} );",
		":3: 4294967297" NEEDS_L);
	assert_refused(
		"/* \n */ title = \"T \\\" \n\";\nport = 4294967297;\n", ":4: 4294967297" NEEDS_L);
	assert_int_equal(read_shop("title = \"4294967297 // \\\" 4294967297\"; # 4294967297\n"
				   "// 4294967297\n/* 4294967297\n4294967297 */ port = 8080; "
				   "fee = 4294967297L;"),
		OK);
	assert_int_equal(shop.port, 8080);
	assert_true(shop.fee == INT64_C(4294967297));
}

static void a_file_is_complete_in_itself(void **state)
{
	(void)state;
	assert_refused("title = \"T\";\n@include \"more.cfg\"\n",
		":2: @include isn't supported. Write everything into this file.");
	assert_int_equal(read_shop("title = \"@include\";\n# @include \"more.cfg\"\n"), OK);
}

static void nothing_hides_behind_a_nul(void **state)
{
	static const char text[] = "title = \"T\";\n\0port = 0;\n";

	(void)state;
	files_write_bytes("site.cfg", text, sizeof text - 1, 0600);
	assert_int_equal(
		config_file_read(files_path("site.cfg"), shop_keys, &shop, arena, &error), INVALID);
	assert_string_equal(error.text + strlen(files_path("site.cfg")),
		":2: there is a NUL byte behind this line. Save the file as text.");
}

static void assert_unreadable(const char *name, const char *sentence)
{
	const char *path = name[0] == '/' ? name : files_path(name);

	assert_int_equal(config_file_read(path, shop_keys, &shop, arena, &error), INVALID);
	assert_memory_equal(error.text, path, strlen(path));
	assert_string_equal(error.text + strlen(path), sentence);
}

static void what_cannot_be_read_is_told_by_name(void **state)
{
	static char large[(1 << 20) + 1];

	(void)state;
	assert_unreadable("none.cfg", ": can't be read (No such file or directory).");
	assert_unreadable("", ": can't be read (Is a directory).");
	assert_unreadable("/dev/zero", ": can't be read (File too large).");
	memset(large, ' ', sizeof large);
	files_write_bytes("large.cfg", large, sizeof large, 0600);
	assert_unreadable("large.cfg", ": can't be read (File too large).");
	assert_int_equal(mkfifo(files_path("pipe.cfg"), 0600), 0);
	assert_unreadable("pipe.cfg", ": can't be read (File too large).");
	if (geteuid() != 0) {
		files_write_bytes("secret.cfg", "", 0, 0);
		assert_unreadable("secret.cfg", ": can't be read (Permission denied).");
	}
}

static void a_long_complaint_is_cut_not_spilled(void **state)
{
	char text[2000];

	(void)state;
	memset(text, 'a', sizeof text);
	memcpy(text + sizeof text - 7, " = 1;\n", 7);
	assert_int_equal(read_shop(text), INVALID);
	assert_int_equal(strlen(error.text), sizeof error.text - 1);
}

static void a_complaint_is_never_cut_within_a_letter(void **state)
{
	(void)state;
	assert_int_equal(
		config_complain(&error, "site.cfg", 3, "\"%.3s\" is no id.", "a\xc3\xa9\xc3\xa9"),
		INVALID);
	assert_string_equal(error.text, "site.cfg:3: \"a\xc3\xa9\" is no id.");
	assert_int_equal(
		config_complain(&error, "site.cfg", 3, "\"%.2s\" is no id.", "a\xc3\xa9\xc3\xa9"),
		INVALID);
	assert_string_equal(error.text, "site.cfg:3: \"a\" is no id.");
}

static void a_complaint_may_be_made_by_others(void **state)
{
	(void)state;
	assert_int_equal(config_complain(&error, "conf/site.cfg", 12, "%s, %d.", "no", 7), INVALID);
	assert_string_equal(error.text, "conf/site.cfg:12: no, 7.");
}

static void deep_nesting_does_no_harm(void **state)
{
	static char text[200001];

	(void)state;
	memset(text, '(', sizeof text - 1);
	memcpy(text, "title =", 7);
	assert_int_equal(read_shop(text), INVALID);
}

#define WITH_ARENA(test) cmocka_unit_test_setup_teardown(test, config_setup, config_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_ARENA(every_type_lands_in_its_place),
		WITH_ARENA(what_is_missing_gets_its_fallback),
		WITH_ARENA(texts_outlive_the_file),
		WITH_ARENA(a_mistake_is_told_with_its_line),
		WITH_ARENA(what_is_no_configuration_is_told_with_its_line),
		WITH_ARENA(a_number_that_would_be_cut_is_refused),
		WITH_ARENA(a_file_is_complete_in_itself),
		WITH_ARENA(nothing_hides_behind_a_nul),
		WITH_ARENA(what_cannot_be_read_is_told_by_name),
		WITH_ARENA(a_long_complaint_is_cut_not_spilled),
		WITH_ARENA(a_complaint_is_never_cut_within_a_letter),
		WITH_ARENA(a_complaint_may_be_made_by_others),
		WITH_ARENA(deep_nesting_does_no_harm),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, files_open, files_close);
}

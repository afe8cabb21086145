/* conf/site.cfg: where customers meet, and how mistakes about it are told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../support/test_shop.h"
#include "domain/site.h"

static struct arena *arena;
static struct site site;
static struct config_error error;
static char path[] = "build/site-XXXXXX";

static int open_file(void **state)
{
	(void)state;
	mkdir("build", 0755);
	arena = arena_open(4 << 20);
	return close(mkstemp(path));
}

static int close_file(void **state)
{
	(void)state;
	arena_close(arena);
	return unlink(path);
}

/* Reads the sample with one piece of text in it replaced. */
static enum result read_with(const char *before, const char *after)
{
	site = (struct site){ 0 };
	error.text[0] = '\0';
	test_copy("conf/site.cfg", path, before, after);
	return site_read(&site, path, arena, &error);
}

/* The number of the sample's line that begins so. */
static int line_of(const char *start)
{
	FILE *file = fopen("conf/site.cfg", "re");
	char line[1024];
	int number = 0;
	bool found = false;

	assert_non_null(file);
	while (!found && fgets(line, sizeof line, file) != NULL) {
		number++;
		found = text_starts(line, start);
	}
	fclose(file);
	assert_true(found);
	return number;
}

/* Refused, with the file, the line and a sentence that holds these words. */
static void refuses(const char *before, const char *after, const char *start, const char *words)
{
	const char *place = arena_format(arena, "%s:%d: ", path, line_of(start));

	assert_int_equal(read_with(before, after), INVALID);
	if (!text_starts(error.text, place) || strstr(error.text, words) == NULL)
		fail_msg("%s\ndoesn't begin with %s or doesn't say %s", error.text, place, words);
}

#define NO_DISCORD "discord = \"\""
#define NO_LINKS "links = ( )"
#define LINK(name, address) "links = ( { name = \"" name "\"; address = \"" address "\"; } )"

static void the_sample_names_no_community(void **state)
{
	(void)state;
	assert_int_equal(read_with(NULL, NULL), OK);
	assert_string_equal(site.community.discord, "");
	assert_int_equal(site.community.links.count, 0);
}

static void communities_are_read(void **state)
{
	const struct site_link *link;

	(void)state;
	assert_int_equal(read_with(NO_DISCORD, "discord = \"https://discord.gg/example\""), OK);
	assert_string_equal(site.community.discord, "https://discord.gg/example");
	assert_int_equal(read_with(NO_LINKS, LINK("Mastodon", "https://mastodon.example/@us")), OK);
	assert_int_equal(site.community.links.count, 1);
	link = site.community.links.items;
	assert_string_equal(link->name, "Mastodon");
	assert_string_equal(link->address, "https://mastodon.example/@us");
}

static void an_invitation_that_is_no_https_page_is_refused(void **state)
{
	static const char *const addresses[] = { "http://discord.gg/example", "javascript:alert(1)",
		"//discord.gg/example", "discord.gg/example", "https://", "https:///example",
		"https://discord.gg/<b>", "https://discord.gg/a b" };

	(void)state;
	for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++)
		refuses(NO_DISCORD, arena_format(arena, "discord = \"%s\"", addresses[i]),
			"community = {", "\"discord\" must be the address of an invitation");
	refuses(NO_DISCORD, "discord = 7", "  discord", "\"discord\"");
}

static void a_link_without_name_or_https_is_refused(void **state)
{
	static const char words[] =
		"a link has a \"name\", and an \"address\" that begins with https://";

	(void)state;
	refuses(NO_LINKS, LINK("", "https://mastodon.example/@us"), "  links", words);
	refuses(NO_LINKS, LINK("Mastodon", ""), "  links", words);
	refuses(NO_LINKS, LINK("Mastodon", "http://mastodon.example/@us"), "  links", words);
	refuses(NO_LINKS, LINK("Mastodon", "javascript:alert(1)"), "  links", words);
	refuses(NO_LINKS, LINK("Mastodon", "https://"), "  links", words);
	refuses(NO_LINKS, "links = ( { name = \"Mastodon\"; } )", "  links", "\"address\"");
	refuses(NO_LINKS, "links = ( { address = \"https://m.example\"; } )", "  links",
		"\"name\"");
	refuses(NO_LINKS,
		"links = ( { name = \"M\"; address = \"https://m.example\"; icon = 1; } )",
		"  links", "\"icon\"");
}

static void nine_links_are_one_too_many(void **state)
{
	const char *links = "";

	(void)state;
	for (int i = 0; i < 9; i++) {
		if (i == 8)
			assert_int_equal(
				read_with(NO_LINKS, arena_format(arena, "links = ( %s )", links)),
				OK);
		links = arena_format(arena,
			"%s%s{ name = \"%d\"; address = \"https://m.example\"; }", links,
			i == 0 ? "" : ", ", i);
	}
	refuses(NO_LINKS, arena_format(arena, "links = ( %s )", links), "  links", "\"links\"");
}

static void an_unknown_key_of_the_community_is_refused(void **state)
{
	(void)state;
	refuses(NO_DISCORD, "forum = \"https://forum.example\"", "  discord", "\"forum\"");
}

static void a_log_is_put_aside_at_8_mebibytes_unless_the_file_says_otherwise(void **state)
{
	static const char sample[] = "log = { mebibytes = 8; files = 8; };";

	(void)state;
	assert_int_equal(read_with(NULL, NULL), OK);
	assert_int_equal(site.log.mebibytes, 8);
	assert_int_equal(site.log.files, 8);
	assert_int_equal(read_with(sample, ""), OK);
	assert_int_equal(site.log.mebibytes, 8);
	assert_int_equal(site.log.files, 8);
	assert_int_equal(read_with(sample, "log = { files = 3; };"), OK);
	assert_int_equal(site.log.mebibytes, 8);
	assert_int_equal(site.log.files, 3);
	assert_int_equal(read_with(sample, "log = { mebibytes = 100; };"), OK);
	assert_int_equal(site.log.mebibytes, 100);
	assert_int_equal(site.log.files, 8);
}

static void a_log_without_end_or_files_is_refused(void **state)
{
	(void)state;
	refuses("mebibytes = 8", "mebibytes = 0", "log = {", "\"mebibytes\"");
	refuses("mebibytes = 8", "mebibytes = 1025", "log = {", "\"mebibytes\"");
	refuses("files = 8", "files = 0", "log = {", "\"files\"");
	refuses("files = 8", "files = 101", "log = {", "\"files\"");
	refuses("files = 8", "days = 8", "log = {", "\"days\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_sample_names_no_community),
		cmocka_unit_test(communities_are_read),
		cmocka_unit_test(an_invitation_that_is_no_https_page_is_refused),
		cmocka_unit_test(a_link_without_name_or_https_is_refused),
		cmocka_unit_test(nine_links_are_one_too_many),
		cmocka_unit_test(an_unknown_key_of_the_community_is_refused),
		cmocka_unit_test(a_log_is_put_aside_at_8_mebibytes_unless_the_file_says_otherwise),
		cmocka_unit_test(a_log_without_end_or_files_is_refused),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, open_file, close_file);
}

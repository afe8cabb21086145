/* What compiled templates print, to the byte: every place, every type, and hostile values. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "page/templates.h"
#include "page/visit.h"

#define NBSP "\u00a0"

static struct buffer out;
static struct visit visit;

/* What the statement prints, and what it should. */
#define PRINTS(statement, expected)                                                                \
	do {                                                                                       \
		buffer_clear(&out);                                                                \
		statement;                                                                         \
		assert_string_equal(buffer_text(&out), expected);                                  \
	} while (0)

static int setup(void **state)
{
	(void)state;
	buffer_init(&out, 1 << 16);
	visit.print = (struct print){ &out, FRENCH };
	language_init(NULL);
	return clock_init("Europe/Paris", NULL) == OK ? 0 : -1;
}

static int in_french(void **state)
{
	(void)state;
	visit.print.language = FRENCH;
	return 0;
}

static int in_english(void **state)
{
	(void)state;
	visit.print.language = ENGLISH;
	return 0;
}

struct hostile {
	const char *value, *escaped, *address, *encoded;
};

static const struct hostile hostiles[] = {
	{ "", "", "", "" },
	{ "\"><script>alert(1)</script>", "&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;",
		"%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
		"%22%3E%3Cscript%3Ealert%281%29%3C%2Fscript%3E" },
	{ "' onmouseover='alert(1)", "&#39; onmouseover=&#39;alert(1)",
		"%27%20onmouseover=%27alert(1)", "%27%20onmouseover%3D%27alert%281%29" },
	{ "</title></textarea><b>", "&lt;/title&gt;&lt;/textarea&gt;&lt;b&gt;",
		"%3C/title%3E%3C/textarea%3E%3Cb%3E", "%3C%2Ftitle%3E%3C%2Ftextarea%3E%3Cb%3E" },
	{ "&lt;b&gt;&#34;", "&amp;lt;b&amp;gt;&amp;#34;", "&amp;lt;b&amp;gt;&amp;#34;",
		"%26lt%3Bb%26gt%3B%26%2334%3B" },
	{ "javascript:alert(1)", "javascript:alert(1)", "#", "javascript%3Aalert%281%29" },
	{ "JaVaScRiPt:alert(1)", "JaVaScRiPt:alert(1)", "#", "JaVaScRiPt%3Aalert%281%29" },
	{ "java\tscript:alert(1)", "java\tscript:alert(1)", "#", "java%09script%3Aalert%281%29" },
	{ " \njavascript:alert(1)", " \njavascript:alert(1)", "#",
		"%20%0Ajavascript%3Aalert%281%29" },
	{ "\x01javascript:1", "\x01javascript:1", "#", "%01javascript%3A1" },
	{ "javascript&colon;1", "javascript&amp;colon;1", "javascript&amp;colon;1",
		"javascript%26colon%3B1" },
	{ "javascript&#58;1", "javascript&amp;#58;1", "javascript&amp;#58;1",
		"javascript%26%2358%3B1" },
	{ "data:text/html,<b>", "data:text/html,&lt;b&gt;", "#", "data%3Atext%2Fhtml%2C%3Cb%3E" },
	{ "vbscript:x", "vbscript:x", "#", "vbscript%3Ax" },
	{ "http:evil.example", "http:evil.example", "#", "http%3Aevil.example" },
	{ "//evil.example", "//evil.example", "#", "%2F%2Fevil.example" },
	{ "/\\evil.example", "/\\evil.example", "#", "%2F%5Cevil.example" },
	{ "\\\\evil.example", "\\\\evil.example", "%5C%5Cevil.example", "%5C%5Cevil.example" },
	{ "/\t/evil.example", "/\t/evil.example", "/%09/evil.example", "%2F%09%2Fevil.example" },
	{ " //evil.example", " //evil.example", "%20//evil.example", "%20%2F%2Fevil.example" },
	{ "../../admin", "../../admin", "../../admin", "..%2F..%2Fadmin" },
	{ "a&b=c#d?e", "a&amp;b=c#d?e", "a&amp;b=c#d?e", "a%26b%3Dc%23d%3Fe" },
	{ "{{ raw x }}", "{{ raw x }}", "%7B%7B%20raw%20x%20%7D%7D", "%7B%7B%20raw%20x%20%7D%7D" },
	{ "a\u2028b", "a\u2028b", "a%E2%80%A8b", "a%E2%80%A8b" },
	{ "é €", "é €", "%C3%A9%20%E2%82%AC", "%C3%A9%20%E2%82%AC" },
	{ "/path?a=b&c=d", "/path?a=b&amp;c=d", "/path?a=b&amp;c=d", "%2Fpath%3Fa%3Db%26c%3Dd" },
	{ "/a/b:c", "/a/b:c", "/a/b:c", "%2Fa%2Fb%3Ac" },
	{ "?next=a:b", "?next=a:b", "?next=a:b", "%3Fnext%3Da%3Ab" },
	{ "#x:y", "#x:y", "#x:y", "%23x%3Ay" },
	{ "HTTPS://example.com/%20", "HTTPS://example.com/%20", "HTTPS://example.com/%20",
		"HTTPS%3A%2F%2Fexample.com%2F%2520" },
	{ "http://example.com", "http://example.com", "http://example.com",
		"http%3A%2F%2Fexample.com" },
	{ "mailto:a@b.example", "mailto:a@b.example", "mailto:a@b.example",
		"mailto%3Aa%40b.example" },
};

#define EACH_HOSTILE(page, before, member, after)                                                  \
	for (size_t n = 0; n < sizeof hostiles / sizeof *hostiles; n++) {                          \
		char expected[256];                                                                \
		snprintf(expected, sizeof expected, "%s%s%s", before, hostiles[n].member, after);  \
		PRINTS(page(&visit, hostiles[n].value), expected);                                 \
	}

static void hostile_values_are_harmless_in_text(void **state)
{
	(void)state;
	EACH_HOSTILE(test_text_string_page, "<p>", escaped, "</p>");
}

static void hostile_values_are_harmless_in_attributes(void **state)
{
	(void)state;
	EACH_HOSTILE(test_attribute_string_page, "<p title=\"", escaped, "\">");
	EACH_HOSTILE(test_single_quoted_string_page, "<p title='", escaped, "'>");
}

static void hostile_values_are_harmless_in_title_and_textarea(void **state)
{
	(void)state;
	EACH_HOSTILE(test_title_string_page, "<title>", escaped, "</title>");
	EACH_HOSTILE(test_textarea_string_page, "<textarea>\n", escaped, "</textarea>");
}

static void hostile_addresses_become_a_fragment(void **state)
{
	(void)state;
	EACH_HOSTILE(test_url_string_page, "<a href=\"", address, "\">");
	EACH_HOSTILE(test_action_string_page, "<form ACTION='", address, "'>");
}

static void parts_of_addresses_are_percent_encoded(void **state)
{
	(void)state;
	EACH_HOSTILE(test_path_string_page, "<a href=\"/a/", encoded, "/b\">");
	EACH_HOSTILE(test_query_string_page, "<a href=\"/a?b=", encoded, "&amp;c=1\">");
	EACH_HOSTILE(test_fragment_string_page, "<use href=\"/sprite.svg#", encoded, "\"/>");
}

static const struct money credit = { -123456, EUR };

/* 2026-05-11 12:32:07 UTC is 14:32 in Paris. */
static const struct instant noon = { 1778502727 };

static void every_type_prints_for_its_place_in_french(void **state)
{
	struct day day = day_of(2026, 5, 1);

	(void)state;
	PRINTS(test_texts_page(&visit, credit, day, noon, -7),
		"<data value=\"-123456\">−1\u202f234,56" NBSP "€</data>|"
		"<time datetime=\"2026-05-01\">1er" NBSP "mai 2026</time>|"
		"<time datetime=\"2026-05-11T14:32:07+02:00\">11" NBSP
		"mai 2026 à 14:32</time>|-7\n");
	PRINTS(test_attributes_page(&visit, credit, day, noon, -7),
		"<p title=\"−1\u202f234,56" NBSP "€|1er" NBSP "mai 2026|11" NBSP
		"mai 2026 à 14:32|-7\">\n");
	PRINTS(test_titles_page(&visit, credit, day, noon, -7),
		"<title>−1\u202f234,56" NBSP "€|1er" NBSP "mai 2026|11" NBSP
		"mai 2026 à 14:32|-7</title>\n");
	PRINTS(test_parts_page(&visit, credit, day, noon, -7),
		"<a href=\"?m=-123456&amp;d=2026-05-01&amp;"
		"i=2026-05-11T14%3A32%3A07%2B02%3A00&amp;n=-7\">\n");
	PRINTS(test_machines_page(&visit, credit, day),
		"<data value=\"-123456\">−1\u202f234,56" NBSP "€</data>\n"
		"<time datetime=\"2026-05-01\"></time>\n");
}

static void every_type_prints_for_its_place_in_english(void **state)
{
	struct day day = day_of(2026, 5, 11);

	(void)state;
	PRINTS(test_texts_page(&visit, credit, day, noon, 7),
		"<data value=\"-123456\">−€1,234.56</data>|"
		"<time datetime=\"2026-05-11\">May 11, 2026</time>|"
		"<time datetime=\"2026-05-11T14:32:07+02:00\">May 11, 2026 at "
		"2:32\u202fPM</time>|7\n");
	PRINTS(test_attributes_page(&visit, credit, day, noon, 7),
		"<p title=\"−€1,234.56|May 11, 2026|May 11, 2026 at 2:32\u202fPM|7\">\n");
}

static void integers_of_every_width_print_in_full(void **state)
{
	(void)state;
	PRINTS(test_integers_page(&visit, -128, 255, -32768, 65535, INT64_MIN, UINT64_MAX,
		       INT64_MAX, UINT64_MAX),
		"-128 255 -32768 65535 -9223372036854775808 18446744073709551615 "
		"9223372036854775807 18446744073709551615\n");
}

static void trusted_html_prints_as_it_is(void **state)
{
	(void)state;
	PRINTS(test_trusted_page(&visit, "<b>&amp;</b>"), "<p><b>&amp;</b></p>");
}

static void braces_in_literals_close_nothing(void **state)
{
	(void)state;
	PRINTS(test_braces_page(&visit, "}"), "{ } } }");
	PRINTS(test_braces_page(&visit, "x"), "{ &#34;}}&#34; }");
}

static void layouts_print_around_their_pages(void **state)
{
	(void)state;
	PRINTS(test_framed_page(&visit, "<Ada>", 3),
		"<!DOCTYPE html>\n<html lang=\"fr\">\n<title>&lt;Ada&gt;</title>\n<main>\n"
		"<p>&lt;Ada&gt; 3</p>\n\n</main>\n");
	PRINTS(test_framed_twice_page(&visit, "Ada", 1),
		"<!DOCTYPE html>\n<html lang=\"fr\">\n<title>nobody</title>\n<main>\n"
		"<div class=\"narrow\"><p>Ada</p>\n</div>\n\n</main>\n");
	PRINTS(test_framed_bare_page(&visit),
		"<!DOCTYPE html>\n<html lang=\"fr\">\n<title>Factures &amp; cie</title>\n<main>\n"
		"<p>bare</p>\n\n</main>\n");
}

static void one_branch_is_printed(void **state)
{
	(void)state;
	PRINTS(test_branches_page(&visit, 1), "one\n");
	PRINTS(test_branches_page(&visit, 2), "two\n");
	PRINTS(test_branches_page(&visit, 3), "many\n");
}

static void branches_may_hold_attributes(void **state)
{
	(void)state;
	PRINTS(test_tags_page(&visit, true, true),
		"<input checked class=\"a bad\"\naria-invalid=\"true\" >\n"
		"<p class=\"x\"></p>\n");
	PRINTS(test_tags_page(&visit, false, false), "<input  class=\"a\"\ndata-well>\n<p></p>\n");
}

static void each_walks_lists_and_arrays(void **state)
{
	struct sample items[] = { { "a<", 1 }, { "b", 2 } };
	const struct sample *pointers[] = { &items[1], &items[0] };
	struct samples samples = { 2, items }, none = { 0, NULL };

	(void)state;
	PRINTS(test_list_page(&visit, &samples),
		"<ul>\n\n<li>0 a&lt; 1</li>\n\n<li>1 b 2</li>\n</ul>\n");
	PRINTS(test_list_page(&visit, &none), "<ul>\n</ul>\n");
	PRINTS(test_arrays_page(&visit, pointers, 2, (int[]){ 5, 6 }),
		"<i>b</i><i>a&lt;</i>\n<b>5</b> <b>6</b> \n");
	PRINTS(test_attribute_list_page(&visit, &samples), "<p class=\"x a&lt; b\">\n");
}

static void branches_may_begin_an_address(void **state)
{
	(void)state;
	PRINTS(test_address_branches_page(&visit, true, "a/b"),
		"<a href=\"https://example.com/a%2Fb\"></a>\n");
	PRINTS(test_address_branches_page(&visit, false, ""), "<a href=\"/near/\"></a>\n");
}

static void indentation_is_dropped_but_not_where_it_shows(void **state)
{
	(void)state;
	PRINTS(test_space_page(&visit), "<p>\na  b\nc\n</p>\n<pre>\n  kept\n\n  so\n</pre>\n"
					"<textarea>\n\n kept\n</textarea>\n?\?!\n");
}

/* "b" and "c" must not run together; an empty line more does no harm. */
static void a_line_s_end_is_dropped_only_behind_another(void **state)
{
	(void)state;
	PRINTS(test_lines_page(&visit, true), "a\nb\nc\nd\ne\nf\n\ng\n");
	PRINTS(test_lines_page(&visit, false), "a\n\nc\ne\ng\n");
}

static void translations_may_reorder_and_repeat_places(void **state)
{
	(void)state;
	PRINTS(test_pay_page(&visit, (struct money){ 1355, EUR }, "\"><b>{name}"),
		"<p title=\"À &#34;&gt;&lt;b&gt;{name}, payer 13,55" NBSP "€ (oui, 13,55" NBSP
		"€)\">"
		"À &#34;&gt;&lt;b&gt;{name}, payer <data value=\"1355\">13,55" NBSP "€</data> "
		"(oui, <data value=\"1355\">13,55" NBSP "€</data>)</p>\n");
}

static void translations_are_escaped_for_their_place(void **state)
{
	(void)state;
	PRINTS(test_plain_page(&visit), "<p title=\"Tom &amp; &lt;Jerry&gt; &#34;le Chat&#34;\">"
					"Tom &amp; &lt;Jerry&gt; &#34;le Chat&#34;");
	PRINTS(test_chosen_page(&visit, true), "<p>Oui</p>\n");
	PRINTS(test_chosen_page(&visit, false), "<p>Non</p>\n");
}

static void french_counts_none_and_one_alike(void **state)
{
	(void)state;
	PRINTS(test_left_page(&visit, 0, "<x>"), "<p>&lt;x&gt; a encore 0 jour</p>\n");
	PRINTS(test_left_page(&visit, 1, "x"), "<p>x a encore 1 jour</p>\n");
	PRINTS(test_left_page(&visit, 2, "x"), "<p>x a encore 2 jours</p>\n");
	PRINTS(test_left_page(&visit, 1000000, "x"), "<p>x a encore 1000000 jours</p>\n");
	PRINTS(test_one_or_more_page(&visit, 1), "<p>Un poste au plus</p>\n");
	PRINTS(test_one_or_more_page(&visit, 5), "<p>5 postes</p>\n");
}

static void english_counts_only_one_as_one(void **state)
{
	(void)state;
	PRINTS(test_left_page(&visit, 0, "<x>"), "<p>0 days left for &lt;x&gt;</p>\n");
	PRINTS(test_left_page(&visit, 1, "x"), "<p>1 day left for x</p>\n");
	PRINTS(test_left_page(&visit, 2, "x"), "<p>2 days left for x</p>\n");
	PRINTS(test_one_or_more_page(&visit, 0), "<p>0 seats</p>\n");
	PRINTS(test_pay_page(&visit, (struct money){ 1355, EUR }, "Bo"),
		"<p title=\"Pay €13.55 to Bo\">Pay <data value=\"1355\">€13.55</data> to Bo</p>\n");
}

static void what_nobody_translated_stays_english(void **state)
{
	(void)state;
	PRINTS(test_untranslated_page(&visit), "<p>Nobody translated this</p>");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(hostile_values_are_harmless_in_text, in_french),
		cmocka_unit_test_setup(hostile_values_are_harmless_in_attributes, in_french),
		cmocka_unit_test_setup(
			hostile_values_are_harmless_in_title_and_textarea, in_french),
		cmocka_unit_test_setup(hostile_addresses_become_a_fragment, in_french),
		cmocka_unit_test_setup(parts_of_addresses_are_percent_encoded, in_french),
		cmocka_unit_test_setup(every_type_prints_for_its_place_in_french, in_french),
		cmocka_unit_test_setup(every_type_prints_for_its_place_in_english, in_english),
		cmocka_unit_test_setup(integers_of_every_width_print_in_full, in_french),
		cmocka_unit_test_setup(trusted_html_prints_as_it_is, in_french),
		cmocka_unit_test_setup(braces_in_literals_close_nothing, in_french),
		cmocka_unit_test_setup(layouts_print_around_their_pages, in_french),
		cmocka_unit_test_setup(one_branch_is_printed, in_french),
		cmocka_unit_test_setup(branches_may_hold_attributes, in_french),
		cmocka_unit_test_setup(each_walks_lists_and_arrays, in_french),
		cmocka_unit_test_setup(branches_may_begin_an_address, in_french),
		cmocka_unit_test_setup(indentation_is_dropped_but_not_where_it_shows, in_french),
		cmocka_unit_test_setup(a_line_s_end_is_dropped_only_behind_another, in_french),
		cmocka_unit_test_setup(translations_may_reorder_and_repeat_places, in_french),
		cmocka_unit_test_setup(translations_are_escaped_for_their_place, in_french),
		cmocka_unit_test_setup(french_counts_none_and_one_alike, in_french),
		cmocka_unit_test_setup(english_counts_only_one_as_one, in_english),
		cmocka_unit_test_setup(what_nobody_translated_stays_english, in_french),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, setup, NULL);
}

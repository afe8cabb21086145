/* What the template compiler refuses, at which line, and with which sentence. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char tool[4096];
static char written[1 << 16], complaint[1 << 12];

/* The compiler lies in tools/ where this test lies in tests/tools/. */
static int setup(void **state)
{
	ssize_t length = readlink("/proc/self/exe", tool, sizeof tool - 64);

	(void)state;
	if (length <= 0)
		return -1;
	tool[length] = '\0';
	for (int n = 0; n < 3; n++)
		*strrchr(tool, '/') = '\0';
	memcpy(tool + strlen(tool), "/tools/template", sizeof "/tools/template");
	return access(tool, X_OK);
}

static void drain(int from, char *into, size_t size)
{
	size_t length = 0;
	ssize_t got;

	while ((got = read(from, into + length, size - 1 - length)) > 0)
		length += (size_t)got;
	into[length] = '\0';
	close(from);
}

/* Runs the compiler on a template; true when it took it. */
static bool compiles(const char *source)
{
	int in[2], out[2], error[2], status;
	size_t size = strlen(source);
	pid_t child;

	assert_false(pipe(in) || pipe(out) || pipe(error));
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		dup2(error[1], 2);
		close(in[1]);
		execl(tool, tool, "/dev/stdin", (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	close(error[1]);
	assert_int_equal(write(in[1], source, size), size);
	close(in[1]);
	drain(out[0], written, sizeof written);
	drain(error[0], complaint, sizeof complaint);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status) == 0;
}

static void refuses(const char *source, int line, const char *sentence)
{
	char expected[512];

	if (compiles(source))
		fail_msg("not refused: %s", source);
	snprintf(expected, sizeof expected, "/dev/stdin:%d: %s.\n", line, sentence);
	assert_string_equal(complaint, expected);
}

static void accepts(const char *source)
{
	if (!compiles(source))
		fail_msg("%s refused: %s", source, complaint);
}

/* The HTML stands on lines 2 and following. */
#define PAGE(html) "{{ page p(const char *v, int n) }}\n" html "\n{{ end }}\n"

struct refusal {
	const char *source;
	int line;
	const char *sentence;
};

#define REFUSES_ALL(refusals)                                                                      \
	for (size_t n = 0; n < sizeof refusals / sizeof *refusals; n++)                            \
	refuses(refusals[n].source, refusals[n].line, refusals[n].sentence)

#define ACCEPTS_ALL(sources)                                                                       \
	for (size_t n = 0; n < sizeof sources / sizeof *sources; n++)                              \
	accepts(sources[n])

static void values_stand_in_safe_places_only(void **state)
{
	static const char raw[] = "a value may not stand in a script, a style or other raw text";
	static const char code[] =
		"a value may not stand in an event handler, a style, srcdoc, srcset or an "
		"animation";
	static const char tag[] = "a value may not stand in a tag, but in a quoted attribute";
	static const char unquoted[] = "an attribute with a value must be quoted";
	static const struct refusal refusals[] = {
		{ PAGE("<script>\nvar a = '{{ v }}';</script>"), 3, raw },
		{ PAGE("<SCRIPT>{{ v }}</SCRIPT>"), 2, raw },
		{ PAGE("<script>if (a < b) '</scrip>'; {{ v }}</script>"), 2, raw },
		{ PAGE("<script src=\"/a.js\">{{ v }}</script>"), 2, raw },
		{ PAGE("<style>\n\n{{ v }}</style>"), 4, raw },
		{ PAGE("<iframe>{{ v }}</iframe>"), 2, raw },
		{ PAGE("<xmp>{{ v }}</xmp>"), 2, raw },
		{ PAGE("<p onclick=\"{{ v }}\">"), 2, code },
		{ PAGE("<p onClick='a({{ v }})'>"), 2, code },
		{ PAGE("<p ONMOUSEOVER = \"{{ v }}\">"), 2, code },
		{ PAGE("<p style=\"color: {{ v }}\">"), 2, code },
		{ PAGE("<p x/onclick=\"{{ v }}\">"), 2,
			"a space must stand between two attributes, whichever branch is taken" },
		{ PAGE("<p /onclick=\"{{ v }}\">"), 2, code },
		{ PAGE("<set attributeName=\"href\" to=\"{{ v }}\"/>"), 2, code },
		{ PAGE("<iframe srcdoc=\"{{ v }}\">"), 2, code },
		{ PAGE("<img srcset=\"{{ v }}\">"), 2, code },
		{ PAGE("<p title={{ v }}>"), 2, unquoted },
		{ PAGE("<p title= {{ v }}>"), 2, unquoted },
		{ PAGE("<p title=a{{ v }}>"), 2, unquoted },
		{ PAGE("<p {{ v }}>"), 2, tag },
		{ PAGE("<p title=\"a\"{{ v }}>"), 2, tag },
		{ PAGE("<p title {{ v }}>"), 2, tag },
		{ PAGE("<p {{ v }}=\"a\">"), 2, tag },
		{ PAGE("<p data-{{ v }}=\"a\">"), 2,
			"a value may not stand in an attribute's name" },
		{ PAGE("<{{ v }}>"), 2, "a value may not stand behind a <" },
		{ PAGE("</{{ v }}>"), 2, "a value may not stand behind a <" },
		{ PAGE("<h{{ n }}>"), 2, "a value may not stand in a tag's name" },
		{ PAGE("<!-- {{ v }} -->"), 2, "a value may not stand in a comment" },
		{ PAGE("<!-- -- > {{ v }} -->"), 2, "a value may not stand in a comment" },
		{ PAGE("<!DOCTYPE {{ v }}>"), 2, "a value may not stand in a declaration" },
		{ PAGE("<title><{{ v }}</title>"), 2, "a value may not stand behind a <" },
		{ PAGE("<title></title{{ v }}></title>"), 2, "a value may not stand behind a <" },
		{ PAGE("<script>{{ say \"x\" }}</script>"), 2, raw },
		{ PAGE("<p onclick=\"{{ say \"x\" }}\">"), 2, code },
		{ PAGE("<p title={{ say \"x\" }}>"), 2, unquoted },
	};

	(void)state;
	REFUSES_ALL(refusals);
}

static void whole_elements_stand_in_text_only(void **state)
{
	static const struct refusal refusals[] = {
		{ PAGE("<p title=\"{{ raw v }}\">"), 2, "raw may stand in text only" },
		{ PAGE("<title>{{ raw v }}</title>"), 2, "raw may stand in text only" },
		{ PAGE("<p {{ call a_page(visit) }}>"), 2, "call may stand in text only" },
		{ PAGE("<script>{{ body }}</script>"), 2, "body may stand in text only" },
	};

	(void)state;
	REFUSES_ALL(refusals);
}

static void addresses_keep_their_scheme_and_host(void **state)
{
	static const char scheme[] = "a value may stand only in addresses that begin with a path, "
				     "http:, https: or mailto:";
	static const char unsure[] =
		"whether this value begins the address depends on the branch taken";
	static const char loads[] = "what this element loads may not be chosen by a value";
	static const struct refusal refusals[] = {
		{ PAGE("<a href=\"javascript:{{ v }}\">"), 2, scheme },
		{ PAGE("<a href='JavaScript:f({{ v }})'>"), 2, scheme },
		{ PAGE("<a href=\"data:text/html,{{ v }}\">"), 2, scheme },
		{ PAGE("<a href=\"&#106;avascript:{{ v }}\">"), 2, scheme },
		{ PAGE("<a href=\" javascript:{{ v }}\">"), 2, scheme },
		{ PAGE("<a href=\"//{{ v }}\">"), 2, scheme },
		{ PAGE("<a href=\"/\\{{ v }}\">"), 2, scheme },
		{ PAGE("<a href=\"{{ v }}:alert(1)\">"), 2,
			"a value may not be the scheme of an address" },
		{ PAGE("<a href=\"java{{ v }}:alert(1)\">"), 2,
			"a value may not be the scheme of an address" },
		{ PAGE("<a href=\"/{{ v }}/edit\">"), 2,
			"were the value before this empty, // would begin another host's name" },
		{ PAGE("<a href=\"{{ if n }}/a{{ end }}{{ v }}\">"), 2, unsure },
		{ PAGE("<a href=\"{{ if n }}javascript:{{ else }}/{{ end }}{{ v }}\">"), 2,
			scheme },
		{ PAGE("<a href=\"{{ if n }}javascript{{ end }}:{{ v }}\">"), 2, scheme },
		{ PAGE("<a href=\"{{ each a in v[n] }}{{ a }}{{ end }}\">"), 2,
			"the body may not begin an address" },
		{ PAGE("<a href=\"{{ say \"/here\" }}\">"), 2, "a text can't be an address" },
		{ PAGE("<script src=\"{{ v }}\"></script>"), 2, loads },
		{ PAGE("<iframe src=\"{{ v }}\"></iframe>"), 2, loads },
		{ PAGE("<base href=\"{{ v }}\">"), 2, loads },
		{ PAGE("<meta http-equiv=\"refresh\" content=\"0;url={{ v }}\">"), 2,
			"no http-equiv in templates: send a header" },
	};
	static const char *const sources[] = {
		PAGE("<a href=\"https://example.com/{{ v }}\">"),
		PAGE("<a href=\"mailto:{{ v }}\">"),
		PAGE("<a href=\"{{ v }}/{{ v }}?a={{ v }}#{{ v }}\">"),
		PAGE("<a href=\"/{{ v }}\"><a href=\"/{{ v }}?a\"><a href=\"/a/{{ v }}/b\">"),
		PAGE("<a href=\"?a=b:{{ v }}\"><a href=\"#{{ v }}\">"),
		PAGE("<a href=\"/a{{ if n }}?b={{ v }}{{ end }}\">"),
		PAGE("<a href=\"{{ if n }}/a{{ else }}{{ v }}{{ end }}\">"),
		PAGE("<a href=\"javascript:void(0)\">"),
		PAGE("<script src=\"/{{ v }}\"></script>"),
	};

	(void)state;
	REFUSES_ALL(refusals);
	ACCEPTS_ALL(sources);
}

static void branches_end_in_the_same_place(void **state)
{
	static const char branches[] = "the branches end in different places";
	static const char gap[] =
		"a space must stand between two attributes, whichever branch is taken";
	static const struct refusal refusals[] = {
		{ PAGE("{{ if n }}<p title=\"{{ else }}<p>{{ end }}"), 2, branches },
		{ PAGE("<p\n{{ if n }}title=\"\n{{ end }}\">"), 4, branches },
		{ PAGE("<p {{ if n }}title=\"{{ else }}title='{{ end }}"), 2, branches },
		{ PAGE("<p {{ if n }}title=\"{{ else }}href=\"{{ end }}\">"), 2, branches },
		{ PAGE("<p {{ if n }}title=\"{{ else }}class=\"{{ end }}\">"), 2, branches },
		{ PAGE("<p {{ if n }}title=\"{{ else }}onclick=\"{{ end }}\">"), 2, branches },
		{ PAGE("<p title=\"{{ if n }}\"{{ end }}\">"), 2, branches },
		{ PAGE("<p title='{{ if n }}a{{ else if v }}'{{ else }}b{{ end }}'>"), 2,
			branches },
		{ PAGE("{{ if n }}<script>{{ end }}</script>"), 2, branches },
		{ PAGE("{{ if n }}<script>{{ else }}<style>{{ end }}"), 2, branches },
		{ PAGE("{{ if n }}<!--{{ end }}-->"), 2, branches },
		{ PAGE("{{ if n }}<title>{{ end }}a</title>"), 2, branches },
		{ PAGE("{{ if n }}<pre>{{ end }}"), 2, branches },
		{ PAGE("{{ if n }}<p {{ else }}<a {{ end }}>"), 2, branches },
		{ PAGE("<p {{ if n }}on{{ end }}click=\"a\">"), 2, gap },
		{ PAGE("<p {{ if n }}title=\"a\"{{ end }}title=\"b\">"), 2, gap },
		{ PAGE("<p title=\"a\"class=\"b\">"), 2, gap },
		{ PAGE("<p{{ if n }}title{{ end }}>"), 2, gap },
		{ PAGE("<p title={{ if n }}\"a\"{{ end }}>"), 2, "no directive may stand here" },
		{ PAGE("<{{ if n }}p{{ end }}>"), 2, "no directive may stand here" },
		{ PAGE("<title>a<{{ if n }}b{{ end }}</title>"), 2,
			"no directive may stand behind a < here" },
	};
	static const char *const sources[] = {
		PAGE("<p {{ if n }}class=\"a\"{{ else }}hidden{{ end }} title=\"b\">"),
		PAGE("<p{{ if n }} class=\"a\"{{ end }}>"),
		PAGE("<p title=\"{{ if n }}{{ v }}{{ end }}\">"),
		PAGE("{{ if n }}<p><b>{{ else }}<i>{{ end }}"),
		PAGE("<script>{{ if n }}a < b{{ end }}</script>"),
		PAGE("<!-- {{ if n }}a{{ end }} -->"),
	};

	(void)state;
	REFUSES_ALL(refusals);
	ACCEPTS_ALL(sources);
}

static void a_loop_s_body_ends_where_it_began(void **state)
{
	static const char body[] = "the body ends in another place than it begins";
	static const struct refusal refusals[] = {
		{ PAGE("{{ each a in v[n] }}<p title=\"{{ end }}\">"), 2, body },
		{ PAGE("<p title=\"{{ each a in v[n] }}\"{{ end }}>"), 2, body },
		{ PAGE("{{ each a in v }}\n<script>\n{{ end }}</script>"), 4, body },
		{ PAGE("<p {{ each a in v }}title=\"b\"{{ end }}>"), 2,
			"the body must end with a space, to keep two attributes apart" },
	};

	(void)state;
	REFUSES_ALL(refusals);
}

static void pages_end_in_text(void **state)
{
	static const char ends[] = "the page ends within a tag or an unfinished element";
	static const struct refusal refusals[] = {
		{ PAGE("<p"), 3, ends },
		{ PAGE("<p title=\"a"), 3, ends },
		{ PAGE("<!-- a"), 3, ends },
		{ PAGE("<script>a"), 3, ends },
		{ PAGE("<title>a"), 3, ends },
		{ PAGE("<textarea>a"), 3, ends },
		{ PAGE("<pre>a"), 3, ends },
	};

	(void)state;
	REFUSES_ALL(refusals);
}

static void doubtful_markup_is_refused(void **state)
{
	static const struct refusal refusals[] = {
		{ PAGE("1 < 2"), 2, "write &lt; for a < that begins no tag" },
		{ PAGE("<svg><title><a href=\"{{ v }}\"></title>"), 2,
			"write &lt; for a < that begins no tag" },
		{ PAGE("<textarea>1 < 2</textarea>"), 2, "write &lt; for a < that begins no tag" },
		{ PAGE("<p a\"b>"), 2, "an attribute's name holds a quote or a <" },
		{ PAGE("<p a<b>"), 2, "an attribute's name holds a quote or a <" },
		{ PAGE("<p \"b\">"), 2, "an attribute's name is missing" },
		{ PAGE("<p ='b'>"), 2, "an attribute's name is missing" },
		{ PAGE("<p a=>"), 2, "an attribute's value is missing" },
		{ PAGE("<script><!-- <script></script>"), 2, "no comment may stand in here" },
	};

	(void)state;
	REFUSES_ALL(refusals);
}

static void directives_are_checked(void **state)
{
	static const char page[] = "page wants NAME(PARAMETERS), perhaps in LAYOUT(ARGUMENTS)";
	static const char outside[] = "only include, page and comments stand outside of pages";
	static const struct refusal refusals[] = {
		{ PAGE("a\n{{ v"), 3, "{{ is never closed" },
		{ PAGE("{{ # v"), 2, "{{ is never closed" },
		{ PAGE("{{ f(\"a) }}"), 2, "a quote (\") is never closed" },
		{ PAGE("{{ don't }}"), 2, "a quote (') is never closed" },
		{ PAGE("{{ }}"), 2, "nothing stands between {{ and }}" },
		{ PAGE("{{ foreach a }}"), 2, "unknown directive foreach" },
		{ PAGE("{{ sya \"a\" }}"), 2, "unknown directive sya" },
		{ PAGE("{{ if }}{{ end }}"), 2, "if wants a condition" },
		{ PAGE("{{ if n }}{{ else n }}{{ end }}"), 2,
			"else wants nothing behind it, or if and a condition" },
		{ PAGE("{{ if n }}{{ else if }}{{ end }}"), 2,
			"else wants nothing behind it, or if and a condition" },
		{ PAGE("{{ if n }}{{ else }}{{ else }}{{ end }}"), 2, "else without an if" },
		{ PAGE("{{ each a in v }}{{ else }}{{ end }}"), 2, "else without an if" },
		{ PAGE("{{ else }}"), 2, "else without an if" },
		{ PAGE("{{ each a }}{{ end }}"), 2,
			"each wants ITEM in LIST or ITEM in ARRAY[COUNT]" },
		{ PAGE("{{ each in v }}{{ end }}"), 2,
			"each wants ITEM in LIST or ITEM in ARRAY[COUNT]" },
		{ PAGE("{{ end if }}"), 2, "end stands alone" },
		{ PAGE("{{ call }}"), 2, "call wants a call" },
		{ PAGE("{{ body a }}"), 2, "body stands alone" },
		{ PAGE("") "{{ end }}", 4, "end without a beginning" },
		{ "\n\n{{ else }}", 3, "else without a beginning" },
		{ "{{ page p() }}\n{{ if n }}\n", 2, "what begins here has no end" },
		{ "\n{{ page p() }}", 2, "what begins here has no end" },
		{ "\n<p>", 2, "text stands outside of any page" },
		{ "\n{{ v }}", 2, outside },
		{ "\n{{ if n }}", 2, outside },
		{ PAGE("{{ include \"a.h\" }}"), 2, "include stands outside of pages only" },
		{ PAGE("{{ page q() }}{{ end }}"), 2, "page stands outside of pages only" },
		{ "{{ include a.h }}", 1, "include wants a header's name in quotes" },
		{ "{{ page }}{{ end }}", 1, page },
		{ "{{ page p }}{{ end }}", 1, page },
		{ "{{ page p() of q() }}{{ end }}", 1, page },
		{ "{{ page p() in q }}{{ end }}", 1, page },
		{ "{{ page p(int n }}{{ end }}", 1, "the bracket ( is never closed" },
		{ "{{ page p(int n[2]) in q() }}{{ end }}", 1,
			"write a parameter as a type and a name" },
		{ "{{ page p(n) in q() }}{{ end }}", 1, "write a parameter as a type and a name" },
	};

	(void)state;
	REFUSES_ALL(refusals);
}

/* Else what is written of a value would end where the value says. */
static void brackets_close_what_they_open(void **state)
{
	static const struct refusal refusals[] = {
		{ PAGE("{{ v) + (v }}"), 2, "the bracket ) closes nothing" },
		{ PAGE("{{ f(v[n)] }}"), 2, "the bracket ) closes nothing" },
		{ PAGE("a\n{{ v{n }}"), 3, "the bracket { is never closed" },
		{ PAGE("{{ if f(v }}{{ end }}"), 2, "the bracket ( is never closed" },
		{ PAGE("{{ if (struct a){ .b = { n }} }}{{ end }}"), 2,
			"the bracket { is never closed" },
		{ PAGE("{{ say \"{a}\" a = v[n }}"), 2, "the bracket [ is never closed" },
		{ "{{ page p(int n) in q(n] }}{{ end }}", 1, "the bracket ] closes nothing" },
	};
	static const char *const sources[] = {
		PAGE("{{ f(v[n], \")\", '(') }}"),
		PAGE("{{ # a smile ;-) }}"),
	};

	(void)state;
	REFUSES_ALL(refusals);
	ACCEPTS_ALL(sources);
}

static void an_expression_ends_nowhere_but_at_its_end(void **state)
{
	static const char comment[] = "a comment is written {{ # like this }}";
	static const struct refusal refusals[] = {
		{ PAGE("{{ v /* }}\n{{ v */ }}"), 2, comment },
		{ PAGE("{{ v // }}"), 2, comment },
		{ PAGE("{{ call f(visit); exit(n) }}"), 2,
			"; stands nowhere in a directive but in quotes" },
		{ PAGE("{{ v\n#define v n\n }}"), 2,
			"# stands nowhere in a directive but in quotes" },
		{ PAGE("{{ v \\\n }}"), 2, "\\ stands nowhere in a directive but in quotes" },
	};
	static const char *const sources[] = {
		PAGE("{{ f(\"// /* ; # \\\\\", ';') / n * n }}"),
		PAGE("{{ # // /* ; \\ }}"),
	};

	(void)state;
	REFUSES_ALL(refusals);
	ACCEPTS_ALL(sources);
}

static void messages_and_their_places_fit(void **state)
{
	static const struct refusal refusals[] = {
		{ PAGE("{{ say v }}"), 2, "say wants a text in double quotes" },
		{ PAGE("{{ say \"\" }}"), 2, "say wants a text that isn't empty" },
		{ PAGE("{{ say \"a\" \"b\" }}"), 2, "say wants one text, say count two" },
		{ PAGE("{{ say count n \"a\" }}"), 2, "say wants a text in double quotes" },
		{ PAGE("{{ say count \"a\" \"b\" }}"), 2,
			"say count wants a number before its texts" },
		{ PAGE("{{ say \"{a}\" }}"), 2, "the place {a} has no value" },
		{ PAGE("{{ say \"{a} {b}\" a = v }}"), 2, "the place {b} has no value" },
		{ PAGE("{{ say \"{a}\" a = v, b = v }}"), 2, "the message has no place {b}" },
		{ PAGE("{{ say \"{a}\" a = v, a = v }}"), 2, "the place {a} has two values" },
		{ PAGE("{{ say \"{a}\" a = }}"), 2, "a place has no value" },
		{ PAGE("{{ say \"{a}\" v }}"), 2,
			"behind a message stand its places: name = value" },
		{ PAGE("{{ say \"a { b\" }}"), 2, "a { in a message begins a place: {name}" },
		{ PAGE("{{ say \"a } b\" }}"), 2,
			"a } in a message closes a place that isn't open" },
		{ PAGE("{{ say \"{n}\" }}"), 2, "the place {n} has no value" },
		{ PAGE("{{ say count n \"{n} {a}\" \"{n}\", a = v }}"), 2,
			"the message has no place {a}" },
		{ PAGE("{{ f(say \"{a}\") }}"), 2,
			"a message with places stands in a directive of its own" },
	};

	(void)state;
	REFUSES_ALL(refusals);
}

/* Whether the C compiler takes what was written; its complaint is kept. */
static bool c_compiles(const char *source)
{
	char command[8192], path[] = "/tmp/template-XXXXXX";
	int file = mkstemp(path);
	FILE *pipe_of_cc;
	size_t length;

	accepts(source);
	assert_true(file >= 0);
	assert_int_equal(write(file, written, strlen(written)), strlen(written));
	close(file);
	*strrchr(tool, '/') = '\0';
	snprintf(command, sizeof command,
		"gcc -x c -fsyntax-only -Wall -Werror -D_GNU_SOURCE -Itests/tools/include "
		"-I%s/../generated/tests -Ilib %s 2>&1",
		tool, path);
	tool[strlen(tool)] = '/';
	pipe_of_cc = popen(command, "r");
	assert_non_null(pipe_of_cc);
	length = fread(complaint, 1, sizeof complaint - 1, pipe_of_cc);
	complaint[length] = '\0';
	unlink(path);
	return pclose(pipe_of_cc) == 0;
}

static void the_c_compiler_complains_at_the_template_s_line(void **state)
{
	static const struct {
		const char *source, *place, *word;
	} mistakes[] = {
		{ PAGE("<p>\n\n{{ v->name }}"), "/dev/stdin:4:", "name" },
		{ PAGE("\n{{ say \"{a} {b}\"\n a = v,\n b = vv }}"), "/dev/stdin:5:", "vv" },
		{ PAGE("<p>\n{{ if vv }}{{ end }}"), "/dev/stdin:3:", "vv" },
		{ PAGE("<p>\n{{ n == 1 }}{{ (_Bool)n }}"), "/dev/stdin:3:", "_Generic" },
		{ PAGE("<p>\n<a href=\"{{ (struct money){ 1, EUR } }}\">"),
			"/dev/stdin:3:", "_Generic" },
	};

	(void)state;
	if (!c_compiles(PAGE("{{ v }}{{ n }}{{ (struct money){ 1, EUR } }}")))
		fail_msg("%s", complaint);
	for (size_t n = 0; n < sizeof mistakes / sizeof *mistakes; n++) {
		assert_false(c_compiles(mistakes[n].source));
		if (!strstr(complaint, mistakes[n].place) || !strstr(complaint, mistakes[n].word))
			fail_msg("%s%s: %s", mistakes[n].place, mistakes[n].word, complaint);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_stand_in_safe_places_only),
		cmocka_unit_test(whole_elements_stand_in_text_only),
		cmocka_unit_test(addresses_keep_their_scheme_and_host),
		cmocka_unit_test(branches_end_in_the_same_place),
		cmocka_unit_test(a_loop_s_body_ends_where_it_began),
		cmocka_unit_test(pages_end_in_text),
		cmocka_unit_test(doubtful_markup_is_refused),
		cmocka_unit_test(directives_are_checked),
		cmocka_unit_test(brackets_close_what_they_open),
		cmocka_unit_test(an_expression_ends_nowhere_but_at_its_end),
		cmocka_unit_test(messages_and_their_places_fit),
		cmocka_unit_test(the_c_compiler_complains_at_the_template_s_line),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, setup, NULL);
}

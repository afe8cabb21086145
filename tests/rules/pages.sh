#!/bin/bash
# A program has a template, a golden page and valid HTML, and a template a program; trusted HTML is counted.
. "$(dirname "$0")/../support/rule.sh"

# Programs that show no page of their own, and templates that are parts of others' pages.
without_page="attachment captcha health logout"
parts="feedback frame problem standalone robot"
# Programs that show a page only when something is wrong with a form.
without_golden="captcha logout vote"

# Uses of raw, as "file:line: the whole tag", each looked at by a person.
approved=""

programs() {
	for program in cgi-bin/*.c; do
		name=$(basename "$program" .c)
		if [[ " $without_page " == *" $name "* ]]; then
			[ ! -e "lib/page/templates/$name.html" ] || echo "$program has a template after all"
		else
			[ -e "lib/page/templates/$name.html" ] || echo "$program has no template"
		fi
	done
	for name in $without_page; do [ -e "cgi-bin/$name.c" ] || echo "$name.c is no more"; done
}

templates() {
	for template in lib/page/templates/*.html; do
		name=$(basename "$template" .html)
		[ -e "cgi-bin/$name.c" ] || [[ " $parts " == *" $name "* ]] ||
			echo "$template belongs to no program"
	done
	for name in $parts; do [ -e "lib/page/templates/$name.html" ] || echo "$name.html is no more"; done
}

# A tag may be broken over lines, so a template is searched as one.
raws() {
	perl -0777 -ne 'while (/\{\{\s*raw\b.*?\}\}/gs) { print "$ARGV:", 1 + ($` =~ tr/\n//), ": ", $& =~ s/\s+/ /gr, "\n" }' \
		lib/page/templates/*.html
}

headings() {
	for program in cgi-bin/*.c; do
		[[ "$(head -1 "$program")" == "/* $(basename "$program") - "* ]] ||
			echo "$program:1: doesn't begin with \"/* $(basename "$program") - \" and what the visitor does here"
	done
}

# "page program" of golden.mjs.
cases() { sed -nE "s/^  \['([a-z-]+)', '([a-z_]+)', '\/.*/\1 \2/p" tests/programs/golden.mjs; }

golden() {
	for program in cgi-bin/*.c; do
		name=$(basename "$program" .c)
		if [[ " $without_golden " != *" $name "* ]]; then
			grep -q " $name$" <<<"$(cases)" || echo "$program: has no golden page"
		fi
	done
	cases | while read -r page _; do
		for language in fr en; do
			[ -e "tests/programs/golden/$page.$language.html" ] || echo "$page.$language.html is missing"
		done
	done
	for page in tests/programs/golden/*; do
		name=$(basename "$page")
		grep -q "^${name%%.*} " <<<"$(cases)" || echo "$page: no case of golden.mjs"
	done
}

# The body of each golden page, without the headers, where it is one.  GOLDEN: these alone.
invalid() {
	local folder=$build/golden-html
	rm -rf "$folder"
	mkdir -p "$folder"
	for page in ${GOLDEN-tests/programs/golden/*.html}; do
		! grep -q '^<!DOCTYPE' "$page" || sed '1,/^$/s/.*//' "$page" >"$folder/${page##*/}"
	done
	[ -n "$(ls "$folder")" ] || return 0
	java -jar tests/node_modules/vnu-jar/build/dist/vnu.jar --format gnu "$folder"/* 2>&1 |
		sed 's,^"[^"]*/golden-html/\([^"]*\)",tests/programs/golden/\1,'
}

programs | rule "every program has a template"
templates | rule "every template has a program"
headings | rule "every program says what it is for"
golden | rule "every program has a golden page, and every golden page a program"
invalid | rule "every golden page is valid HTML"
diff <(raws | sort) <(printf '%s' "$approved" | sort) | sed -n 's/^[<>] //p' | rule "the uses of raw are the approved ones"
rules_end

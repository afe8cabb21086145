#!/bin/bash
# A program has a template, and a template a program; trusted HTML is counted.
. "$(dirname "$0")/../support/rule.sh"

# Programs that show no page of their own, and templates that are parts of others' pages.
without_page="attachment captcha health logout"
parts="feedback frame problem standalone robot"

# Uses of raw, as "file: the whole tag", each looked at by a person.
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
	for template in lib/page/templates/*.html; do
		tr '\n' ' ' <"$template" | grep -oP '\{\{\s*raw\b.*?\}\}' | sed "s,^,$template: ,"
	done
}

programs | rule "every program has a template"
templates | rule "every template has a program"
diff <(raws | sort) <(printf '%s' "$approved" | sort) | rule "the uses of raw are the approved ones"
rules_end

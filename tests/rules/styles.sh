#!/bin/bash
# The style sheet, the drawings and the templates know one another: nothing is carried to every page for
# nobody, and no page asks for what isn't there.
. "$(dirname "$0")/../support/rule.sh"

templates=(lib/page/templates/*.html)
scripts=(htdocs/*.js)

# Names that a style sheet gives rules to: .name, without the numbers of 1.5rem and the like.
styled() {
	sed 's,/\*.*\*/,,; s,{[^}]*},{,g' htdocs/palier.css | grep -oE '\.[a-z][a-z0-9-]*' | tr -d . | sort -u
}

# Names in class="…", those that a template completes ("of-{{ n }}") by their beginning; and what the
# article compiler puts around an article's lists.
worn() {
	{
		html
		sed 's/\\"/"/g' lib/tools/article_*.c
	} | grep -oE 'class="[^"]*"' | cut -d'"' -f2 | tr ' ' '\n' | grep . | sort -u
}

html() {
	sed -E 's/\{\{ (if|else|end)[^}]*\}\}/ /g; s/\{\{[^}]*\}\}/*/g' "${templates[@]}"
}

line() { grep -nm1 -E "$@" | cut -d: -f1; }

unworn() {
	local names
	names=$(worn)
	styled | while read -r name; do
		grep -qxF "$name" <<<"$names" || grep -qxF "${name%%[0-9]*}*" <<<"$names" ||
			echo "htdocs/palier.css:$(line "\.$name\b" htdocs/palier.css): .$name is worn by no template"
	done
}

drawn() { grep -oE 'symbol id="[^"]*"' htdocs/sprite.svg | cut -d'"' -f2 | sort -u; }

unused() {
	drawn | while read -r name; do
		grep -qE "sprite\.svg#(${name}|${name%%[0-9]*}\{\{)" "${templates[@]}" ||
			grep -qF "\"$name\"" lib/page/*.c || echo "htdocs/sprite.svg:$(line "symbol id=\"$name\"" htdocs/sprite.svg): no page shows $name"
	done
}

missing() {
	grep -noE 'sprite\.svg#[a-z0-9-]+"' "${templates[@]}" | while IFS=: read -r file line name; do
		name=${name#*#}
		grep -qx "${name%\"}" <<<"$(drawn)" || echo "$file:$line: the sprite has no drawing ${name%\"}"
	done
}

loose() {
	grep -noE "data-[a-z]+" "${scripts[@]}" | sort -u | while IFS=: read -r file line name; do
		[[ "$file" == *.js ]] || continue
		grep -qF "$name" "${templates[@]}" || echo "$file:$line: $name is in no template"
	done
}

unworn | rule "every class with a rule is worn"
unused | rule "every drawing is shown"
missing | rule "every drawing that is asked for is there"
loose | rule "what scripts look for is in the templates"
{ [ "$(styled | wc -l)" -gt 40 ] && [ "$(drawn | wc -l)" -gt 10 ] || echo "found too few"; } |
	rule "there were names to look at"
rules_end

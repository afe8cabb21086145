#!/bin/bash
# A header is the manual, and stands alone.
. "$(dirname "$0")/../support/rule.sh"

if ! compiler=$(make -s --no-print-directory BUILD="$build" print-compiler | tail -1); then
	echo "Bail out! make doesn't say how it compiles"
	exit 1
fi
export compiler

# HEADERS: these alone; compiling all takes a while.
alone() {
	ls ${HEADERS:-lib/*/*.h} | xargs -P 2 -I HEADER bash -c '
		echo "#include \"${1#lib/}\"" |
			$compiler -Wno-unused-function -fsyntax-only -x c - 2>&1 |
			grep -m 1 error: | sed "s,^,$1: ,"' bash HEADER
}

manuals() {
	for header in lib/*/*.h; do
		name=$(basename "$header")
		[ "$(sed -n 1p "$header")" = "/*" ] &&
			[[ "$(sed -n 2p "$header")" == " * $name - "* ]] ||
			echo "$header: doesn't begin with /* and \" * $name - \""
	done
}

guards() {
	for header in lib/*/*.h; do
		guard=$(sed 's,^lib/,,; s,[/.],_,g' <<<"$header" | tr a-z A-Z)
		grep -qx "#ifndef $guard" "$header" && grep -qx "#define $guard" "$header" ||
			echo "$header: isn't guarded by $guard"
	done
}

alone | rule "every header compiles alone"
manuals | rule "every header opens with its name and what it is"
guards | rule "every header is guarded by its own name"
rules_end

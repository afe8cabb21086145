#!/bin/bash
# Banned functions do not compile, assertions do.
. "$(dirname "$0")/../support/rule.sh"

if ! compiler=$(make -s --no-print-directory BUILD="$build" print-compiler | tail -1); then
	echo "Bail out! make doesn't say how it compiles"
	exit 1
fi

# A name stands for the function: using it anyhow is enough.
compiles() {
	echo "void *use(void); void *use(void) { return (void *)$1; }" |
		$compiler -fsyntax-only -Wno-deprecated-declarations -x c - 2>&1
}

allowed() {
	for name in strcpy stpcpy strcat strncpy strncat sprintf vsprintf gets atoi atol atoll atof \
		strtok gmtime localtime ctime asctime ctime_r asctime_r tmpnam mktemp tempnam; do
		grep -q "poisoned \"$name\"" <<<"$(compiles "$name")" || echo "lib/base/banned.h: $name compiles"
	done
}

allowed | rule "banned functions do not compile"
asserting() {
	printf '#include <assert.h>\nint use(int n) { assert(n); return n; }\n' | $compiler -E -x c - | grep -q __assert_fail ||
		echo "Makefile: assert is compiled to nothing"
}

asserting | rule "an assertion is compiled"
compiles snprintf | rule "what is not banned does"
rules_end

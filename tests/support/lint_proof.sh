#!/bin/bash
# lint_proof.sh - each tool of `make lint` fails when a bug of its kind is planted, and not without one.
#
#     tests/support/lint_proof.sh        # a minute or two; not part of make check, as lint isn't
#
# In a copy of the tree, of which each tool is shown one file.
set -euo pipefail
cd "$(dirname "$0")/../.."
mkdir -p build
tree=$(mktemp -d "$PWD/build/lint-proof-XXXXXX")
trap 'rm -rf "$tree"' EXIT
tar -c --exclude node_modules Makefile .clang-tidy cgi-bin conf htdocs lib tests | tar -x -C "$tree"
file=lib/base/text.c
analyzed=build/lint/objects/${file%.c}.o
failed=0

lint() { # TOOL: what it says of the one file
	make -C "$tree" --no-print-directory "lint-$1" LINTED=$file MISTAKEN= \
		ANALYZED="$analyzed" 2>&1
}

prove() { # TOOL FINDING ITS-NAME CODE, which the compiler itself has nothing against
	local said
	cp $file "$tree/$file"
	if said=$(lint "$1"); then
		echo "ok - $1 has nothing to say of $file"
	else
		echo "not ok - $1 complains of $file as it is: $said"
		failed=1
	fi
	printf '%s\n' "$4" >>"$tree/$file"
	rm -f "$tree/$analyzed" # a clock may be too coarse for make to see that it is old
	if said=$(lint "$1"); then
		echo "not ok - $1 doesn't see $2"
		failed=1
	elif grep -q "$file:.*$3" <<<"$said"; then
		echo "ok - $1 sees $2: $(grep -m1 -o "$file:.*$3" <<<"$said")"
	else
		echo "not ok - $1 fails, but not for $2: $said"
		failed=1
	fi
}

prove tidy "two branches alike" bugprone-branch-clone \
	'int planted(int n); int planted(int n) { if (n > 1) { return 2; } else { return 2; } }'
prove cppcheck "a pointer that is asked too late" nullPointerRedundantCheck \
	'int planted(int *n); int planted(int *n) { int m = *n; if (!n) return 0; return m; }'
prove analyzer "memory that is lost" analyzer-malloc-leak \
	'int planted(int n); int planted(int n) { int *lost = malloc(sizeof *lost); if (!lost) return 0; *lost = n; return *lost; }'
exit $failed

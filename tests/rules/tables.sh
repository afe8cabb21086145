#!/bin/bash
# Lists that must agree: the tables, and the vectors that came with the design.
. "$(dirname "$0")/../support/rule.sh"

defined() {
	cat lib/domain/*.h | sed -n 's/^TABLE(\([a-z_]*\),.*/\1/p' | sort
}

opened() {
	sed -n '/domain_tables\[\]/,/^};/s/^\t&\([a-z_]*\),.*/\1/p' lib/domain/tables.c | sort
}

diff <(defined) <(opened) | rule "every table is opened with the store"
{ [ "$(defined | wc -l)" -gt 9 ] || echo "found too few tables"; } |
	rule "there were tables to look at"
sha256sum --check --strict 2>&1 <<'END' | grep -v ': OK$' | rule "the vectors are the design's"
3a8de992b60162b04e65bd706544930211d6cf17213a2e2af652ec099483b7ff  tests/vectors/anchors.tsv
ed5e3529c041eacf61ee7f2152a6e0227d0a6ce63a88c6f3a3f8aef25cf1ddee  tests/vectors/proration.tsv
END
# Where the design itself lies beside the repository, that is what they must equal.
if [ -d ../shared/vectors ]; then
	diff -r ../shared/vectors tests/vectors | rule "the design has no other vectors by now"
fi
rules_end

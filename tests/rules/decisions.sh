#!/bin/bash
# A decision that someone will question has a date, and says what it was about, what it costs and when
# to think again.
. "$(dirname "$0")/../support/rule.sh"

undated() {
	ls lib/decisions | grep -vE '^20[0-9]{2}-[01][0-9]-[0-3][0-9]-[a-z-]+\.md$' | sed 's,.*,lib/decisions/&: not DATE-some-words.md,'
}

# The four parts in their order, each once, whatever is said between them.
incomplete() {
	for note in lib/decisions/*.md; do
		head -1 "$note" | grep -qE '^# [A-Z]' || echo "$note:1: no heading"
		parts=$(grep -oE '^\*\*(Context\.|Choice\.|Cost\.|Revisit)\*\*' "$note" | tr -d '*\n')
		[ "$parts" = "Context.Choice.Cost.Revisit" ] ||
			echo "$note: wants Context. Choice. Cost. Revisit, has ${parts:-none}"
	done
}

undated | rule "a decision's file is dated"
incomplete | rule "a decision has its context, choice, cost, and when to revisit it"
rules_end

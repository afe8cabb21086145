#!/bin/bash
# What is new in the history reads like the rest of it: "room: do something", and why.
. "$(dirname "$0")/../support/rule.sh"

rooms="base http store remote domain page tools decisions cgi-bin htdocs conf tests house"

# What the branch that this one follows doesn't have; where it follows none, the last commit.  Nobody
# can mend what has landed.
new_commits() {
	git rev-parse --quiet --verify HEAD >/dev/null 2>&1 || return 0
	local since
	since=$(git rev-parse --quiet --verify '@{upstream}' 2>/dev/null || git rev-parse --quiet --verify HEAD~1)
	git log --no-merges --format="$1" "${since:+$since..}HEAD"
}

subjects() {
	local room="(${rooms// /|})"
	new_commits '%h %s' | grep -vE "^[0-9a-f]+ $room(, $room)*: [a-z].*[^.]$" |
		sed 's/$/ (not "room: do something")/'
	new_commits '%h %s' | awk 'length($0) > 100 { print $0 " (too long)" }'
}

# A trailer names tools, not reasons.
reasons() {
	new_commits '%h%x00%b%x01' | perl -0001 -ne '
		my ($id, $body) = split /\0/;
		next unless defined $body;
		print $id =~ s/\s//r, ": says no reason\n" unless $body =~ /^(?!\w+-by: )\S+ \S/m'
}

subjects | rule "a commit's subject begins with its room"
reasons | rule "a commit says why"
rules_end

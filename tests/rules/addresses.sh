#!/bin/bash
# A page's address stands in three places, which agree: its program's struct page, httpd.conf, which
# leads to it, and serve.sh, which starts it.
. "$(dirname "$0")/../support/rule.sh"

# "program address" of serve.sh.
started() { sed -nE 's,^([a-z_]+) (/[^ ]*)$,\1 \2,p' lib/tools/serve.sh; }

# "line program" of what httpd.conf does with an address: the first that matches, as in Apache.
led() {
	perl -ne 'BEGIN { $address = shift }
		my ($pattern, $program) = /^AliasMatch "(.*)" "\$\{PALIER_PROGRAMS\}\/(.*)"/ or next;
		my ($part) = $address =~ $pattern or next;
		print "$. ", $program =~ s/\$1/$part/r, "\n";
		last' "$1" conf/httpd.conf
}

path() { sed -nE 's/^\t\.path = "(.*)",$/\1/p' "cgi-bin/$1.c"; }

never_started() {
	for program in cgi-bin/*.c; do
		grep -q "^$(basename "$program" .c) " <<<"$(started)" || echo "$program: serve.sh never starts it"
	done
}

astray() {
	started | while read -r program address; do
		read -r line found < <(led "$address") || found=nobody
		[ "$found" = "$program" ] ||
			echo "conf/httpd.conf:${line:-0}: $address of $program leads to $found"
	done
}

refused() {
	started | while read -r program address; do
		pattern=$(path "$program" | sed 's,{[a-z]*},[^/]+,g')
		[[ -n "$pattern" && "$address" =~ ^$pattern$ ]] ||
			echo "cgi-bin/$program.c: its path \"$(path "$program")\" isn't that of $address"
	done
}

# Lines of httpd.conf that lead to a program, and none of serve.sh's addresses comes past.
idle() {
	local reached
	reached=$(started | while read -r _ address; do led "$address"; done)
	grep -nE '^AliasMatch .*PALIER_PROGRAMS' conf/httpd.conf | while IFS=: read -r line alias; do
		grep -q "^$line " <<<"$reached" || echo "conf/httpd.conf:$line: serve.sh starts nothing by $alias"
	done
}

never_started | rule "every program is started"
astray | rule "httpd.conf leads to the program that serve.sh means"
refused | rule "a program takes the address that leads to it"
idle | rule "every line of httpd.conf leads somewhere"
{ [ "$(started | wc -l)" -gt 15 ] || echo "found too few"; } | rule "there were addresses to look at"
rules_end

#!/bin/bash
# Who may include whom: rooms look downwards only, and an outside library is one room's affair.
. "$(dirname "$0")/../support/rule.sh"

below() {
	cat <<-END
		base base
		http http base
		store store base
		remote remote base
		domain domain store remote base
		page page domain http store base
		cgi-bin page domain base
		tools tools page domain http store remote base
	END
}

# The room that may include a library's header, and the C library's headers, which are everybody's.
owners() {
	cat <<-END
		db.h store
		fcgiapp.h http
		fcgi_config.h http
		fcgios.h http
		curl/curl.h remote
		sodium.h base
		libconfig.h base
		jansson.h base
		libintl.h page
		cmark.h tools
		sqlite3.h page
		protobuf-c/protobuf-c.h store
		zxcvbn.h domain
	END
	dpkg -L libc6-dev linux-libc-dev | grep -v '/libintl\.h$' |
		sed -nE 's,^/usr/include/([^/]*-linux-gnu/)?(.*\.h)$,\2 *,p'
	printf '%s *\n' float.h limits.h stdarg.h stdatomic.h stdbool.h stddef.h stdint.h
}

# "file:line room kind header" for every include, kind being " or <.
includes() {
	awk -F '[<">]' '/^[ \t]*#[ \t]*include[ \t]*[<"]/ {
		split(FILENAME, part, "/")
		kind = index($0, "<") ? "<" : "\""
		print FILENAME ":" FNR, part[1] == "lib" ? part[2] : part[1], kind, $2
	}' lib/*/*.[ch] cgi-bin/*
}

upwards() {
	awk 'NR == FNR { for (i = 2; i <= NF; i++) may[$1, $i] = 1; known[$1] = 1; next }
		!($2 in known) { print $1 ": nobody knows the room " $2; next }
		$3 == "<" { next }
		$4 !~ /\// { print $1 ": " $4 " is not written room/file.h"; next }
		{ to = $4; sub(/\/.*/, "", to) }
		!(($2, to) in may) { print $1 ": " $2 " may not include " $4 }
	' <(below) <(includes)
}

libraries() {
	awk 'NR == FNR { owner[$1] = $2; next }
		$3 == "\"" { next }
		!($4 in owner) { print $1 ": <" $4 "> belongs to no room yet"; next }
		owner[$4] != "*" && owner[$4] != $2 { print $1 ": <" $4 "> belongs to " owner[$4] }
	' <(owners) <(includes)
}

# They cost a program of a page too much at its start: palierctl calls out, and judges passwords.
burdened() {
	for program in "$build"/cgi-bin/*; do
		for name in libcurl libzxcvbn; do
			ldd "$program" | grep -q "$name" && echo "$program links $name"
		done
	done
}

upwards | rule "rooms include only what lies below them"
libraries | rule "an outside library is included by one room only"
{ [ "$(includes | wc -l)" -gt 200 ] || echo "found too few"; } |
	rule "there were includes to look at"
burdened | rule "no page's program links libcurl or libzxcvbn"
rules_end

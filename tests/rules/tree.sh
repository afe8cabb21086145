#!/bin/bash
# The tree is the map: what may stand where, how large it may grow, what it must not say.
. "$(dirname "$0")/../support/rule.sh"

top_level="cgi-bin htdocs conf lib tests Makefile README.md
	.ci .clang-format .clang-tidy .editorconfig .gitignore"

strangers() {
	all_files | sed 's,/.*,,' | sort -u | while read -r name; do
		grep -qxF -- "$name" <(printf '%s\n' $top_level) || echo "$name"
	done
}

missing() {
	for name in $top_level; do [ -e "$name" ] || echo "$name is missing"; done
}

# Words are put together here, so that this file doesn't hold them.
later() {
	all_files | xargs -d '\n' grep -nwIE "TO""DO|FIX""ME|X""XX|HA""CK"
}

machine() {
	all_files | xargs -d '\n' grep -nIE "/wor""k/|/tmp/bash""_jobs|/ho""me/[a-z]|/ro""ot/"
}

long_files() {
	wc -l lib/*/*.[ch] | awk '$2 != "total" && $1 > 400 { print $2 ": " $1 " lines, at most 400" }'
	wc -l cgi-bin/*.c | awk '$2 != "total" && $1 > 100 { print $2 ": " $1 " lines, at most 100" }'
}

long_lines() {
	c_files | while read -r file; do
		expand "$file" | grep -nE '^.{101}' | sed "s,^\([0-9]*\):.*,$file:\1: over 100 characters,"
	done
}

white_space() {
	c_files | xargs -d '\n' grep -nE '[ 	]$|^ +[^ *]'
}

scripts() {
	all_files | while read -r file; do
		case $(head -c 30 "$file" | tr -d '\0' | head -1) in
		'#!'*bash* | '#!/bin/sh'*) bash -n "$file" 2>&1 ;;
		*) [[ "$file" != *.sh ]] || bash -n "$file" 2>&1 ;;
		esac
	done
}

# What is kept for a fuzz target is small, and still read.
corpora() {
	for folder in tests/fuzz/corpus/*/; do
		[ -e "tests/fuzz/$(basename "$folder").c" ] || echo "$folder belongs to no target"
	done
	find tests/fuzz/corpus -type f -size +2k -printf '%p: over 2 KB\n'
}

# Not a rule: where the guide of the house is passed.
guide() {
	wc -l lib/*/*.c | awk '$2 != "total" && $1 > 300 { print "# " $2 ": " $1 " lines, the guide says 300" }'
	wc -l lib/*/*.h | awk '$2 != "total" && $1 > 120 { print "# " $2 ": " $1 " lines, the guide says 120" }'
	wc -l cgi-bin/*.c | awk '$2 != "total" && $1 > 80 { print "# " $2 ": " $1 " lines, the guide says 80" }'
	awk 'FNR == 1 { start = 0 }
		/^{/ { start = FNR }
		/^}/ && start && FNR - start > 40 {
			print "# " FILENAME ":" start ": " FNR - start " lines, the guide says 40 a function"
		}
		/^}/ { start = 0 }' lib/*/*.c cgi-bin/*.c
}

strangers | rule "the top level is fixed"
missing | rule "the top level is complete"
later | rule "nothing is put off in a comment"
machine | rule "no file knows the machine it was written on"
long_files | rule "files stay below 400 lines, programs below 100"
long_lines | rule "lines of C stay below 101 characters"
white_space | rule "C is indented with tabs and ends where it ends"
scripts | rule "scripts can be parsed"
corpora | rule "every input that is kept for a fuzz target is small and read"
guide
rules_end

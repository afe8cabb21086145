#!/bin/bash
# The tree is the map: what may stand where, how large it may grow, what it must not say.
. "$(dirname "$0")/../support/rule.sh"

top_level="cgi-bin htdocs conf lib tests Makefile README.md
	.ci .clang-format .clang-tidy .editorconfig .gitignore"

strangers() {
	all_files | sed 's,/.*,,' | sort -u | while read -r name; do
		grep -qxF -- "$name" <(printf '%s\n' $top_level) || echo "$name: doesn't belong here"
	done
}

missing() {
	for name in $top_level; do [ -e "$name" ] || echo "$name is missing"; done
}

# Words are put together here, so that this file doesn't hold them.
later() {
	all_files | xargs -d '\n' grep -nHwIE "TO""DO|FIX""ME|X""XX|HA""CK"
}

machine() {
	all_files | xargs -d '\n' grep -nIE "/wor""k/|/tmp/bash""_jobs|/ho""me/[a-z]|/ro""ot/"
}

# The tree's own path, too, wherever it is now.
here() {
	all_files | xargs -d '\n' grep -nIF "$PWD/"
}

# What only those understand who were there: numbers of issues, who wrote it in which session.
workshop() {
	all_files | grep -v package-lock | xargs -d '\n' grep -nIiE \
		"\b(iss""ue|pull requ""est|mile""stone)s? *#?[0-9]+|(clo""ses|fi""xes|see|ref""s) #[0-9]|co-auth""ored|gener""ated by (an )?a[i]\b|\bs""ub-?agent|\b(clau""de|chatg""pt|copi""lot)\b"
}

# Objects, archives, programs, catalogues, by their first bytes; what a compiler left, by its name.
built() {
	all_files | xargs -d '\n' grep -lE -m1 --binary-files=text $'^(\x7fELF|!<arch>)' | sed 's/$/: built/'
	all_files | grep -E '\.(o|a|so|d|mo|pot|gch|gcda|gcno|gz|log|tap|pyc|orig|rej)$|(^|/)(core|a\.out)$' | sed 's/$/: built/'
}

long_files() {
	wc -l lib/*/*.[ch] | awk '$2 != "total" && $1 > 400 { print $2 ": " $1 " lines, at most 400" }'
	wc -l cgi-bin/*.c | awk '$2 != "total" && $1 > 100 { print $2 ": " $1 " lines, at most 100" }'
}

long_lines() {
	c_files | xargs -d '\n' perl -CSD -ne '
		1 while s/\t+/" " x (8 * length($&) - length($`) % 8)/e;
		print "$ARGV:$.: over 100 characters\n" if length > 101;
		close ARGV if eof'
}

# A guide is a guide, but a function of 60 lines is two.
long_functions() {
	functions 60 | sed 's/$/, at most 60 a function/'
}

# "file:line: n lines" of the functions that are longer.
functions() {
	awk -v most="$1" 'FNR == 1 { start = 0 }
		/^{/ { start = FNR }
		/^}/ && start && FNR - start > most { print FILENAME ":" start ": " FNR - start " lines" }
		/^}/ { start = 0 }' lib/*/*.c cgi-bin/*.c
}

white_space() {
	c_files | xargs -d '\n' grep -nE '[ 	]$|^ +[^ *]'
}

scripts() {
	all_files | xargs -d '\n' awk 'FNR == 1 && (FILENAME ~ /\.sh$/ || /^#!.*(bash|\/sh)/) { print FILENAME }
		FNR > 1 { nextfile }' 2>/dev/null | while read -r file; do bash -n "$file" 2>&1; done
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
	functions 40 | sed 's/^/# /; s/$/, the guide says 40 a function/'
}

strangers | rule "the top level is fixed"
missing | rule "the top level is complete"
later | rule "nothing is put off in a comment"
machine | rule "no file knows the machine it was written on"
here | rule "no file knows where the tree stands"
workshop | rule "no file speaks of the workshop"
built | rule "what is built is built below build/"
long_functions | rule "no function has more than 60 lines"
long_files | rule "files stay below 400 lines, programs below 100"
long_lines | rule "lines of C stay below 101 characters"
white_space | rule "C is indented with tabs and ends where it ends"
scripts | rule "scripts can be parsed"
corpora | rule "every input that is kept for a fuzz target is small and read"
guide
rules_end

#!/bin/bash
# What was written to be tried is tried: no function of the tests lies idle, no journey goes unvalidated.
. "$(dirname "$0")/../support/rule.sh"

mapfile -t modules < <(all_files | grep -E '^tests/.*\.mjs$')

# Functions of a module that nothing else in it names, or, exported, no module at all.
idle() {
	perl -ne '
		$said{$ARGV}{$_}++, $all{$_}++ for /\w+/g;
		push @known, [$ARGV, $., $2, $1] if /^(export )?(?:async )?(?:function|const) (\w+)/;
		close ARGV if eof;
		END {
			for (@known) {
				my ($file, $line, $name, $exported) = @$_;
				print "$file:$line: $name is never used\n"
					if ($exported ? $all{$name} : $said{$file}{$name}) < 2;
			}
		}' "${modules[@]}"
}

unvalidated() {
	grep -lE '\blook\(' tests/journeys/*.mjs | xargs grep -L 'browser\.validate()' |
		sed 's/$/: what it looks at is never validated/'
}

# cmocka never misses a test that its list forgot.
unlisted() {
	c_files | grep '^tests/' | xargs perl -ne '
		$said{$ARGV}{$_}++ for /\w+/g;
		push @known, [$ARGV, $., $1] if /^static void (\w+)\(void \*\*\w*\)$/;
		close ARGV if eof;
		END {
			for (@known) {
				my ($file, $line, $name) = @$_;
				print "$file:$line: $name is in no list of tests\n" if $said{$file}{$name} < 2;
			}
		}'
}

idle | rule "no function of a test module lies idle"
unvalidated | rule "every page that a journey looks at is validated"
unlisted | rule "every unit test is in its file's list"
rules_end

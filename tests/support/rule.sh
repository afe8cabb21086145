# rule.sh - read by the scripts of tests/rules: a rule takes the lines that break it, and speaks TAP.
# Each line begins with the file, and its line where it is one that breaks the rule.  What a search itself
# complains of, on standard error, breaks the last rule of all: silence because a tool failed is no praise.
#
#     some_search | rule "no file mentions the moon"
#     rules_end

set -u -o pipefail
shopt -s lastpipe # rule counts in this shell, at the end of a pipe too
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
export LC_ALL=C.UTF-8
build=${BUILD:-build}
rule_complaints=$(mktemp)
exec 3>&2 2>"$rule_complaints"
rule_number=0
rule_failed=0

rule() {
	local name=$1 broken
	broken=$(cat)
	rule_number=$((rule_number + 1))
	if [ -z "$broken" ]; then
		echo "ok $rule_number - $name"
	else
		echo "not ok $rule_number - $name"
		printf '%s\n' "$broken" | sed 's/^/# /'
		rule_failed=1
	fi
}

rules_end() {
	exec 2>&3
	rule "the rules could look" <"$rule_complaints"
	rm "$rule_complaints"
	echo "1..$rule_number"
	exit "$rule_failed"
}

# The files of the repository, whether added to it yet or not.
all_files() {
	find . \( -path ./build -o -path ./.git -o -name node_modules \) -prune -o -type f -print |
		sed 's,^\./,,' | sort
}

c_files() {
	all_files | grep -E '\.[ch]$'
}

# "file:line:code" of C, without its comments, texts and characters.
code() {
	perl -0777 -ne '
		s{/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\x27(?:\\.|[^\x27\\\n])+\x27}{ $& =~ tr/\n//cdr }gse;
		my $line; print map { ++$line; "$ARGV:$line:$_\n" } split /\n/' "$@"
}

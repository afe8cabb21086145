# rule.sh - read by the scripts of tests/rules: a rule takes the lines that break it, and speaks TAP.
#
#     some_search | rule "no file mentions the moon"
#     rules_end

set -u -o pipefail
shopt -s lastpipe # rule counts in this shell, at the end of a pipe too
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
export LC_ALL=C.UTF-8
build=${BUILD:-build}
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

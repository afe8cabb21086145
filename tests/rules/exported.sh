#!/bin/bash
# What one file alone uses is that file's own: static.
. "$(dirname "$0")/../support/rule.sh"

# Shared with no other file of the shop, each with its reason.
exceptions="
print_trusted_html what raw becomes, and no template is raw
print_day_plain chosen by the type of what a template shows
print_day_encoded the same
print_format_encoded the same
print_instant_encoded the same
print_instant_plain the same
print_money_encoded the same
print_money_plain the same
"

if ! make -s --no-print-directory BUILD="$build" all >&2; then
	echo "Bail out! nothing was built"
	exit 1
fi

# Objects whose source is still there, and the generated ones.
objects() {
	for source in lib/*/*.c cgi-bin/*.c; do
		object=$build/objects/${source%.c}.o
		[ ! -e "$object" ] || echo "$object"
	done
	find "$build/objects/generated" -name '*.o' -not -path '*/tests/*'
}

# "name object" of everything defined, or wanted, with external linkage.
symbols() {
	objects | xargs nm -A -P "$@" | awk '{ sub(/:$/, "", $1); print $2, $1 }' | sort
}

unshared() {
	symbols --defined-only --extern-only | grep -v " $build/objects/generated/" |
		awk '$1 != "main" && $1 !~ /^__odr_asan/' | sort >"$scratch/defined"
	symbols --undefined-only | awk '{ print $1 }' | sort -u >"$scratch/wanted"
	join -v 1 "$scratch/defined" "$scratch/wanted" | while read -r name object; do
		grep -qw "^$name" <<<"$exceptions" ||
			{
				source=${object#"$build"/objects/}
				source=${source%.o}.c
				line=$(grep -nw "$name" "$source" | grep -m1 -oE '^[0-9]+')
				echo "$source:$line: $name is used there alone"
			}
	done
}

idle_exceptions() {
	grep . <<<"$exceptions" | while read -r name reason; do
		[ -n "$reason" ] || echo "$0: $name has no reason"
		grep -q "^$name " "$scratch/defined" || echo "$0: $name is no more"
		! grep -qx "$name" "$scratch/wanted" || echo "$0: $name is shared by now"
	done
}

scratch=$(mktemp -d)
trap 'rm -r "$scratch"' EXIT
unshared | rule "a function used in one file is static"
idle_exceptions | rule "every exception is needed"
{ [ "$(wc -l <"$scratch/defined")" -gt 200 ] || echo "found too few functions"; } |
	rule "there were functions to look at"
rules_end

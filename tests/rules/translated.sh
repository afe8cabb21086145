#!/bin/bash
# Every text of the sources is translated, not fuzzy, and well set: see lib/tools/language.awk.
set -u
cd "$(dirname "$0")/../.." || exit 1
build=${BUILD:-build}
catalogues=(lib/page/language/*.po)
merged=$(mktemp)
trap 'rm -f "$merged"' EXIT

if ! make -s BUILD="$build" "$build/language/palier.pot" >&2; then
	echo "Bail out! the texts could not be read from the sources"
	exit 1
fi
echo "1..${#catalogues[@]}"
number=0
failed=0
for catalogue in "${catalogues[@]}"; do
	number=$((number + 1))
	name="every text has a translation in $(basename "$catalogue" .po), well set"
	# A text that the catalogue doesn't know yet counts as untranslated.
	if complaints=$(msgmerge --quiet --no-fuzzy-matching "$catalogue" "$build/language/palier.pot" |
		msgcat --no-wrap - | LC_ALL=C awk -v complete=1 -v file="$catalogue" \
		-f lib/tools/language.awk 2>&1); then
		echo "ok $number - $name"
	else
		echo "not ok $number - $name"
		printf '%s\n' "$complaints" | sed 's/^/# /'
		failed=1
	fi
done
exit $failed

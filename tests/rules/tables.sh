#!/bin/bash
# Lists that must agree or be whole: the tables, palierctl's commands, and the vectors that came with the
# design.
. "$(dirname "$0")/../support/rule.sh"

defined() {
	cat lib/domain/*.h | sed -n 's/^TABLE(\([a-z_]*\),.*/\1/p' | sort
}

opened() {
	sed -n '/domain_tables\[\]/,/^};/s/^\t&\([a-z_]*\),.*/\1/p' lib/domain/tables.c | sort
}

# Rows of the list of commands that leave something unsaid; an example calls its command.
unsaid() {
	awk '/palierctl_commands\[\]/ { inside = 1 }
		inside && /^\t\{ \.name = "/ { split($0, part, "\""); name = part[2]; line = FNR; row = "" }
		inside { row = row $0 }
		inside && /\.run = / {
			gsub(/"[\t ]+"/, "", row)
			for (n = split("does more example", wanted, " "); n > 0; n--)
				if (row !~ "\\." wanted[n] " = (\"|[A-Z_]+)")
					print FILENAME ":" line ": " name " has no ." wanted[n]
			if (row !~ "\\.example = \"[^\"]*palierctl [^\"]*" name)
				print FILENAME ":" line ": the example of " name " shows another"
			commands++
		}
		END { if (commands < 15) print FILENAME ": found too few commands" }' lib/tools/palierctl_commands.c
}

unsaid | rule "every command says what it does, and shows it"
diff <(defined) <(opened) | sed -n 's,^[<>] ,lib/domain/tables.c: the table ,p' | rule "every table is opened with the store"
{ [ "$(defined | wc -l)" -gt 9 ] || echo "found too few tables"; } |
	rule "there were tables to look at"
sha256sum --check --strict 2>&1 <<'END' | sed -n '/: FAILED$/p' | rule "the vectors are the design's"
3a8de992b60162b04e65bd706544930211d6cf17213a2e2af652ec099483b7ff  tests/vectors/anchors.tsv
ed5e3529c041eacf61ee7f2152a6e0227d0a6ce63a88c6f3a3f8aef25cf1ddee  tests/vectors/proration.tsv
END
# Where the design itself lies beside the repository, that is what they must equal.
if [ -d ../shared/vectors ]; then
	diff -r ../shared/vectors tests/vectors | rule "the design has no other vectors by now"
fi
rules_end

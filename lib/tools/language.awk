# Checks a catalogue that msgcat --no-wrap has printed: complains on standard error, exits 1.
#
# Always: a translation has the places, {name}, of its message.  ({n} may be left out where
# a plural form says it in words.)  With -v complete=1 also: nothing lacks a translation or is
# fuzzy, and the typography of ui.md is kept.  -v file= names the catalogue.
#
# Bytes, not letters, for mawk knows no others.

function complain(sentence) {
	printf "%s: \"%s\": %s.\n", file, id, sentence > "/dev/stderr"
	failed = 1
}

# The places of a text, as "{a}{b}", each once, sorted by their first use in `known`.
function places(text, found,    name) {
	delete found
	while (match(text, /\{[A-Za-z_0-9]*\}/)) {
		name = substr(text, RSTART, RLENGTH)
		found[name] = 1
		text = substr(text, RSTART + RLENGTH)
	}
	if (text ~ /[{}]/)
		found["a lone brace"] = 1
}

function check_places(text,    name) {
	places(text, here)
	for (name in here)
		if (!(name in wanted))
			complain("the translation has " name ", which the message hasn't")
	for (name in wanted)
		if (!(name in here) && !(plural != "" && name == "{n}"))
			complain("the translation lacks " name)
}

function check_typography(text,    rest) {
	if (text ~ /'/)
		complain("write \342\200\231 for the apostrophe '")
	# What is right is taken out first; what is left over is wrong.
	rest = text
	gsub(/(\302\240|\342\200\257)[;:!?]+/, "", rest)
	if (rest ~ /[;!?]/ || rest ~ /:( |$)/)
		complain("a no-break space belongs before : ; ! ?")
	gsub(/\302\253(\302\240|\342\200\257)/, "", rest)
	gsub(/(\302\240|\342\200\257)\302\273/, "", rest)
	if (rest ~ /\302\253|\302\273/)
		complain("a no-break space belongs inside the quotation marks")
}

function finish(    n, name) {
	if (id != "" && !obsolete) {
		places(id, wanted)
		places(plural, here)
		for (name in here)
			wanted[name] = 1
		for (n = 0; n < count; n++) {
			if (texts[n] == "") {
				if (complete)
					complain("has no translation")
				continue
			}
			check_places(texts[n])
			if (complete)
				check_typography(texts[n])
		}
		if (complete && fuzzy)
			complain("is fuzzy")
	}
	id = plural = part = ""
	count = fuzzy = obsolete = 0
	delete texts
}

# The quoted rest of a line.
function quoted(line) {
	sub(/^[^"]*"/, "", line)
	sub(/"$/, "", line)
	return line
}

BEGIN { finish() }
/^#~/ { next }
/^#,.*fuzzy/ { finish(); fuzzy = 1; next }
/^$/ { finish(); next }
/^msgid_plural / { part = "plural"; plural = quoted($0); next }
/^msgid / { part = "id"; id = quoted($0); next }
/^msgstr/ { part = "text"; texts[count++] = quoted($0); next }
/^"/ {
	if (part == "id")
		id = id quoted($0)
	else if (part == "plural")
		plural = plural quoted($0)
	else if (part == "text")
		texts[count - 1] = texts[count - 1] quoted($0)
}
END { finish(); exit failed }

#!/bin/bash
# What the house asks of C beyond what a compiler sees: whole words, structs by their name, memory from
# the arena, assertions that stay, pages in templates.
. "$(dirname "$0")/../support/rule.sh"

# Above base and store, with the reason; no arena lies below the compiler of templates.
own_memory="
lib/tools/article_label.c what getline gave
lib/tools/article_write.c what cmark gave
lib/tools/template.c the compiler of templates stands alone
"

# Names of libraries stay theirs.
cut_short() {
	code $(c_files) | sed -E 's/\b(randombytes_buf|set_tmp_dir|jmp_buf)\b//' |
		grep -E ':.*\b([A-Za-z0-9]+_)*(tmp|buf|ctx|cfg|ret)[0-9]*(_[A-Za-z0-9_]*)?\b'
}

# A type of functions has no other way to a name.
hidden_types() {
	code $(c_files) | grep -w typedef | grep -vE '\btypedef [a-z ]+ \*?[a-z_]+\('
}

above() { ls lib/{http,remote,domain,page,tools}/*.[ch] cgi-bin/*.c; }

given_back() {
	code $(above) | grep -E '\b(free|malloc|calloc|realloc|strn?dup|v?asprintf)\(' |
		grep -vFf <(awk 'NF { print $1 ":" }' <<<"$own_memory")
}

idle_exceptions() {
	awk 'NF { print $1 }' <<<"$own_memory" | while read -r file; do
		code "$file" | grep -qE '\bfree\(' || echo "$file: frees nothing by now"
	done
}

# The word is put together here, so that this file doesn't hold it.
without_assertions() {
	all_files | xargs -d '\n' grep -nIE "\bNDE""BUG\b"
}

# In a text, where no comment speaks of it.
pages_in_c() {
	grep -nE '"([^"\\]|\\.)*</?[a-z][a-z0-9]*[ />]' cgi-bin/*.c lib/{base,http,store,remote,domain}/*.[ch] |
		grep -vE ':[0-9]+:\s*(/?\*|//)'
}

cut_short | rule "no name is cut short"
hidden_types | rule "a struct has no other name"
given_back | rule "nobody above base and store takes or frees memory"
idle_exceptions | rule "every exception is needed"
without_assertions | rule "assertions stay"
pages_in_c | rule "HTML is in templates"
{ [ "$(code $(c_files) | wc -l)" -gt 20000 ] || echo "found too little"; } | rule "there was code to look at"
rules_end

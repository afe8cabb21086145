# Tools that read the sources.  They need clang-tidy, cppcheck and clang-format, which make check
# doesn't, and pass judgement on the house's own files only.

LINTED := $(SOURCES) $(filter-out lib/tools/template%,$(wildcard lib/tools/*.c)) $(wildcard cgi-bin/*.c)
FORMATTED := $(wildcard lib/*/*.[ch] cgi-bin/*.c tests/*/*.[ch])

.PHONY: lint
lint: lint-tidy lint-cppcheck lint-analyzer ## looks for bugs with clang-tidy, cppcheck and gcc's analyzer

# One file after the other would take minutes, so as many as there are processors.
.PHONY: lint-tidy
lint-tidy: $(SCHEMA).h $(TEMPLATE_HEADER)
	@printf '%s\n' $(LINTED) | xargs -P $$(nproc) -n 4 sh -c 'clang-tidy --quiet "$$@" -- \
		$(CPPFLAGS) $(BAN) -std=c17' tidy 2> >(grep -vE '^[0-9]+ warnings? generated' >&2)

# A pointer that is a member, and a value that setting the language changes.
MISTAKEN := returnDanglingLifetime:lib/http/form.c identicalInnerCondition:lib/page/language.c

.PHONY: lint-cppcheck
lint-cppcheck: $(SCHEMA).h $(TEMPLATE_HEADER)
	@cppcheck --quiet -j $$(nproc) --std=c11 --error-exitcode=1 --inline-suppr --library=posix \
		--enable=warning,performance,portability --suppress=missingIncludeSystem \
		--suppress='*:$(GENERATED)/*' $(MISTAKEN:%=--suppress=%) -Ilib -I$(GENERATED) -D_GNU_SOURCE $(LINTED)

# Objects of its own: the analyzer is a flag of the compiler.
ANALYZED := $(LINTED:%.c=build/lint/objects/%.o)

.PHONY: lint-analyzer
lint-analyzer:
	@$(MAKE) --no-print-directory -s -k BUILD=build/lint CC='$(CC) -fanalyzer' $(ANALYZED)

.PHONY: format
format: ## brings the sources into the house's form, with clang-format
	clang-format -i $(FORMATTED)

# make check runs every test there is: the unit tests, tests/rules/*.sh, and every tests/*/*.mjs
# but those in tests/support, which help the others, and in tests/bench, which measure.  All print
# TAP; tests/support/run.mjs reads it.  A sanitized run is the same one: make check
# SANITIZE=address,undefined

CHECK_OPTIONS = BUILD=$(BUILD) SANITIZE=$(SANITIZE)
CHECK_SCRIPTS = $(wildcard tests/rules/*.sh)
CHECK_MODULES = $(filter-out tests/support/% tests/journeys/% tests/bench/%,$(wildcard tests/*/*.mjs))
JOURNEYS = $(wildcard tests/journeys/*.mjs)

.PHONY: check-tools
check-tools:
	@lib/tools/packages.sh check
	@[ ! tests/package-lock.json -nt tests/node_modules/.package-lock.json ] || \
		npm ci --prefix tests --no-audit --no-fund --loglevel=error

# Makes of their own, so that what was just installed is found.
.PHONY: check check-here
check: ## builds and runs every test; the last line says how many passed and failed
	@tests/support/reachable.sh $(MAKE) --no-print-directory check-here

check-here: check-tools
	@$(MAKE) --no-print-directory -s -j$$(nproc) all tests
	@$(CHECK_OPTIONS) node tests/support/run.mjs $(TESTS) $(CHECK_SCRIPTS) $(CHECK_MODULES) $(JOURNEYS)

.PHONY: journeys
journeys: check-tools ## walks through the shop in Chromium, in every combination of settings
	@$(MAKE) --no-print-directory -s -j$$(nproc) all
	@$(CHECK_OPTIONS) JOURNEYS=all node tests/support/run.mjs $(JOURNEYS)

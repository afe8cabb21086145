# make bench measures; see tests/bench.  Nothing of it is part of make check but its arithmetic.

BENCH_PROGRAMS := $(patsubst tests/bench/%.c,$(BUILD)/bench/bin/%,$(wildcard tests/bench/*.c))
ROUNDS ?= 5
SCALE ?= 100000

$(BUILD)/bench/bin/%: $(BUILD)/objects/tests/bench/%.o
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ $(BENCH_LIBRARIES)

$(BUILD)/bench/bin/hello: BENCH_LIBRARIES := -lfcgi
$(BUILD)/bench/bin/hash: BENCH_LIBRARIES := -lsodium

.PHONY: bench-programs
bench-programs tests: $(BENCH_PROGRAMS)

.PHONY: bench-tools
bench-tools:
	@PROFILE=$(PROFILE) lib/tools/packages.sh bench

# A make of its own, so that what was just installed is found.
.PHONY: bench
bench: bench-tools ## measures the shop against its goals, in some six minutes (ROUNDS=5 SCALE=100000 PROFILE=1)
	@[ -z "$(SANITIZE)" ] || { echo "make bench measures what visitors get: leave SANITIZE out." >&2; exit 2; }
	@$(MAKE) --no-print-directory -s -j$$(nproc) all bench-programs
	@BUILD=$(BUILD) PORT=$(PORT) ROUNDS=$(ROUNDS) SCALE=$(SCALE) PROFILE=$(PROFILE) $(if $(POOL),POOL=$(POOL)) \
		node tests/bench/bench.mjs

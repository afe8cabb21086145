# Fuzzing.  A target is tests/fuzz/NAME.c.  libFuzzer, which comes with clang, runs it on inputs of
# its own invention, below build/fuzz; make check links it with tests/support/replay.c instead and
# feeds it what was kept in tests/fuzz/corpus/NAME/, and needs no clang.

FUZZ_NAMES := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*.c))
FUZZ_REPLAYS := $(FUZZ_NAMES:%=$(BUILD)/tests/fuzz/%)
TESTS += $(FUZZ_REPLAYS)

# The compilers are programs that end at the first mistake; tool.h lets them be called instead.
FUZZ_TOOLS := $(patsubst lib/tools/%.c,$(BUILD)/objects/fuzz/%.o, \
	$(wildcard lib/tools/template*.c lib/tools/article*.c)) $(BUILD)/objects/tests/support/tool.o
FUZZ_LINKED = $(BUILD)/objects/tests/fuzz/$*.o $(if $(filter template article,$*),$(FUZZ_TOOLS)) $(LIBRARY)

$(BUILD)/objects/fuzz/%.o: lib/tools/%.c tests/support/tool.h
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(BAN) -include tests/support/tool.h -Dmain=$*_main $(CFLAGS) $(WARNINGS) -MMD -MP -c -o $@ $<

$(BUILD)/objects/tests/fuzz/%.o: CPPFLAGS += -Itests/support
$(patsubst %.c,$(BUILD)/objects/%.o,$(wildcard tests/fuzz/*.c)): | $(TEMPLATE_HEADER)
$(BUILD)/tests/fuzz/article $(BUILD)/tests/fuzz/template $(BUILD)/fuzzers/article $(BUILD)/fuzzers/template: $(FUZZ_TOOLS)

$(FUZZ_REPLAYS): $(BUILD)/tests/fuzz/%: $(BUILD)/objects/tests/fuzz/%.o $(BUILD)/objects/tests/support/replay.o $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $(BUILD)/objects/tests/support/replay.o $(FUZZ_LINKED) $(LIBRARIES) -lcmark

$(BUILD)/fuzzers/%: $(BUILD)/objects/tests/fuzz/%.o $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -fsanitize=fuzzer -o $@ $(FUZZ_LINKED) $(LIBRARIES) -lcmark

# gcc is the one that judges; clang only has to translate.
CLANG := clang-14
FUZZ_FLAGS := -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
FUZZ_MAKE = $(MAKE) --no-print-directory -s -j$$(nproc) BUILD=build/fuzz CC=$(CLANG) WARNINGS=-w \
	SANITIZE=fuzzer SANITIZE_FLAGS='$(FUZZ_FLAGS) -DPALIER_SANITIZE'
RUNS ?= 1000000
FUZZ_WANTED = $(if $(filter all,$(NAME)),$(FUZZ_NAMES),$(NAME))

# To look for leaks after each mistake that libconfig meets is slow (leaks.h); make check
# SANITIZE=address does look.
FUZZ_OPTIONS_catalogue := -detect_leaks=0
FUZZ_OPTIONS_configuration := -detect_leaks=0

# What breaks goes to build/fuzz/found/, what reaches new code to build/fuzz/corpus/: the kept inputs
# are only read.
.PHONY: fuzz
ifeq ($(NAME),)
fuzz: ## feeds a target inputs of libFuzzer's: NAME=form RUNS=1000000, or NAME=all
	@echo 'Name a target: make fuzz NAME=form RUNS=1000000, or NAME=all for each. There are:'
	@printf '  %s\n' $(FUZZ_NAMES)
else
fuzz:
	@$(foreach name,$(filter-out all $(FUZZ_NAMES),$(NAME)),echo 'There is no target $(name): make fuzz lists them.' >&2; exit 1)
	@lib/tools/packages.sh fuzz
	@$(FUZZ_MAKE) $(FUZZ_WANTED:%=build/fuzz/fuzzers/%)
	@$(MAKE) --no-print-directory $(FUZZ_WANTED:%=fuzz-%)
endif

fuzz-%:
	@echo '== $*'
	@mkdir -p build/fuzz/corpus/$* build/fuzz/found
	@build/fuzz/fuzzers/$* -runs=$(RUNS) -print_final_stats=1 -artifact_prefix=build/fuzz/found/$*- \
		$(FUZZ_OPTIONS_$*) build/fuzz/corpus/$* tests/fuzz/corpus/$*

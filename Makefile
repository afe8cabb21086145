# make help lists what there is.  Everything built goes below build/.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

SANITIZE ?=
PORT ?= 8080
SHOP ?= build/shop
PREFIX ?= /usr/local
DESTDIR ?=

# A sanitized build lies beside the ordinary one.
ifeq ($(SANITIZE),)
BUILD := build
else
BUILD := build/sanitize
SANITIZE_FLAGS := -fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer -DPALIER_SANITIZE
endif

CC := gcc
CPPFLAGS := -Ilib -I$(BUILD)/generated -D_GNU_SOURCE
WARNINGS := -Wall -Wextra -Werror -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla \
	-Wformat=2 -Wundef -Wpointer-arith -Wwrite-strings
CFLAGS := -std=c17 -O2 -g -fvisibility=hidden -fstack-protector-strong -fPIE $(SANITIZE_FLAGS)
ifeq ($(SANITIZE),)
CPPFLAGS += -D_FORTIFY_SOURCE=2
endif
LDFLAGS := -pie -Wl,-z,relro,-z,now -Wl,--as-needed -Wl,--gc-sections $(SANITIZE_FLAGS)
CFLAGS += -ffunction-sections -fdata-sections
LIBRARIES := -ldb-5.3 -lfcgi -lprotobuf-c -lsodium -lconfig -ljansson -lsqlite3
BAN := -include lib/base/banned.h

ROOMS := base http store remote domain page
GENERATED := $(BUILD)/generated
SOURCES := $(foreach room,$(ROOMS),$(wildcard lib/$(room)/*.c))
TEMPLATES := $(wildcard lib/page/templates/*.html)
SCHEMA := $(GENERATED)/domain/schema.pb-c
OBJECTS := $(SOURCES:%.c=$(BUILD)/objects/%.o) $(BUILD)/objects/generated/schema.pb-c.o \
	$(TEMPLATES:lib/page/templates/%.html=$(BUILD)/objects/generated/templates/%.o) \
	$(patsubst lib/page/articles/%.md,$(BUILD)/objects/generated/articles/%.o,$(wildcard lib/page/articles/*.md)) \
	$(BUILD)/objects/generated/articles.o
LIBRARY := $(BUILD)/libpalier.a
PROGRAMS := $(patsubst cgi-bin/%.c,$(BUILD)/cgi-bin/%,$(wildcard cgi-bin/*.c))
# Here, for every part that is included below may wait for them.
CATALOGUES := $(wildcard lib/page/language/*.po)
CATALOGUES_BUILT := $(patsubst lib/page/language/%.po,$(BUILD)/language/%/LC_MESSAGES/palier.mo,$(CATALOGUES))
TESTS := $(patsubst tests/%.c,$(BUILD)/tests/%,$(foreach room,$(ROOMS) tools,$(wildcard tests/$(room)/*.c)))

include $(wildcard lib/tools/*.mk tests/support/*.mk)

.PHONY: all
all: $(PROGRAMS) $(BUILD)/bin/palierctl ## builds the programs and the operator's command

.PHONY: help
help: ## lists the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

.PHONY: tests
tests: $(TESTS) ## builds the unit tests

.PHONY: clean
clean: ## removes everything built, shops too
	rm -rf build

# ---- generated code ------------------------------------------------------------------------

$(SCHEMA).h: lib/domain/schema.proto
	@mkdir -p $(@D)
	protoc-c -Ilib/domain -I/usr/include --c_out=$(@D) $<

$(SCHEMA).c: $(SCHEMA).h ;

$(BUILD)/objects/generated/schema.pb-c.o: $(SCHEMA).c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -Wno-conversion -c -o $@ $<

# ---- objects, library, programs ------------------------------------------------------------

$(BUILD)/objects/%.o: %.c | $(SCHEMA).h
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(BAN) $(CFLAGS) $(WARNINGS) -MMD -MP -c -o $@ $<

$(LIBRARY): $(OBJECTS)
	@rm -f $@
	ar rcs $@ $^

$(BUILD)/cgi-bin/%: $(BUILD)/objects/cgi-bin/%.o $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ $(LIBRARIES)

$(BUILD)/tests/%: $(BUILD)/objects/tests/%.o $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ $(LIBRARIES) -lcmocka

$(BUILD)/tests/remote/%: LIBRARIES += -lcurl

-include $(shell find $(BUILD)/objects -name '*.d' 2>/dev/null)
.SECONDARY:

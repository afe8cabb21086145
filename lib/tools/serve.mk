# Running a shop, and what it is made of.

.PHONY: packages
packages:
	@lib/tools/packages.sh run

# What Apache says by itself: a page for each status, in both languages.
ERRORS := $(BUILD)/errors/404.html

$(BUILD)/tools/errors: $(BUILD)/objects/lib/tools/errors.o $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ $(LIBRARIES)

$(ERRORS): $(BUILD)/tools/errors $(CATALOGUES_BUILT)
	@mkdir -p $(@D)
	$< $(BUILD)/language $(@D)

# Files compressed once, here, and not at every request.
PACKED := $(patsubst htdocs/%,$(BUILD)/packed/%,$(wildcard htdocs/*.css htdocs/*.js htdocs/*.svg))

$(BUILD)/packed/%: htdocs/%
	@mkdir -p $(@D)
	gzip -9 -n -c $< > $@

all: $(ERRORS) $(PACKED)

SERVE = PORT=$(PORT) SHOP=$(SHOP) BUILD=$(BUILD) $(if $(POOL),POOL=$(POOL)) lib/tools/serve.sh

# A make of its own, so that what was just installed is found.
.PHONY: run
run: packages ## builds, makes a demo shop if there is none, and serves it on 127.0.0.1:8080
	@$(MAKE) --no-print-directory all
	@$(SERVE) run

.PHONY: start
start: packages ## the same in the background
	@$(MAKE) --no-print-directory all
	@$(SERVE) start

.PHONY: stop
stop: ## stops what make start started
	@$(SERVE) stop

# Templates become C, and messages become catalogues.

TEMPLATE := $(BUILD)/tools/template
TEMPLATE_OBJECTS := $(patsubst %.c,$(BUILD)/objects/%.o,$(wildcard lib/tools/template*.c))

$(TEMPLATE): $(TEMPLATE_OBJECTS)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^

# ---- pages ---------------------------------------------------------------------------------

TEMPLATE_HEADER := $(GENERATED)/page/templates.h

# The header's date changes with the prototypes only, not with every word of a page.
$(GENERATED)/page/templates.stamp: $(TEMPLATE) $(TEMPLATES) $(ARTICLE_TEMPLATES)
	@mkdir -p $(@D)
	$(TEMPLATE) --header $(TEMPLATES) $(ARTICLE_TEMPLATES) > $(TEMPLATE_HEADER).new
	@cmp -s $(TEMPLATE_HEADER).new $(TEMPLATE_HEADER) || cp $(TEMPLATE_HEADER).new $(TEMPLATE_HEADER)
	@touch $@

$(TEMPLATE_HEADER): $(GENERATED)/page/templates.stamp ;

$(GENERATED)/templates/%.c: lib/page/templates/%.html $(TEMPLATE)
	@mkdir -p $(@D)
	$(TEMPLATE) $< > $@

$(BUILD)/objects/generated/templates/%.o: $(GENERATED)/templates/%.c | $(TEMPLATE_HEADER) $(SCHEMA).h
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(WARNINGS) -MMD -MP -c -o $@ $<

# Whoever may include the header waits for it.
$(filter-out $(TEMPLATE_OBJECTS) $(ARTICLE_OBJECTS),$(patsubst %.c,$(BUILD)/objects/%.o, \
	$(wildcard lib/page/*.c lib/tools/*.c cgi-bin/*.c tests/page/*.c tests/support/*.c))): \
	| $(TEMPLATE_HEADER)

# ---- languages -----------------------------------------------------------------------------

# Which texts there are is read from the C, whether written or generated.
MESSAGE_SOURCES = $(TEMPLATES:lib/page/templates/%.html=$(GENERATED)/templates/%.c) \
	$(sort $(wildcard lib/page/*.c lib/tools/*.c cgi-bin/*.c))

all tests: $(CATALOGUES_BUILT)

$(BUILD)/language/%/LC_MESSAGES/palier.mo: lib/page/language/%.po lib/tools/language.awk
	@mkdir -p $(@D)
	msgcat --no-wrap $< | LC_ALL=C awk -v file=$< -f lib/tools/language.awk
	msgfmt --check -o $@ $<

$(BUILD)/language/palier.pot: $(MESSAGE_SOURCES)
	@mkdir -p $(@D)
	xgettext --from-code=UTF-8 --language=C --no-location --force-po \
		--keyword --keyword=say:2 --keyword=MESSAGE:1 --keyword=MESSAGES:1,2 -o $@ $^

.PHONY: language
language: $(BUILD)/language/palier.pot ## brings the catalogues up to date with the sources
	for catalogue in $(CATALOGUES); do \
		msgmerge --quiet --update --backup=none --no-fuzzy-matching --no-location \
			"$$catalogue" $< && \
		msgattrib --no-obsolete "$$catalogue" | sed '/^"POT-Creation-Date/d' > $<.merged && \
		cp $<.merged "$$catalogue"; \
	done

# ---- the tests of both ---------------------------------------------------------------------

# Their templates, visit and catalogue are their own, so that they need no pages.
TEST_TEMPLATES := $(wildcard tests/tools/templates/*.html)
TEST_TEMPLATE_OBJECTS := $(TEST_TEMPLATES:tests/tools/templates/%.html=$(BUILD)/objects/generated/tests/%.o)
TEST_TEMPLATE_HEADER := $(GENERATED)/tests/page/templates.h
TEST_TEMPLATE_INCLUDES := -Itests/tools/include -I$(GENERATED)/tests
TEST_CATALOGUE := $(BUILD)/tests/language/fr/LC_MESSAGES/palier.mo

$(TEST_TEMPLATE_HEADER): $(TEST_TEMPLATES) $(TEMPLATE)
	@mkdir -p $(@D)
	$(TEMPLATE) --header $(TEST_TEMPLATES) > $@

$(GENERATED)/tests/%.c: tests/tools/templates/%.html $(TEMPLATE)
	@mkdir -p $(@D)
	$(TEMPLATE) $< > $@

$(TEST_TEMPLATE_OBJECTS): $(BUILD)/objects/generated/tests/%.o: $(GENERATED)/tests/%.c $(TEST_TEMPLATE_HEADER)
	@mkdir -p $(@D)
	$(CC) $(TEST_TEMPLATE_INCLUDES) $(CPPFLAGS) $(CFLAGS) $(WARNINGS) -MMD -MP -c -o $@ $<

$(TEST_CATALOGUE): tests/tools/language/fr.po lib/tools/language.awk
	@mkdir -p $(@D)
	msgcat --no-wrap $< | LC_ALL=C awk -v file=$< -f lib/tools/language.awk
	msgfmt --check -o $@ $<

$(BUILD)/objects/tests/tools/template.o: private CPPFLAGS := $(TEST_TEMPLATE_INCLUDES) $(CPPFLAGS)
$(BUILD)/objects/tests/tools/template.o: | $(TEST_TEMPLATE_HEADER)
$(BUILD)/tests/tools/template: $(BUILD)/objects/tests/tools/template.o $(TEST_TEMPLATE_OBJECTS) $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ $(LIBRARIES) -lcmocka

$(BUILD)/tests/tools/template $(BUILD)/tests/tools/template_refusals $(BUILD)/tests/page/language: \
	| $(TEMPLATE) $(TEST_CATALOGUE)

# Help articles become templates, and a table.

ARTICLE := $(BUILD)/tools/article
ARTICLE_OBJECTS := $(patsubst %.c,$(BUILD)/objects/%.o,$(wildcard lib/tools/article*.c lib/base/*.c)) \
	$(BUILD)/objects/lib/page/language.o

$(ARTICLE): $(ARTICLE_OBJECTS)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ -lcmark -lsodium -lconfig -ljansson

# What the list of articles begins with; others follow.
ARTICLE_ORDER := upgrade prices invoices pay sign-in robot language privacy account support \
	install configure catalogue tickets mails health
ARTICLE_IDS := $(sort $(patsubst lib/page/articles/%.en.md,%,$(wildcard lib/page/articles/*.en.md)))
ARTICLE_FILES := $(wildcard lib/page/articles/*.md)
ARTICLES_ORDERED := $(foreach id,$(filter $(ARTICLE_IDS),$(ARTICLE_ORDER)) \
	$(filter-out $(ARTICLE_ORDER),$(ARTICLE_IDS)),$(filter lib/page/articles/$(id).%,$(ARTICLE_FILES)))
ARTICLE_NAMES := $(patsubst lib/page/articles/%.md,%,$(ARTICLE_FILES))
ARTICLE_TEMPLATES := $(ARTICLE_NAMES:%=$(GENERATED)/articles/%.html)
ARTICLE_SOURCES = lib/page/language/fr.po htdocs/pictures

# A picture that is new, or of another size, changes the articles.
PICTURES := $(wildcard htdocs/pictures/*.webp)

$(GENERATED)/articles/%.html: lib/page/articles/%.md $(ARTICLE) lib/page/language/fr.po $(PICTURES)
	@mkdir -p $(@D)
	$(ARTICLE) $(ARTICLE_SOURCES) $< > $@

$(GENERATED)/articles/%.c: $(GENERATED)/articles/%.html $(BUILD)/tools/template
	$(TEMPLATE) $< > $@

$(GENERATED)/articles.c: $(ARTICLE_FILES) $(ARTICLE) lib/page/language/fr.po lib/tools/article.mk
	@mkdir -p $(@D)
	$(ARTICLE) --table $(ARTICLE_SOURCES) $(ARTICLES_ORDERED) > $@

$(BUILD)/objects/generated/articles.o $(ARTICLE_NAMES:%=$(BUILD)/objects/generated/articles/%.o): \
$(BUILD)/objects/generated/%.o: $(GENERATED)/%.c | $(GENERATED)/page/templates.h $(SCHEMA).h
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(WARNINGS) -Wno-unused-parameter -MMD -MP -c -o $@ $<

.PHONY: pictures
pictures: check-tools ## takes the pictures of the help articles again, of a demo shop
	@$(MAKE) --no-print-directory -s all
	@PICTURES=take $(CHECK_OPTIONS) node --test tests/journeys/pictures.mjs
	@$(MAKE) --no-print-directory -s all

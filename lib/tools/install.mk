# Laying out what a server needs: DESTDIR for packagers, PREFIX for where it will live.
#
#   PREFIX/bin/palierctl              the operator's command
#   PREFIX/lib/palier/cgi-bin/        the programs
#   PREFIX/lib/palier/language/       their texts
#   PREFIX/share/palier/htdocs/       what is served as it is, errors/ among it
#   PREFIX/share/palier/packed/       the same files, compressed
#   PREFIX/share/palier/conf/         the configuration that `palierctl init` copies
#   PREFIX/share/man/man1/            the manual page of palierctl
#   PREFIX/share/bash-completion/     what bash completes of its words

TARGET = $(DESTDIR)$(PREFIX)

.PHONY: install
install: all ## lays out programs, files and configuration below DESTDIR and PREFIX
	install -d $(TARGET)/bin $(TARGET)/lib/palier/cgi-bin $(TARGET)/share/palier/conf \
		$(TARGET)/share/palier/htdocs/errors $(TARGET)/share/palier/htdocs/pictures \
		$(TARGET)/share/palier/packed $(TARGET)/share/man/man1 \
		$(TARGET)/share/bash-completion/completions
	install -m 755 $(BUILD)/bin/palierctl $(TARGET)/bin
	install -m 755 $(PROGRAMS) $(TARGET)/lib/palier/cgi-bin
	for catalogue in $(CATALOGUES_BUILT:$(BUILD)/language/%=%); do \
		install -D -m 644 $(BUILD)/language/$$catalogue \
			$(TARGET)/lib/palier/language/$$catalogue; done
	install -m 644 $(wildcard htdocs/*.*) $(TARGET)/share/palier/htdocs
	for picture in $(PICTURES); do install -m 644 $$picture $(TARGET)/share/palier/htdocs/pictures; done
	install -m 644 $(PACKED) $(TARGET)/share/palier/packed
	install -m 644 $(BUILD)/errors/*.html $(TARGET)/share/palier/htdocs/errors
	install -m 644 $(wildcard conf/*) $(TARGET)/share/palier/conf
	install -m 644 $(MANUAL) $(TARGET)/share/man/man1/palierctl.1
	install -m 644 $(COMPLETION) $(TARGET)/share/bash-completion/completions/palierctl

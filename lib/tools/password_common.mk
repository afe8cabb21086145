# The commonest passwords become C: those of zxcvbn's list, as Debian's python3-zxcvbn has it, the
# commonest first, that are long enough to be chosen at all.  Only its text is read; no Python runs.

PASSWORD_LIST := /usr/lib/python3/dist-packages/zxcvbn/frequency_lists.py
PASSWORDS := $(GENERATED)/domain/password_common.c

OBJECTS += $(BUILD)/objects/generated/password_common.o

$(PASSWORDS): $(PASSWORD_LIST) lib/tools/password_common.awk
	@mkdir -p $(@D)
	LC_ALL=C awk -f lib/tools/password_common.awk $< > $@

$(BUILD)/objects/generated/password_common.o: $(PASSWORDS)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(WARNINGS) -MMD -MP -c -o $@ $<

# A test of its own links what pages' programs don't.
$(BUILD)/tests/domain/password_policy: LIBRARIES += -lzxcvbn

# The operator's command.  It alone sends mails, and so it alone bears libcurl's start-up.

PALIERCTL_OBJECTS := $(patsubst %.c,$(BUILD)/objects/%.o,$(wildcard lib/tools/palierctl*.c))

$(BUILD)/bin/palierctl: $(PALIERCTL_OBJECTS) $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ $(LIBRARIES) -lcurl

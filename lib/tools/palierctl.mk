# The operator's command.  It alone sends mails and sees new passwords, and so it alone bears
# libcurl's start-up and zxcvbn's dictionary.

PALIERCTL_OBJECTS := $(patsubst %.c,$(BUILD)/objects/%.o,$(wildcard lib/tools/palierctl*.c))

$(BUILD)/bin/palierctl: $(PALIERCTL_OBJECTS) $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ $(LIBRARIES) -lcurl -lzxcvbn

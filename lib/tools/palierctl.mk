# The operator's command.  It alone sends mails and sees new passwords, and so it alone bears
# libcurl's start-up and zxcvbn's dictionary.

PALIERCTL_OBJECTS := $(patsubst %.c,$(BUILD)/objects/%.o,$(wildcard lib/tools/palierctl*.c))

$(BUILD)/bin/palierctl: $(PALIERCTL_OBJECTS) $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ $(LIBRARIES) -lcurl -lzxcvbn

# What is made of its table of commands.
MANUAL := $(BUILD)/share/palierctl.1
COMPLETION := $(BUILD)/share/palierctl.bash

all: $(MANUAL) $(COMPLETION)

$(MANUAL): $(BUILD)/bin/palierctl
	@mkdir -p $(@D)
	$< help --as man >$@

$(COMPLETION): $(BUILD)/bin/palierctl
	@mkdir -p $(@D)
	$< help --as bash >$@

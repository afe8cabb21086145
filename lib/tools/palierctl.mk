# The operator's command.

PALIERCTL_OBJECTS := $(patsubst %.c,$(BUILD)/objects/%.o,$(wildcard lib/tools/palierctl*.c))

$(BUILD)/bin/palierctl: $(PALIERCTL_OBJECTS) $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ $(LIBRARIES)

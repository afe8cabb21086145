# The page of tests/refusals/uploads.mjs.  Like any program it lies beside the folder language.

tests: $(BUILD)/pages/upload_page

$(BUILD)/pages/%: $(BUILD)/objects/tests/support/%.o $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ $(LIBRARIES)

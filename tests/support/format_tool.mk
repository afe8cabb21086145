# The command that tests/page/format.mjs compares with ICU, linked like any test.
tests: $(BUILD)/tests/support/format_tool

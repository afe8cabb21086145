# The captcha's command for tests/domain/altcha.mjs, linked like any test.
tests: $(BUILD)/tests/support/captcha_tool

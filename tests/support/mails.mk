# Fills an outbox for tests/tools/mail.mjs; linked like any test.
tests: $(BUILD)/tests/support/mails

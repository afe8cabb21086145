# Damages a shop for tests/tools/palierctl.mjs; linked like any test.
tests: $(BUILD)/tests/support/damage

# The http room's tests run three small programs and speak FastCGI to one of them.

tests: $(BUILD)/tests/support/echo $(BUILD)/tests/support/pairs $(BUILD)/tests/support/parts
$(BUILD)/tests/http/gateway: $(BUILD)/objects/tests/support/fastcgi_client.o | $(BUILD)/tests/support/echo

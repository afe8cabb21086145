# What tests/rules asks of make: how a source is compiled, and objects to look into.

.PHONY: print-compiler
print-compiler: $(SCHEMA).h $(TEMPLATE_HEADER)
	@echo '$(CC) $(CPPFLAGS) $(BAN) $(CFLAGS) $(WARNINGS)'

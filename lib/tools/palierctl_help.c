#include "tools/palierctl.h"

#include "base/text.h"
#include "tools/palierctl_manual.h"
#include "tools/palierctl_print.h"

/* As if --help stood behind the words. */
static enum exit_status explain(const struct call *call)
{
	struct call asked = { .arena = call->arena };
	size_t count = call->operand_count;
	char **words = arena_allocate(call->arena, (count + 1) * sizeof *words);
	enum exit_status status;

	for (size_t i = 0; i < count; i++)
		words[i] = arena_text(call->arena, call->operands[i]);
	words[count] = arena_text(call->arena, "--help");
	status = call_read(&asked, count + 1, words);
	if (status == DONE)
		print_help(&asked);
	return status;
}

enum exit_status command_help(const struct call *call)
{
	const char *as = call_option(call, "--as");

	if (as == NULL || text_equal(as, "text"))
		return explain(call);
	if (call->operand_count > 0)
		return misuse(call, "--as %s is about every command. Leave \"%s\" out.", as,
			call->operands[0]);
	if (text_equal(as, "man"))
		print_manual();
	else
		print_completion();
	return DONE;
}

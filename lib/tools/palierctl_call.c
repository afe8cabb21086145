#include "tools/palierctl.h"

#include "base/text.h"
#include "tools/palierctl_print.h"

#define SHOP_USUAL "build/shop"

const char *call_option(const struct call *call, const char *name)
{
	for (size_t i = 0; i < call->given_count; i++)
		if (text_equal(call->given[i].option->name, name))
			return call->given[i].value;
	return NULL;
}

/* ---- options ----------------------------------------------------------------------------- */

static const struct command_option *find_option(
	const struct command_option *options, const char *name)
{
	while (options != NULL && options->name != NULL) {
		if (text_equal(options->name, name))
			return options;
		options++;
	}
	return NULL;
}

/* One of a list like "month|year". */
static bool is_among(const char *words, const char *value)
{
	size_t length = strlen(value);

	for (const char *word = words; *word != '\0'; word += strspn(word, "|")) {
		size_t size = strcspn(word, "|");

		if (size == length && strncmp(word, value, size) == 0)
			return true;
		word += size;
	}
	return false;
}

static enum exit_status keep(
	struct call *call, const struct command_option *option, const char *value)
{
	if (call_option(call, option->name) != NULL)
		return misuse(call, "%s is given twice.", option->name);
	if (option->value != NULL && strchr(option->value, '|') != NULL &&
		!is_among(option->value, value))
		return misuse(call, "%s is \"%s\"; it must be one of %s.", option->name, value,
			option->value);
	if (option->value != NULL && *value == '\0')
		return misuse(call, "%s needs a value, %s.", option->name, option->value);
	call->given[call->given_count++] = (struct given){ option, value };
	return DONE;
}

/* "--name value", "--name=value", or a flag; moves *at to the last argument used. */
static enum exit_status take_option(
	struct call *call, size_t count, char *const *arguments, size_t *at)
{
	char *name = arena_text(call->arena, arguments[*at]);
	char *value = strchr(name, '=');
	const struct command_option *option;

	if (value != NULL)
		*value++ = '\0';
	option = find_option(palierctl_global_options, name);
	if (option == NULL && call->command != NULL)
		option = find_option(call->command->options, name);
	if (option == NULL)
		return misuse(call, "there is no option %s%s.", name,
			call->command == NULL ? "" : " here");
	if (option->value == NULL)
		return value == NULL ? keep(call, option, "")
				     : misuse(call, "%s takes no value.", name);
	if (value == NULL) {
		if (*at + 1 == count || text_starts(arguments[*at + 1], "--"))
			return misuse(call, "%s needs a value, %s.", name, option->value);
		value = arguments[++*at];
	}
	return keep(call, option, value);
}

/* ---- words ------------------------------------------------------------------------------- */

static bool is_group(const char *word)
{
	for (const struct command *each = command_next(NULL); each != NULL;
		each = command_next(each))
		if (each->group != NULL && text_equal(each->group, word))
			return true;
	return false;
}

static const struct command *find_command(const char *group, const char *name)
{
	for (const struct command *each = command_next(NULL); each != NULL;
		each = command_next(each))
		if (group == NULL ? each->group == NULL && text_equal(each->name, name)
				  : each->group != NULL && text_equal(each->group, group) &&
					    (name == NULL ? each->implied
							  : text_equal(each->name, name)))
			return each;
	return NULL;
}

/* The command's first word, or the second one behind a group's. */
static enum exit_status take_word(struct call *call, const char *word)
{
	if (call->group == NULL && is_group(word)) {
		call->group = word;
		return DONE;
	}
	call->command = find_command(call->group, word);
	if (call->command != NULL)
		return DONE;
	if (call->group != NULL)
		return misuse(call, "there is no command \"%s %s\".", call->group, word);
	return misuse(call, "there is no command \"%s\".", word);
}

/* ---- the whole --------------------------------------------------------------------------- */

static enum exit_status check_operands(const struct call *call)
{
	const struct command *command = call->command;

	if (call->operand_count > command->operands_most)
		return misuse(call, "\"%s\" is one argument too many.",
			call->operands[command->operands_most]);
	if (call->operand_count < command->operands_least)
		return misuse(call, "%s is missing.", command->operands);
	for (const struct command_option *each = command->options;
		each != NULL && each->name != NULL; each++)
		if (each->required && call_option(call, each->name) == NULL)
			return misuse(call, "%s %s is missing.", each->name, each->value);
	return DONE;
}

/* Without the slashes behind it, for it is printed before others. */
static const char *shop_of(const struct call *call)
{
	const char *given = call_option(call, "--shop"), *usual = getenv("PALIER_SHOP");
	char *shop;

	if (given == NULL)
		given = text_is_empty(usual) ? SHOP_USUAL : usual;
	shop = arena_text(call->arena, given);
	for (size_t length = strlen(shop); length > 1 && shop[length - 1] == '/'; length--)
		shop[length - 1] = '\0';
	return shop;
}

static enum exit_status check(struct call *call)
{
	call->shop = shop_of(call);
	call->json = call_option(call, "--json") != NULL;
	call->help = call_option(call, "--help") != NULL;
	if (call->help)
		return DONE;
	if (call->command == NULL && call->group != NULL)
		call->command = find_command(call->group, NULL);
	if (call->command != NULL)
		return check_operands(call);
	if (call->group != NULL)
		return misuse(call, "which command of \"%s\"?", call->group);
	return misuse(call, "which command?");
}

enum exit_status call_read(struct call *call, size_t count, char **arguments)
{
	const char **operands = arena_allocate(call->arena, (count + 1) * sizeof *operands);
	enum exit_status status = DONE;
	bool options = true;

	call->operands = operands;
	for (size_t i = 0; i < count && status == DONE; i++) {
		const char *word = arguments[i];

		if (options && text_equal(word, "--"))
			options = false;
		else if (options && word[0] == '-' && word[1] != '\0')
			status = take_option(call, count, arguments, &i);
		else if (call->command == NULL)
			status = take_word(call, word);
		else
			operands[call->operand_count++] = word;
	}
	return status == DONE ? check(call) : status;
}

#define TIME_MOST INT64_C(100000000)

bool call_read_time(const char *text, int64_t *number, char *unit)
{
	size_t length = strlen(text);
	char digits[16];

	if (length < 2 || length > sizeof digits || strchr("dhms", text[length - 1]) == NULL)
		return false;
	*unit = text[length - 1];
	snprintf(digits, sizeof digits, "%.*s", (int)length - 1, text);
	return text_number(digits, 0, TIME_MOST, number);
}

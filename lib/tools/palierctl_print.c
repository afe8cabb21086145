#include "tools/palierctl_print.h"

#include "base/text.h"

#include <inttypes.h>
#include <stdarg.h>

#define WIDTH 78 /* of help */
#define JSON_MOST ((size_t)1 << 20)

/* ---- sentences --------------------------------------------------------------------------- */

/* On one line, whatever an argument was: it may move a terminal's cursor. */
static void complain(const char *format, va_list arguments)
{
	char sentence[4096];

	fflush(stdout); /* what was done before stands above */
	vsnprintf(sentence, sizeof sentence, format, arguments);
	for (char *at = sentence; *at != '\0'; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			*at = '?';
	fprintf(stderr, "palierctl: %s", sentence);
}

enum exit_status refuse(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	complain(format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	return REFUSED;
}

enum exit_status report_damage(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	complain(format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	return DAMAGED;
}

/* The words of the call, as far as they were understood. */
static void print_words(const struct call *call, FILE *to)
{
	const char *group = call->command != NULL ? call->command->group : call->group;

	fputs("palierctl", to);
	if (group != NULL)
		fprintf(to, " %s", group);
	if (call->command != NULL)
		fprintf(to, " %s", call->command->name);
}

enum exit_status misuse(const struct call *call, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	complain(format, arguments);
	va_end(arguments);
	fputs(" See `", stderr);
	print_words(call, stderr);
	fputs(" --help`.\n", stderr);
	return MISUSED;
}

void print_json(json_t *object)
{
	struct buffer line;

	buffer_init(&line, JSON_MOST);
	/* jansson refuses what isn't UTF-8, as a path may be. */
	if (object == NULL)
		buffer_add_text(&line, "{\"error\":\"not UTF-8\"}");
	else
		json_write(&line, object);
	puts(buffer_text(&line));
	buffer_free(&line);
	json_decref(object);
}

const char *day_text(struct arena *arena, struct day day)
{
	struct date date = day_date(day);

	return arena_format(arena, "%04d-%02d-%02d", date.year, date.month, date.day);
}

const char *money_text(struct arena *arena, struct money amount)
{
	uint64_t minor = amount.minor < 0 ? 0 - (uint64_t)amount.minor : (uint64_t)amount.minor;

	return arena_format(arena, "%s%" PRIu64 ".%02" PRIu64 " %s", amount.minor < 0 ? "-" : "",
		minor / 100, minor % 100, currency_code(amount.currency));
}

/* ---- help -------------------------------------------------------------------------------- */

static void print_options(const char *title, const struct command_option *options)
{
	if (options == NULL)
		return;
	printf("\n%s\n", title);
	for (; options->name != NULL; options++)
		printf("  %s%s%-*s %s\n", options->name, options->value == NULL ? "" : " ",
			(int)(24 - strlen(options->name) - (options->value != NULL)),
			options->value == NULL ? "" : options->value, options->does);
}

/* In lines of at most WIDTH bytes, broken between words. */
static void print_wrapped(const char *text)
{
	size_t used = 0;

	while (*text != '\0') {
		size_t length = strcspn(text, " ");

		if (used > 0 && used + 1 + length > WIDTH) {
			putchar('\n');
			used = 0;
		}
		used += (size_t)printf("%s%.*s", used == 0 ? "" : " ", (int)length, text);
		text += length;
		text += strspn(text, " ");
	}
	putchar('\n');
}

static void print_usage(const struct command *command)
{
	const struct command_option *each = command->options;

	printf("usage: palierctl %s%s%s", command->group == NULL ? "" : command->group,
		command->group == NULL ? "" : " ", command->name);
	for (; each != NULL && each->name != NULL; each++)
		printf(each->required ? " %s%s%s" : " [%s%s%s]", each->name,
			each->value == NULL ? "" : " ", each->value == NULL ? "" : each->value);
	if (command->operands != NULL)
		printf(command->operands_least > 0 ? " %s" : " [%s]", command->operands);
	putchar('\n');
}

static void print_command_help(const struct command *command)
{
	print_usage(command);
	printf("\n%s\n", command->does);
	if (command->more != NULL) {
		putchar('\n');
		print_wrapped(command->more);
	}
	print_options("Options:", command->options);
	print_options("Everywhere:", palierctl_global_options);
	printf("\nExample:\n  %s\n", command->example);
}

static void print_list(const char *group)
{
	const char *example = NULL;

	printf("usage: palierctl %s%s[options]\n\n", group == NULL ? "" : group,
		group == NULL ? "COMMAND " : " COMMAND ");
	for (const struct command *each = command_next(NULL); each != NULL;
		each = command_next(each)) {
		char words[64];

		if (group != NULL && (each->group == NULL || !text_equal(each->group, group)))
			continue;
		if (example == NULL)
			example = each->example;
		snprintf(words, sizeof words, "%s%s%s", each->group == NULL ? "" : each->group,
			each->group == NULL ? "" : " ", each->name);
		printf("  %-20s %s\n", words, each->does);
	}
	print_options("Everywhere:", palierctl_global_options);
	puts("\nExit status: 0 done, 1 refused or not found, 2 wrong usage, 3 the shop is "
	     "damaged.");
	if (example != NULL)
		printf("\nExample:\n  %s\n", example);
}

void print_help(const struct call *call)
{
	if (call->command != NULL)
		print_command_help(call->command);
	else
		print_list(call->group);
}

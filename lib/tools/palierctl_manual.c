#include "tools/palierctl_manual.h"

#include "tools/palierctl.h"

#include <ctype.h>
#include <stdint.h>

#define WIDTH 55 /* of a line, and the word that passes it */

/* ---- text for roff ----------------------------------------------------------------------- */

/* A code point, which the tables hold well-formed; gives the byte behind it. */
static const char *print_point(const char *at)
{
	unsigned char lead = (unsigned char)*at;
	int follow = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
	uint32_t point = lead & (0x3fU >> follow);

	for (at++; follow > 0; follow--, at++)
		point = point << 6 | ((unsigned char)*at & 0x3f);
	printf("\\[u%04X]", (unsigned)point);
	return at;
}

/* What roff would take for its own, or typeset otherwise than it is typed. */
static void print_byte(char byte)
{
	static const struct {
		char byte;
		const char *spelt;
	} special[] = { { '\\', "\\e" }, { '-', "\\-" }, { '\'', "\\(aq" }, { '`', "\\(ga" },
		{ '^', "\\(ha" }, { '~', "\\(ti" }, { '"', "\\(dq" } };

	for (size_t i = 0; i < sizeof special / sizeof *special; i++)
		if (special[i].byte == byte) {
			fputs(special[i].spelt, stdout);
			return;
		}
	putchar(byte);
}

/* What would begin a line with a full stop would be a request. */
static void guard(const char *text)
{
	if (*text == '.')
		fputs("\\&", stdout);
}

/* As it is typed, on one line. */
static void print_literal(const char *text)
{
	guard(text);
	while (*text != '\0')
		if ((unsigned char)*text >= 0x80)
			text = print_point(text);
		else
			print_byte(*text++);
}

/* A sentence a line, so that roff sees where it ends; long ones are broken between words. */
static void print_text(const char *text)
{
	const char *line = text;

	guard(text);
	while (*text != '\0') {
		bool ends = text > line && (text[-1] == '.' || text[-1] == '?');

		if ((unsigned char)*text >= 0x80)
			text = print_point(text);
		else if (*text == ' ' && (ends || text - line >= WIDTH)) {
			putchar('\n');
			text += strspn(text, " ");
			line = text;
			guard(text);
		} else
			print_byte(*text++);
	}
}

/* A fragment of the table as a sentence. */
static void print_sentence(const char *text)
{
	char last = text[strlen(text) - 1];

	putchar(toupper((unsigned char)*text));
	print_text(text + 1);
	puts(last == '.' || last == '?' ? "" : ".");
}

/* ---- options and commands ---------------------------------------------------------------- */

static void print_option(const struct command_option *option)
{
	fputs("\\fB", stdout);
	print_text(option->name);
	fputs("\\fR", stdout);
	if (option->value != NULL) {
		fputs(" \\fI", stdout);
		print_text(option->value);
		fputs("\\fR", stdout);
	}
}

static void print_options(const struct command_option *option)
{
	for (; option != NULL && option->name != NULL; option++) {
		puts(".TP");
		print_option(option);
		putchar('\n');
		print_sentence(option->does);
	}
}

static void print_words(const struct command *command)
{
	if (command->group != NULL)
		printf("%s ", command->group);
	fputs(command->name, stdout);
}

static void print_synopsis(const struct command *command)
{
	const struct command_option *option = command->options;

	fputs("\\fBpalierctl ", stdout);
	print_words(command);
	fputs("\\fR", stdout);
	for (; option != NULL && option->name != NULL; option++) {
		/* Roff fills lines: each option may stand on one of its own. */
		fputs(option->required ? "\n" : "\n[", stdout);
		print_option(option);
		fputs(option->required ? "" : "]", stdout);
	}
	if (command->operands != NULL) {
		fputs(command->operands_least > 0 ? " \\fI" : " [\\fI", stdout);
		print_text(command->operands);
		fputs(command->operands_least > 0 ? "\\fR" : "\\fR]", stdout);
	}
	putchar('\n');
}

static void print_command(const struct command *command)
{
	fputs(".SS ", stdout);
	print_words(command);
	putchar('\n');
	print_synopsis(command);
	puts(".PP");
	print_sentence(command->does);
	if (command->more != NULL) {
		print_text(command->more);
		putchar('\n');
	}
	if (command->implied)
		printf("The word \\fB%s\\fR alone means this command, too.\n", command->group);
	print_options(command->options);
	puts(".PP\nFor example:\n.PP\n.nf\n.RS 4");
	print_literal(command->example);
	puts("\n.RE\n.fi");
}

void print_manual(void)
{
	puts(".\\\" Made from palierctl's table of commands, by `palierctl help --as man`.\n"
	     ".TH PALIERCTL 1 \"\" Palier \"The operator\\(aqs command\"\n"
	     ".SH NAME\n"
	     "palierctl \\- make a subscription shop, fill it, check it, look into it\n"
	     ".SH SYNOPSIS\n"
	     "\\fBpalierctl\\fR [\\fB\\-\\-shop\\fR \\fIDIR\\fR] [\\fB\\-\\-json\\fR] "
	     "\\fICOMMAND\\fR [\\fIoptions\\fR]\n"
	     ".SH DESCRIPTION\n"
	     "A shop of Palier is a folder, and \\fBpalierctl\\fR does\nwhat its operator does "
	     "with it.\n"
	     "As root it becomes the account that the folder belongs to\nbefore it touches "
	     "anything.\n"
	     "What goes wrong is said on standard error, in a sentence that names the remedy.\n"
	     ".SH OPTIONS\n"
	     "These stand with every command.");
	print_options(palierctl_global_options);
	puts(".SH COMMANDS");
	for (const struct command *each = command_next(NULL); each != NULL;
		each = command_next(each))
		print_command(each);
	puts(".SH EXIT STATUS");
	for (int status = DONE; status <= DAMAGED; status++)
		printf(".TP\n%d\n%s\n", status, palierctl_exit_words[status]);
	puts(".SH ENVIRONMENT\n"
	     ".TP\n.B PALIER_SHOP\n"
	     "The shop, where \\fB\\-\\-shop\\fR isn\\(aqt given.");
}

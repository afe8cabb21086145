#include "base/text.h"
#include "tools/palierctl.h"
#include "tools/palierctl_manual.h"

/*
 * The script walks through the words before the one at hand: those of the command, and an option
 * that still waits for its value.  A value in capitals stands for something, as help shows it;
 * others are the words to choose from.
 */
static const char begin[] =
	"# bash completion for palierctl, made by `palierctl help --as bash`.\n"
	"\n"
	"_palierctl_files() { # -d: folders alone, -f: files too\n"
	"\tcompopt -o filenames 2>/dev/null\n"
	"\tmapfile -t COMPREPLY < <(compgen \"$1\" -- \"$word\")\n"
	"}\n"
	"\n"
	"_palierctl_reply() { # kind, or the words to choose from\n"
	"\tcase \"$1\" in\n"
	"\tDIR) _palierctl_files -d ;;\n"
	"\tFILE) _palierctl_files -f ;;\n"
	"\tCOMMAND*) _palierctl_below ''; _palierctl_reply \"$found\" ;;\n"
	"\t[[:upper:]]*) COMPREPLY=() ;;\n"
	"\t*) mapfile -t COMPREPLY < <(compgen -W \"$1\" -- \"$word\") ;;\n"
	"\tesac\n"
	"}\n"
	"\n"
	"_palierctl() {\n"
	"\tlocal word=${COMP_WORDS[COMP_CWORD]} command='' option='' found='' each i\n"
	"\tCOMPREPLY=()\n"
	"\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
	"\t\teach=${COMP_WORDS[i]}\n"
	"\t\tif [ \"$each\" = = ]; then # --option=value comes as three words\n"
	"\t\t\tcontinue\n"
	"\t\telif [ -n \"$option\" ]; then\n"
	"\t\t\toption=\n"
	"\t\telif [[ $each == -* ]]; then\n"
	"\t\t\t_palierctl_value \"$command\" \"$each\"\n"
	"\t\t\t[ -z \"$found\" ] || option=$each\n"
	"\t\telse\n"
	"\t\t\t_palierctl_below \"$command\"\n"
	"\t\t\t[ -z \"$found\" ] || command=\"$command${command:+ }$each\"\n"
	"\t\tfi\n"
	"\tdone\n"
	"\t[ \"$word\" != = ] || word=\n"
	"\tif [ -n \"$option\" ]; then\n"
	"\t\t_palierctl_value \"$command\" \"$option\"\n"
	"\telif [[ $word == -* ]]; then\n"
	"\t\t_palierctl_options \"$command\"\n"
	"\telse\n"
	"\t\t_palierctl_below \"$command\"\n"
	"\t\t[ -n \"$found\" ] || _palierctl_operands \"$command\"\n"
	"\tfi\n"
	"\t_palierctl_reply \"$found\"\n"
	"}\n"
	"complete -F _palierctl palierctl";

static const char *separator(const struct command *command)
{
	return command->group == NULL ? "" : " ";
}

static const char *group_of(const struct command *command)
{
	return command->group == NULL ? "" : command->group;
}

/* Whether no command above has the same group. */
static bool is_first_of_group(const struct command *command)
{
	for (const struct command *each = command_next(NULL); each != command;
		each = command_next(each))
		if (each->group != NULL && text_equal(each->group, command->group))
			return false;
	return true;
}

static void begin_function(const char *name)
{
	printf("\n%s() {\n\tcase \"$*\" in\n", name);
}

/* ---- what may follow ----------------------------------------------------------------------- */

static void print_first_words(void)
{
	fputs("\t'') found='", stdout);
	for (const struct command *each = command_next(NULL); each != NULL;
		each = command_next(each))
		if (each->group == NULL || is_first_of_group(each))
			printf("%s ", each->group == NULL ? each->name : each->group);
	puts("' ;;");
}

static void print_group(const char *group)
{
	printf("\t'%s') found='", group);
	for (const struct command *each = command_next(NULL); each != NULL;
		each = command_next(each))
		if (each->group != NULL && text_equal(each->group, group))
			printf("%s ", each->name);
	puts("' ;;");
}

static void print_below(void)
{
	begin_function("_palierctl_below");
	print_first_words();
	for (const struct command *each = command_next(NULL); each != NULL;
		each = command_next(each))
		if (each->group != NULL && is_first_of_group(each))
			print_group(each->group);
	puts("\t*) found= ;;\n\tesac\n}");
}

static void print_operands(void)
{
	begin_function("_palierctl_operands");
	for (const struct command *each = command_next(NULL); each != NULL;
		each = command_next(each))
		if (each->operands != NULL)
			printf("\t'%s%s%s') found='%s' ;;\n", group_of(each), separator(each),
				each->name, each->operands);
	puts("\t*) found= ;;\n\tesac\n}");
}

/* ---- options ------------------------------------------------------------------------------- */

static void print_names(const struct command_option *option)
{
	for (; option != NULL && option->name != NULL; option++)
		printf("%s ", option->name);
}

static void print_options(void)
{
	begin_function("_palierctl_options");
	for (const struct command *each = command_next(NULL); each != NULL;
		each = command_next(each))
		if (each->options != NULL) {
			printf("\t'%s%s%s') found='", group_of(each), separator(each), each->name);
			print_names(each->options);
			puts("' ;;");
		}
	fputs("\t*) found= ;;\n\tesac\n\tfound+=' ", stdout);
	print_names(palierctl_global_options);
	puts("'\n}");
}

static void print_value(const char *pattern, const struct command_option *option)
{
	printf("\t%s%s') found='", pattern, option->name);
	for (const char *at = option->value; *at != '\0'; at++)
		putchar(*at == '|' ? ' ' : *at);
	puts("' ;;");
}

static void print_values(void)
{
	const struct command_option *option;

	begin_function("_palierctl_value");
	for (option = palierctl_global_options; option->name != NULL; option++)
		if (option->value != NULL)
			print_value("*' ", option);
	for (const struct command *each = command_next(NULL); each != NULL;
		each = command_next(each))
		for (option = each->options; option != NULL && option->name != NULL; option++) {
			char words[64];

			snprintf(words, sizeof words, "'%s%s%s ", group_of(each), separator(each),
				each->name);
			if (option->value != NULL)
				print_value(words, option);
		}
	puts("\t*) found= ;;\n\tesac\n}");
}

void print_completion(void)
{
	puts(begin);
	print_below();
	print_operands();
	print_options();
	print_values();
}

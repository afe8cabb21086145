#include "tools/palierctl.h"

#include "base/log.h"
#include "base/text.h"
#include "domain/import.h"
#include "tools/palierctl_print.h"
#include "tools/palierctl_progress.h"
#include "tools/palierctl_shop.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/stat.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

struct importing {
	const struct call *call;
	struct shop shop;
	struct import import;
	struct progress progress;
	FILE *file, *refused;
	const char *name;     /* of the file, in sentences */
	uint64_t lines, line; /* there are, 0 for unknown; and the one at hand */
	uint64_t taken;       /* that weren't blank */
	size_t size;          /* of the line at hand */
	int error;            /* of reading */
	char bytes[IMPORT_LINE_MOST + 1];
};

/* ---- files --------------------------------------------------------------------------------- */

static enum exit_status refuse_file(const char *name, const char *doing)
{
	int error = errno;

	if (error == EACCES)
		return refuse("%s: can't be %s (%s). This command works as the shop's owner; hand "
			      "the file over with `palierctl import - < FILE`.",
			name, doing, strerror(error));
	return refuse("%s: can't be %s (%s).", name, doing, strerror(error));
}

/* Blank ones too: it is for the progress alone. */
static uint64_t count_lines(FILE *file)
{
	char piece[8192];
	uint64_t lines = 0;
	size_t size;

	while ((size = fread(piece, 1, sizeof piece, file)) > 0)
		for (const char *at = piece; (at = memchr(at, '\n', size - (size_t)(at - piece)));
			at++)
			lines++;
	rewind(file);
	return lines;
}

static enum exit_status open_file(struct importing *importing)
{
	const char *operand = importing->call->operands[0];
	bool standard = text_equal(operand, "-");
	struct stat status;

	importing->name = standard ? "standard input" : operand;
	importing->file = standard ? stdin : fopen(operand, "re");
	if (importing->file == NULL || fstat(fileno(importing->file), &status) != 0)
		return refuse_file(importing->name, "read");
	if (S_ISDIR(status.st_mode))
		return refuse(
			"%s: is a folder. Name a file with a JSON object a line.", importing->name);
	if (S_ISREG(status.st_mode) && ftello(importing->file) == 0)
		importing->lines = count_lines(importing->file);
	return DONE;
}

/* Not over the file that is being read. */
static enum exit_status open_refused(struct importing *importing)
{
	const char *path = call_option(importing->call, "--refused");
	struct stat from, to;

	if (path == NULL)
		return DONE;
	if (fstat(fileno(importing->file), &from) == 0 && stat(path, &to) == 0 &&
		from.st_dev == to.st_dev && from.st_ino == to.st_ino)
		return refuse("%s: is the file that is read. Name another one for the refused "
			      "lines.",
			path);
	importing->refused = fopen(path, "we");
	return importing->refused == NULL ? refuse_file(path, "written") : DONE;
}

/* What was refused must not be lost on a full disk. */
static enum exit_status close_files(struct importing *importing, enum exit_status status)
{
	if (importing->file != NULL && importing->file != stdin)
		fclose(importing->file);
	if (importing->refused == NULL)
		return status;
	errno = 0;
	if (ferror(importing->refused) | (fclose(importing->refused) != 0))
		return refuse("%s: can't be written (%s).",
			call_option(importing->call, "--refused"),
			errno == 0 ? "an earlier write failed" : strerror(errno));
	return status;
}

/* ---- refused lines ------------------------------------------------------------------------- */

static void say_refusal(struct importing *importing, uint64_t line, const char *why)
{
	progress_end(&importing->progress);
	if (importing->call->json)
		print_json(json_pack("{s:I, s:s}", "line", (json_int_t)line, "refused", why));
	else
		refuse("%s:%" PRIu64 ": %s", importing->name, line, why);
}

static void refuse_line(const struct import_line *line, void *context)
{
	struct importing *importing = context;

	say_refusal(importing, line->number, line->why);
	if (importing->refused != NULL) {
		fwrite(line->bytes, 1, line->size, importing->refused);
		fputc('\n', importing->refused);
	}
}

/* What is longer than any line should be isn't held in memory: it goes by. */
static enum result refuse_long_line(struct importing *importing)
{
	FILE *refused = importing->refused;
	enum result result = import_flush(&importing->import);
	char why[96];
	int byte;

	snprintf(why, sizeof why, "it is longer than %d bytes. Give each customer a line.",
		IMPORT_LINE_MOST);
	say_refusal(importing, importing->line, why);
	importing->import.refused++;
	importing->taken++;
	if (refused != NULL)
		fwrite(importing->bytes, 1, importing->size, refused);
	do {
		byte = getc_unlocked(importing->file);
		if (refused != NULL)
			putc_unlocked(byte == EOF ? '\n' : byte, refused);
	} while (byte != EOF && byte != '\n');
	return result;
}

/* ---- lines --------------------------------------------------------------------------------- */

/* False at the end of the file.  A line that is too long is cut off, one byte over the most. */
static bool read_line(struct importing *importing)
{
	int byte = getc_unlocked(importing->file);

	importing->size = 0;
	if (byte == EOF) {
		importing->error = ferror(importing->file) ? errno : 0;
		return false;
	}
	while (byte != EOF && byte != '\n') {
		importing->bytes[importing->size++] = (char)byte;
		if (importing->size > IMPORT_LINE_MOST)
			break;
		byte = getc_unlocked(importing->file);
	}
	importing->line++;
	return true;
}

static enum result take_line(struct importing *importing)
{
	const char *bytes = importing->bytes;
	size_t size = importing->size, mark = strlen(BYTE_ORDER_MARK);

	if (size > IMPORT_LINE_MOST)
		return refuse_long_line(importing);
	if (importing->line == 1 && size >= mark && memcmp(bytes, BYTE_ORDER_MARK, mark) == 0) {
		bytes += mark;
		size -= mark;
	}
	while (size > 0 && (*bytes == ' ' || *bytes == '\t' || *bytes == '\r')) {
		bytes++;
		size--;
	}
	if (size == 0)
		return OK;
	importing->taken++;
	return import_add(&importing->import, importing->line, bytes, size);
}

static enum result take_lines(struct importing *importing)
{
	enum result result = OK;

	while (result == OK && read_line(importing)) {
		result = take_line(importing);
		progress_show(importing->line, importing->lines, &importing->progress);
	}
	return result == OK ? import_flush(&importing->import) : result;
}

/* ---- the command --------------------------------------------------------------------------- */

static void print_summary(const struct importing *importing)
{
	const struct import *import = &importing->import;
	bool checking = import->checking;

	if (importing->call->json) {
		print_json(json_pack("{s:I, s:I, s:I, s:I, s:b}", "imported",
			(json_int_t)import->added, "subscriptions",
			(json_int_t)import->subscriptions, "already_there",
			(json_int_t)import->there, "refused", (json_int_t)import->refused,
			"dry_run", checking));
		return;
	}
	printf("%s %" PRIu64 " %s with %" PRIu64 " %s; %" PRIu64 " %s already there, %" PRIu64
	       " %s refused\n",
		checking ? "would import" : "imported", import->added,
		import->added == 1 ? "customer" : "customers", import->subscriptions,
		import->subscriptions == 1 ? "subscription" : "subscriptions", import->there,
		import->there == 1 ? "was" : "were", import->refused,
		import->refused == 1 ? "line" : "lines");
}

static enum exit_status judge(struct importing *importing, enum result result)
{
	const char *shop = importing->shop.directory;

	if (result == NOT_FOUND)
		return refuse("%s sells nothing yet. Run `palierctl --shop %s catalog publish` "
			      "first.",
			shop, shop);
	if (result == OK && importing->error == 0 && importing->taken == 0)
		return refuse("%s: there is no line in it. Give it a JSON object a line.",
			importing->name);
	print_summary(importing);
	if (result != OK) {
		enum exit_status status = shop_refuse(&importing->shop, result);

		refuse("%s: broken off near line %" PRIu64 ". Run the same command again; what "
		       "is there already is left alone.",
			importing->name, importing->line);
		return status;
	}
	errno = importing->error;
	if (errno != 0)
		return refuse_file(importing->name, "read on");
	return importing->import.refused > 0 ? REFUSED : DONE;
}

static enum exit_status import(struct importing *importing)
{
	const struct import *counts = &importing->import;
	enum result result;

	importing->import.shop = &importing->shop;
	importing->import.checking = call_option(importing->call, "--dry-run") != NULL;
	importing->import.refuse = refuse_line;
	importing->import.context = importing;
	import_open(&importing->import);
	progress_begin(&importing->progress, "lines imported");
	result = take_lines(importing);
	progress_end(&importing->progress);
	import_close(&importing->import);
	log_event("import", "added=%" PRIu64 " there=%" PRIu64 " refused=%" PRIu64 " result=%s",
		counts->added, counts->there, counts->refused, result_name(result));
	return judge(importing, result);
}

enum exit_status command_import(const struct call *call)
{
	struct importing *importing = arena_allocate(call->arena, sizeof *importing);
	enum exit_status status;

	importing->call = call;
	status = open_file(importing);
	if (status == DONE)
		status = shop_enter(call, &importing->shop);
	if (status == DONE)
		status = open_refused(importing);
	if (status == DONE)
		status = import(importing);
	status = close_files(importing, status);
	if (importing->shop.arena != NULL)
		shop_close(&importing->shop);
	return status;
}

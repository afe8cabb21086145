#include "base/secret_file.h"

#include "base/log.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <sys/file.h>
#include <sys/stat.h>

#define LINE_SIZE 128
#define TEXT_SIZE (2 * LINE_SIZE)

static const char *const names[SECRET_NAMES] = {
	[SECRET_SIGNING] = "signing",
	[SECRET_LASTING] = "lasting",
};

const char *secret_file_name(enum secret_name name)
{
	return names[name];
}

static enum result complain(char *error, size_t size, const char *path, const char *what)
{
	snprintf(error, size, "%s: %s", path, what);
	log_event("secret refused", "file=%s", path);
	return BROKEN;
}

/* ---- who may read it ----------------------------------------------------------------------- */

/* Root reads everything, and needn't own it. */
static enum result check_status(
	const struct stat *status, const char *path, char *error, size_t size)
{
	char whose[160];

	if ((status->st_mode & 077) != 0)
		return complain(
			error, size, path, "others may read this secret. Run `chmod 600` on it.");
	if (geteuid() == 0 || status->st_uid == geteuid())
		return OK;
	snprintf(whose, sizeof whose,
		"belongs to user %u, who can read it; the shop runs as user %u. Give it back with "
		"`chown`.",
		(unsigned)status->st_uid, (unsigned)geteuid());
	return complain(error, size, path, whose);
}

static enum result check_folder(DIR *folder, const char *shop, char *error, size_t error_size)
{
	const struct dirent *entry;
	enum result result = OK;
	char path[PATH_MAX];
	struct stat status;

	/* cppcheck-suppress readdirCalled ; nobody shares this stream */
	while ((entry = readdir(folder)) != NULL) {
		snprintf(path, sizeof path, "%s/secrets/%s", shop, entry->d_name);
		if (stat(path, &status) == 0 && !S_ISDIR(status.st_mode))
			result = check_status(&status, path, error, error_size);
		if (result != OK)
			return result;
	}
	return OK;
}

/* Where there is no folder, there is no file to be read in it either: that is told then. */
enum result secret_files_check(const char *shop, char *error, size_t error_size)
{
	enum result result;
	char path[PATH_MAX];
	DIR *folder;

	snprintf(path, sizeof path, "%s/secrets", shop);
	folder = opendir(path);
	if (folder == NULL)
		return OK;
	result = check_folder(folder, shop, error, error_size);
	closedir(folder);
	return result;
}

/* ---- reading ------------------------------------------------------------------------------- */

/* "64 hex digits", or "64 hex digits, a space, an instant". */
static bool read_line(char *line, struct digest *master, struct instant *when)
{
	char *space = strchr(line, ' ');

	if (space != NULL) {
		*space = '\0';
		if (!instant_read(space + 1, when))
			return false;
	}
	return secret_from_hex(master->bytes, sizeof master->bytes, line);
}

static bool read_lines(FILE *stream, struct secret_file *file)
{
	struct instant *when[] = { &file->made, &file->until };
	char line[LINE_SIZE];
	bool good = true;

	while (good && file->count < 2 && fgets(line, sizeof line, stream) != NULL) {
		line[strcspn(line, "\r\n")] = '\0';
		if (line[0] == '\0')
			break;
		good = read_line(line, &file->masters[file->count], when[file->count]);
		file->count++;
	}
	sodium_memzero(line, sizeof line);
	return good && file->count > 0;
}

enum result secret_file_read(struct secret_file *file, const char *shop, enum secret_name name,
	char *error, size_t error_size)
{
	char path[PATH_MAX];
	struct stat status;
	enum result result;
	FILE *stream;

	*file = (struct secret_file){ 0 };
	snprintf(path, sizeof path, "%s/secrets/%s", shop, names[name]);
	stream = fopen(path, "re");
	if (stream == NULL && errno == ENOENT && name != SECRET_SIGNING)
		return NOT_FOUND;
	if (stream == NULL || fstat(fileno(stream), &status) != 0) {
		result = complain(error, error_size, path,
			"can't be read. Make the shop with `palierctl init`, or give the file "
			"back to the account that runs the shop.");
	} else {
		result = check_status(&status, path, error, error_size);
		file->made.seconds = status.st_mtime;
		if (result == OK && !read_lines(stream, file))
			result = complain(error, error_size, path,
				"wants a line of 64 hexadecimal digits. Remove the file and run "
				"`palierctl init` for a new one; forms that are open must then be "
				"opened again.");
	}
	if (stream != NULL)
		fclose(stream);
	if (result != OK)
		sodium_memzero(file, sizeof *file);
	return result;
}

/* ---- writing ------------------------------------------------------------------------------- */

static bool write_text(int file, const char *text)
{
	size_t length = strlen(text);
	bool good = file >= 0 && write(file, text, length) == (ssize_t)length && fsync(file) == 0;

	return file >= 0 && close(file) == 0 && good;
}

enum result secret_file_make(const char *shop, enum secret_name name)
{
	char path[PATH_MAX], text[TEXT_SIZE];
	unsigned char secret[SECRET_SIZE];
	bool good;
	int file;

	snprintf(path, sizeof path, "%s/secrets/%s", shop, names[name]);
	file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (file < 0)
		return errno == EEXIST ? EXISTS : BROKEN;
	secret_random(secret, sizeof secret);
	secret_hex(text, secret, sizeof secret);
	text[SECRET_SIZE * 2] = '\n';
	text[SECRET_SIZE * 2 + 1] = '\0';
	good = write_text(file, text);
	sodium_memzero(secret, sizeof secret);
	sodium_memzero(text, sizeof text);
	if (!good)
		unlink(path);
	return good ? OK : BROKEN;
}

static void print_line(char *text, const struct digest *master, struct instant when)
{
	char hex[SECRET_SIZE * 2 + 1], at[32];
	size_t length = strlen(text);

	secret_hex(hex, master->bytes, sizeof master->bytes);
	instant_write(when, at);
	snprintf(text + length, TEXT_SIZE - length, "%s %s\n", hex, at);
	sodium_memzero(hex, sizeof hex);
}

/* folder is open on secrets/: what it holds is on the disk when this is done. */
static enum result replace(int folder, enum secret_name name, const struct secret_file *file)
{
	char fresh[32], text[TEXT_SIZE] = "";
	bool good;

	snprintf(fresh, sizeof fresh, "%s.new", names[name]);
	print_line(text, &file->masters[0], file->made);
	if (file->count > 1)
		print_line(text, &file->masters[1], file->until);
	(void)unlinkat(folder, fresh, 0);
	good = write_text(
		openat(folder, fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600), text);
	sodium_memzero(text, sizeof text);
	if (good && renameat(folder, fresh, folder, names[name]) == 0 && fsync(folder) == 0)
		return OK;
	(void)unlinkat(folder, fresh, 0);
	return BROKEN;
}

static enum result rotate(int folder, const char *shop, enum secret_name name, int64_t grace,
	struct secret_file *now, char *error, size_t error_size)
{
	struct instant today = clock_machine();
	struct secret_file before;
	enum result result = secret_file_read(&before, shop, name, error, error_size);

	/* Links in mails were signed with it, and must go on opening their tickets. */
	if (result == OK && name == SECRET_SIGNING &&
		faccessat(folder, names[SECRET_LASTING], F_OK, 0) != 0) {
		before.count = 1;
		result = replace(folder, SECRET_LASTING, &before);
	}
	if (result == NOT_FOUND)
		result = secret_file_read(&before, shop, SECRET_SIGNING, error, error_size);
	if (result != OK)
		return result;
	*now = before;
	if (before.count > 1 && before.until.seconds > today.seconds && grace > 0)
		return ILLEGAL;
	now->masters[1] = before.masters[0];
	now->count = grace > 0 ? 2 : 1;
	now->made = today;
	now->until.seconds = grace > 0 ? today.seconds + grace : 0;
	secret_random(now->masters[0].bytes, sizeof now->masters[0].bytes);
	return replace(folder, name, now);
}

enum result secret_file_rotate(const char *shop, enum secret_name name, int64_t grace,
	struct secret_file *now, char *error, size_t error_size)
{
	char path[PATH_MAX];
	enum result result = BROKEN;
	int folder, why;

	error[0] = '\0';
	snprintf(path, sizeof path, "%s/secrets", shop);
	folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder >= 0 && flock(folder, LOCK_EX | LOCK_NB) == 0)
		result = rotate(folder, shop, name, grace, now, error, error_size);
	else if (folder >= 0 && errno == EWOULDBLOCK)
		result = BUSY;
	why = errno;
	if (folder >= 0)
		close(folder);
	errno = why;
	return result;
}

/*
 * upload_page.c - a page that takes files, for tests: it answers with what it was sent.
 *
 * A GET gives the token for forms.  A POST gives a line for each field and file, what the check of
 * the files says, and the most memory that the process ever had, in KiB.  With the field keep the
 * files are kept.  Called with an argument it is a page for customers.
 */
#include "base/text.h"
#include "domain/attachment.h"
#include "page/page.h"

#include <inttypes.h>

enum { SUBJECT, TEXT, KEEP, FIELDS_OF_UPLOAD_PAGE };
static const struct field fields[FIELDS_OF_UPLOAD_PAGE] = {
	[SUBJECT] = { .name = "subject", .type = FIELD_TEXT },
	[TEXT] = { .name = "text", .type = FIELD_LINES },
	[KEEP] = { .name = "keep", .type = FIELD_FLAG },
};

static const char *const flaws[] = {
	[ATTACHMENT_TOO_MANY] = "too-many",
	[ATTACHMENT_TOO_LARGE] = "too-large",
	[ATTACHMENT_EMPTY] = "empty",
	[ATTACHMENT_OTHER_TYPE] = "other-type",
	[ATTACHMENT_BIG_PICTURE] = "big-picture",
};

static long peak(void)
{
	FILE *file = fopen("/proc/self/status", "re");
	char line[200];
	long kibibytes = 0;

	while (fgets(line, sizeof line, file) != NULL)
		if (text_starts(line, "VmHWM:"))
			kibibytes = strtol(line + 6, NULL, 10);
	fclose(file);
	return kibibytes;
}

static enum result show(struct visit *visit)
{
	visit->response.media = MEDIA_TEXT;
	buffer_add_text(&visit->response.body, visit->csrf);
	return OK;
}

static void print_file(struct visit *visit, const struct upload *upload)
{
	char hash[2 * SECRET_SIZE + 1];

	secret_hex(hash, upload->hash.bytes, SECRET_SIZE);
	buffer_add_format(&visit->response.body, "file %" PRIu64 " %s %s\n", upload->size, hash,
		upload->name);
}

static enum result keep(struct visit *visit, const struct upload *upload)
{
	Record__Attachment *attachment;
	enum result result = attachment_keep(visit->shop, visit->arena, upload, &attachment);

	if (result == OK)
		buffer_add_format(
			&visit->response.body, "kept %s %s\n", attachment->file, attachment->type);
	return result;
}

static enum result receive_files(struct visit *visit)
{
	struct buffer *body = &visit->response.body;
	struct attachment_refusal refusal;
	enum result result;

	visit->response.media = MEDIA_TEXT;
	buffer_add_format(body, "subject %s\ntext %s\n", visit->values[SUBJECT].text,
		visit->values[TEXT].text);
	for (size_t i = 0; i < visit->uploads.count; i++)
		print_file(visit, &visit->uploads.items[i]);
	result = attachment_check(&visit->uploads, &refusal);
	if (result == INVALID)
		buffer_add_format(
			body, "refused %s %s\n", flaws[refusal.flaw], refusal.upload->name);
	for (size_t i = 0; i < visit->uploads.count && result == OK && visit->values[KEEP].present;
		i++)
		result = keep(visit, &visit->uploads.items[i]);
	buffer_add_format(body, "peak %ld\n", peak());
	return result == INVALID ? OK : result;
}

int main(int count, char **words)
{
	struct page page = {
		.path = "/upload",
		.access = count > 1 ? ACCESS_CUSTOMER : ACCESS_ANYBODY,
		.fields = FIELDS(fields),
		.uploads = { .field = "files",
			.most = 5,
			.bytes_each = 5 << 20,
			.bytes = 20 << 20 },
		.get = show,
		.post = receive_files,
	};

	(void)words;
	return page_main(&page);
}

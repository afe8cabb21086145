#include "page/receive.h"

#include "page/access.h"

enum { CSRF, LANG, COMMON_FIELDS };
static const struct field common_fields[COMMON_FIELDS] = {
	[CSRF] = { "csrf", FIELD_TOKEN, .most = 128 },
	[LANG] = { "lang", FIELD_WORD, .most = 16 },
};

struct receiving {
	struct visit *visit;
	struct form form;
	bool trusted; /* the token was checked */
};

static const char *sent(const struct form *form, int field)
{
	const char *text = form->common_values[field].text;

	return text == NULL ? "" : text;
}

static enum result begin_file(void *context, const char *name)
{
	struct receiving *receiving = context;
	struct visit *visit = receiving->visit;
	enum result result = OK;

	if (!receiving->trusted)
		result = access_check_origin(visit, sent(&receiving->form, CSRF));
	receiving->trusted = result == OK;
	return result == OK ? upload_begin(&visit->uploads, name) : result;
}

static enum result add_to_file(void *context, const void *bytes, size_t size)
{
	return upload_add(&((struct receiving *)context)->visit->uploads, bytes, size);
}

static enum result end_file(void *context)
{
	upload_end(&((struct receiving *)context)->visit->uploads);
	return OK;
}

/* May this visitor send files here at all? */
static enum result ask_first(struct visit *visit, const struct page *page)
{
	enum result result = access_identify(visit);

	if (result == OK)
		result = access_admit(visit, page->access);
	return result == OK ? access_check_sender(visit) : result;
}

enum result receive(struct visit *visit, const struct page *page, struct received *received)
{
	struct receiving receiving = {
		.visit = visit,
		.form = { .own = page->fields, .common = FIELDS(common_fields) },
	};
	const struct form_files files = { page->uploads.field,
		(size_t)page->uploads.bytes + REQUEST_BODY_MOST, begin_file, add_to_file, end_file,
		&receiving };
	enum result result = OK;

	if (page->uploads.field != NULL && visit->request.method == METHOD_POST) {
		uploads_open(&visit->uploads, visit->shop, visit->arena, &page->uploads);
		receiving.form.files = &files;
		if (visit->request.coming != NULL)
			result = ask_first(visit, page);
	}
	if (result != OK)
		return result;
	result = form_read(&receiving.form, &visit->request, visit->arena);
	visit->values = receiving.form.values;
	received->csrf = sent(&receiving.form, CSRF);
	received->lang = sent(&receiving.form, LANG);
	return result;
}

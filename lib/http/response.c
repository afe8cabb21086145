#include "http/response.h"

#include "base/log.h"
#include "base/text.h"
#include "http/path.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#define HEAD_MOST 32768
#define FILE_CHUNK 16384

static const struct {
	int code;
	const char *reason;
} statuses[STATUSES] = {
	[STATUS_OK] = { 200, "OK" },
	[STATUS_NO_CONTENT] = { 204, "No Content" },
	[STATUS_SEE_OTHER] = { 303, "See Other" },
	[STATUS_BAD_REQUEST] = { 400, "Bad Request" },
	[STATUS_UNAUTHORIZED] = { 401, "Unauthorized" },
	[STATUS_FORBIDDEN] = { 403, "Forbidden" },
	[STATUS_NOT_FOUND] = { 404, "Not Found" },
	[STATUS_METHOD_NOT_ALLOWED] = { 405, "Method Not Allowed" },
	[STATUS_CONFLICT] = { 409, "Conflict" },
	[STATUS_LENGTH_REQUIRED] = { 411, "Length Required" },
	[STATUS_TOO_LARGE] = { 413, "Content Too Large" },
	[STATUS_UNSUPPORTED_TYPE] = { 415, "Unsupported Media Type" },
	[STATUS_UNPROCESSABLE] = { 422, "Unprocessable Content" },
	[STATUS_TOO_MANY_REQUESTS] = { 429, "Too Many Requests" },
	[STATUS_INTERNAL_ERROR] = { 500, "Internal Server Error" },
	[STATUS_UNAVAILABLE] = { 503, "Service Unavailable" },
};

static const char *const media_types[MEDIAS] = {
	[MEDIA_HTML] = "text/html; charset=UTF-8",
	[MEDIA_JSON] = "application/json",
	[MEDIA_TEXT] = "text/plain; charset=UTF-8",
	[MEDIA_PNG] = "image/png",
	[MEDIA_JPEG] = "image/jpeg",
	[MEDIA_GIF] = "image/gif",
	[MEDIA_WEBP] = "image/webp",
	[MEDIA_PDF] = "application/pdf",
};

/* What every answer carries (security.md, Headers).  The policy has the form's targets last,
 * where one more may be appended. */
#define POLICY                                                                                     \
	"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "          \
	"font-src 'self'; connect-src 'self'; worker-src 'self'; frame-ancestors 'none'; "         \
	"base-uri 'none'; form-action 'self'"

/* Of a file that a stranger may have made: even if a browser showed it, it could do nothing. */
#define FILE_POLICY "default-src 'none'; sandbox"

static const struct {
	const char *name, *value;
	bool when_secure; /* over https only */
	bool policy;      /* followed by the response's own targets; of a file it is FILE_POLICY */
} security_headers[] = {
	{ .name = "Content-Security-Policy", .value = POLICY, .policy = true },
	{ .name = "X-Content-Type-Options", .value = "nosniff" },
	{ .name = "Referrer-Policy", .value = "strict-origin" },
	{ .name = "Permissions-Policy",
		.value = "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
	{ .name = "Cross-Origin-Opener-Policy", .value = "same-origin" },
	{ .name = "Cross-Origin-Resource-Policy", .value = "same-origin" },
	{ .name = "Strict-Transport-Security", .value = "max-age=31536000", .when_secure = true },
};

int status_code(enum status status)
{
	assert(status < STATUSES);
	return statuses[status].code;
}

void response_init(struct response *response, bool secure)
{
	*response = (struct response){ .secure = secure };
	buffer_init(&response->body, RESPONSE_BODY_MOST);
}

void response_clear(struct response *response)
{
	struct buffer body = response->body;

	buffer_clear(&body);
	if (response->file.name)
		close(response->file.descriptor);
	*response = (struct response){ .secure = response->secure, .body = body };
}

void response_free(struct response *response)
{
	response_clear(response);
	buffer_free(&response->body);
}

void response_set_cookie(struct response *response, struct cookie cookie)
{
	size_t place = 0;

	while (place < response->cookie_count &&
		!text_equal(response->cookies[place].name, cookie.name))
		place++;
	assert(place < RESPONSE_COOKIES_MOST);
	response->cookies[place] = cookie;
	if (place == response->cookie_count)
		response->cookie_count++;
	response->private = true;
}

void response_redirect(struct response *response, const char *location)
{
	buffer_clear(&response->body);
	response->status = STATUS_SEE_OTHER;
	response->location = location;
}

bool media_of(const char *type, enum media *media)
{
	for (enum media i = MEDIA_PNG; i < MEDIAS; i++)
		if (text_equal(media_types[i], type)) {
			*media = i;
			return true;
		}
	return false;
}

void response_file(
	struct response *response, enum media media, const char *name, int descriptor, size_t size)
{
	assert(!response->file.name && media >= MEDIA_PNG && media < MEDIAS);
	buffer_clear(&response->body);
	response->media = media;
	response->private = true;
	response->file.name = name;
	response->file.descriptor = descriptor;
	response->file.size = size;
}

/* Headers are made of this room's tables but for a few values, which are bugs when they could
 * end a line or, in the policy, a directive. */
static void add_header(struct buffer *head, const char *name, const char *value)
{
	assert(text_is_clean(value, false));
	buffer_add_text(head, name);
	buffer_add_text(head, ": ");
	buffer_add_text(head, value);
	buffer_add_text(head, "\r\n");
}

static void add_security(struct buffer *head, const struct response *response)
{
	for (size_t i = 0; i < sizeof(security_headers) / sizeof(security_headers[0]); i++) {
		const char *extra = security_headers[i].policy ? response->form_action : NULL;
		const char *value = security_headers[i].value;

		if (security_headers[i].when_secure && !response->secure)
			continue;
		if (response->file.name && security_headers[i].policy)
			value = FILE_POLICY;
		if (!extra || response->file.name) {
			add_header(head, security_headers[i].name, value);
			continue;
		}
		assert(text_starts(extra, "https://") && !strpbrk(extra, " ;,'\"\r\n"));
		buffer_add_format(head, "%s: %s %s\r\n", security_headers[i].name, value, extra);
	}
}

static void add_outcome(struct buffer *head, const struct response *response)
{
	if (response->status == STATUS_SEE_OTHER) {
		assert(response->location && path_is_local(response->location));
		add_header(head, "Location", response->location);
	}
	if (response->status == STATUS_METHOD_NOT_ALLOWED)
		add_header(head, "Allow", response->allow ? response->allow : "GET, HEAD");
	if (response->retry_after > 0)
		buffer_add_format(head, "Retry-After: %lld\r\n", (long long)response->retry_after);
}

/* Pages differ by language and visitor under one address: without no-store they may be kept,
 * but are asked for again. */
static void add_caching(struct buffer *head, const struct response *response)
{
	add_header(head, "Cache-Control", response->private ? "no-store" : "no-cache");
	add_header(head, "Vary", "Accept-Language, Cookie");
}

/* The name twice (RFC 6266, appendix D): in ASCII for old browsers, without what they might take
 * for an end or an escape, and as it is (RFC 8187). */
static void add_disposition(struct buffer *head, const char *name)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789-._";

	assert(text_is_clean(name, false));
	buffer_add_text(head, "Content-Disposition: attachment; filename=\"");
	for (const char *at = name; *at; at++)
		if (((unsigned char)*at & 0xc0) != 0x80)
			buffer_add_byte(head, *at == ' ' || strchr(plain, *at) ? *at : '_');
	buffer_add_text(head, "\"; filename*=UTF-8''");
	for (const char *at = name; *at; at++)
		if (strchr(plain, *at))
			buffer_add_byte(head, *at);
		else
			buffer_add_format(head, "%%%02X", (unsigned)(unsigned char)*at);
	buffer_add_text(head, "\r\n");
}

static void add_content(struct buffer *head, const struct response *response)
{
	if (response->status == STATUS_NO_CONTENT)
		return;
	add_header(head, "Content-Type", media_types[response->media]);
	if (response->file.name)
		add_disposition(head, response->file.name);
	buffer_add_text(head, "Content-Length: ");
	buffer_add_unsigned(
		head, response->file.name ? response->file.size : response->body.length);
	buffer_add_text(head, "\r\n");
}

static void write_head(struct buffer *head, const struct response *response)
{
	buffer_add_format(head, "Status: %d %s\r\n", status_code(response->status),
		statuses[response->status].reason);
	add_content(head, response);
	add_outcome(head, response);
	add_caching(head, response);
	add_security(head, response);
	for (size_t i = 0; i < response->cookie_count; i++)
		cookie_write(head, &response->cookies[i], response->secure);
	buffer_add_text(head, "\r\n");
	assert(!head->overflow);
}

/* The length is out: whoever gets less than it sees that something is missing. */
static void send_file(const struct response *response, struct gateway *gateway)
{
	char chunk[FILE_CHUNK];
	size_t left = response->file.size;

	while (left > 0) {
		ssize_t got = read(response->file.descriptor, chunk,
			left < sizeof(chunk) ? left : sizeof(chunk));

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) {
			log_event("file cut", "missing=%zu", left);
			return;
		}
		if (!gateway_write(gateway, chunk, (size_t)got))
			return;
		left -= (size_t)got;
	}
}

enum result response_send(const struct response *response, struct gateway *gateway, bool head_only)
{
	const struct buffer *body = &response->body;
	struct buffer head;

	if (body->overflow) {
		log_event("response-too-large", "most=%d", RESPONSE_BODY_MOST);
		return BROKEN;
	}
	buffer_init(&head, HEAD_MOST);
	write_head(&head, response);
	(void)gateway_write(gateway, head.bytes, head.length);
	buffer_free(&head);
	if (head_only || response->status == STATUS_NO_CONTENT)
		return OK;
	if (response->file.name)
		send_file(response, gateway);
	else if (body->length > 0)
		(void)gateway_write(gateway, body->bytes, body->length);
	return OK;
}

#include "http/response.h"

#include "base/log.h"
#include "base/text.h"
#include "http/path.h"

#include <assert.h>
#include <string.h>

#define HEAD_MOST 32768

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

static const char *const media_types[] = {
	[MEDIA_HTML] = "text/html; charset=UTF-8",
	[MEDIA_JSON] = "application/json",
	[MEDIA_TEXT] = "text/plain; charset=UTF-8",
};

/* What every answer carries (security.md, Headers).  The policy has the form's targets last,
 * where one more may be appended. */
#define POLICY                                                                                     \
	"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "          \
	"font-src 'self'; connect-src 'self'; worker-src 'self'; frame-ancestors 'none'; "         \
	"base-uri 'none'; form-action 'self'"

static const struct {
	const char *name, *value;
	bool when_secure; /* over https only */
	bool form_action; /* followed by the response's own */
} security_headers[] = {
	{ .name = "Content-Security-Policy", .value = POLICY, .form_action = true },
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
	*response = (struct response){ .secure = response->secure, .body = body };
}

void response_free(struct response *response)
{
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

/* Headers are made of this room's tables but for a few values, which are bugs when they could
 * end a line or, in the policy, a directive. */
static void add_header(struct buffer *head, const char *name, const char *value)
{
	assert(text_is_clean(value, false));
	buffer_add_format(head, "%s: %s\r\n", name, value);
}

static void add_security(struct buffer *head, const struct response *response)
{
	for (size_t i = 0; i < sizeof(security_headers) / sizeof(security_headers[0]); i++) {
		const char *extra = security_headers[i].form_action ? response->form_action : NULL;

		if (security_headers[i].when_secure && !response->secure)
			continue;
		if (!extra) {
			add_header(head, security_headers[i].name, security_headers[i].value);
			continue;
		}
		assert(text_starts(extra, "https://") && !strpbrk(extra, " ;,'\"\r\n"));
		buffer_add_format(head, "%s: %s %s\r\n", security_headers[i].name,
			security_headers[i].value, extra);
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

static void add_content(struct buffer *head, const struct response *response)
{
	if (response->status == STATUS_NO_CONTENT)
		return;
	add_header(head, "Content-Type", media_types[response->media]);
	buffer_add_format(head, "Content-Length: %zu\r\n", response->body.length);
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
	if (!head_only && body->length > 0 && response->status != STATUS_NO_CONTENT)
		(void)gateway_write(gateway, body->bytes, body->length);
	buffer_free(&head);
	return OK;
}

#include "http/request.h"

#include "base/secret.h"
#include "base/text.h"
#include "http/part.h"
#include "http/path.h"

#include <arpa/inet.h>
#include <assert.h>
#include <string.h>

static const char *const problem_names[PROBLEMS] = {
	[PROBLEM_NONE] = "none",
	[PROBLEM_PATH] = "path",
	[PROBLEM_ENCODING] = "encoding",
	[PROBLEM_NUL] = "nul",
	[PROBLEM_LENGTH] = "length",
	[PROBLEM_TRUNCATED] = "truncated",
	[PROBLEM_TOO_LARGE] = "too-large",
	[PROBLEM_CONTENT_TYPE] = "content-type",
	[PROBLEM_UNKNOWN_FIELD] = "unknown-field",
	[PROBLEM_REPEATED_FIELD] = "repeated-field",
	[PROBLEM_TOO_MANY_FIELDS] = "too-many-fields",
	[PROBLEM_FIELD_TOO_LONG] = "field-too-long",
	[PROBLEM_PART] = "part",
};

const char *problem_name(enum problem problem)
{
	assert(problem < PROBLEMS);
	return problem_names[problem];
}

/* Where a variable goes that is taken over as it is. */
static const struct {
	const char *variable;
	size_t member;
} texts[] = {
	{ "HTTP_HOST", offsetof(struct request, host) },
	{ "HTTP_COOKIE", offsetof(struct request, cookies) },
	{ "HTTP_ACCEPT_LANGUAGE", offsetof(struct request, accept_language) },
	{ "HTTP_SEC_FETCH_SITE", offsetof(struct request, fetch_site) },
	{ "HTTP_ORIGIN", offsetof(struct request, origin) },
	{ "HTTP_REFERER", offsetof(struct request, referrer) },
	{ "HTTP_USER_AGENT", offsetof(struct request, user_agent) },
	{ "HTTP_X_FORWARDED_FOR", offsetof(struct request, forwarded) },
	{ "CONTENT_TYPE", offsetof(struct request, content_type) },
};

static void read_texts(struct request *request, const struct gateway *gateway, struct arena *arena)
{
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const char **member = (const char **)((char *)request + texts[i].member);
		const char *text = gateway_variable(gateway, texts[i].variable);
		size_t length = text ? strnlen(text, REQUEST_HEADER_MOST + 1) : 0;

		if (length == 0 || length > REQUEST_HEADER_MOST)
			continue;
		if (text_is_utf8(text, length) && text_is_clean(text, false))
			*member = arena_copy(arena, text, length);
	}
}

static enum method method_of(const char *name)
{
	if (!name)
		return METHOD_OTHER;
	if (text_equal(name, "GET"))
		return METHOD_GET;
	if (text_equal(name, "HEAD"))
		return METHOD_HEAD;
	return text_equal(name, "POST") ? METHOD_POST : METHOD_OTHER;
}

static enum result refuse(struct request *request, enum problem problem)
{
	request->problem = problem;
	return problem == PROBLEM_TOO_LARGE ? TOO_LARGE : INVALID;
}

/* REQUEST_URI is what the visitor asked for; PATH_INFO, SCRIPT_NAME and QUERY_STRING are what
 * the web server made of it, decoded and rewritten. */
static enum result read_target(
	struct request *request, const struct gateway *gateway, struct arena *arena)
{
	static const enum problem problems[] = {
		[PATH_FINE] = PROBLEM_NONE,
		[PATH_MALFORMED] = PROBLEM_PATH,
		[PATH_NUL] = PROBLEM_NUL,
		[PATH_ENCODING] = PROBLEM_ENCODING,
	};
	const char *target = gateway_variable(gateway, "REQUEST_URI");
	size_t length = target ? strnlen(target, REQUEST_TARGET_MOST + 1) : 0;
	size_t path_length;
	enum path_flaw flaw;

	if (length > REQUEST_TARGET_MOST)
		return refuse(request, PROBLEM_TOO_LARGE);
	if (length == 0)
		return refuse(request, PROBLEM_PATH);
	path_length = strcspn(target, "?");
	flaw = path_read(target, path_length, arena, &request->path);
	if (flaw != PATH_FINE)
		return refuse(request, problems[flaw]);
	if (target[path_length] == '?')
		target += path_length + 1;
	else
		target += path_length;
	if (!text_is_utf8(target, strlen(target)))
		return refuse(request, PROBLEM_ENCODING);
	if (!text_is_clean(target, false))
		return refuse(request, PROBLEM_PATH);
	request->query = arena_text(arena, target);
	return OK;
}

static enum result read_body(struct request *request, struct gateway *gateway, struct arena *arena)
{
	const char *said = gateway_variable(gateway, "CONTENT_LENGTH");
	bool parts = part_type(request->content_type);
	int64_t length;
	char *body;

	if (text_is_empty(said) || said[strspn(said, "0123456789")] != '\0' ||
		(said[0] == '0' && said[1] != '\0'))
		return refuse(request, PROBLEM_LENGTH);
	if (!text_number(said, 0, parts ? INT64_MAX : REQUEST_BODY_MOST, &length))
		return refuse(request, PROBLEM_TOO_LARGE);
	request->content_length = (size_t)length;
	if (parts) {
		request->coming = gateway;
		return OK;
	}
	body = arena_allocate(arena, (size_t)length + 1);
	if (gateway_read(gateway, body, (size_t)length) != (size_t)length)
		return refuse(request, PROBLEM_TRUNCATED);
	request->body = body;
	return OK;
}

static bool is_https(const struct gateway *gateway)
{
	const char *https = gateway_variable(gateway, "HTTPS");

	return https && (text_equal(https, "on") || text_equal(https, "1"));
}

/* An IP address as 16 bytes, so that every spelling of one is equal; IPv4 stands where IPv6
 * keeps it. */
struct address {
	unsigned char bytes[16];
};

static bool address_read(struct address *address, const char *text)
{
	*address = (struct address){ .bytes = { [10] = 0xff, [11] = 0xff } };
	return inet_pton(AF_INET, text, address->bytes + 12) == 1 ||
	       inet_pton(AF_INET6, text, address->bytes) == 1;
}

static bool take_address(struct request *request, const char *text)
{
	struct address address;
	size_t length = text ? strnlen(text, REQUEST_ADDRESS_SIZE) : 0;

	if (length == 0 || length == REQUEST_ADDRESS_SIZE || !address_read(&address, text))
		return false;
	memcpy(request->address, text, length + 1);
	return true;
}

/* mod_unique_id's: letters, digits, - and _, of older Apaches @. */
static bool is_name(const char *text)
{
	size_t length =
		strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@_-");

	return length >= 16 && length < REQUEST_ID_SIZE && text[length] == '\0';
}

void request_name(struct request *request, const struct gateway *gateway)
{
	const char *name = gateway_variable(gateway, "UNIQUE_ID");
	unsigned char random[8];

	if (name != NULL && is_name(name)) {
		memcpy(request->id, name, strlen(name) + 1);
		return;
	}
	secret_random(random, sizeof(random));
	secret_hex(request->id, random, sizeof(random));
}

enum result request_read(struct request *request, struct gateway *gateway, struct arena *arena)
{
	enum result result;

	*request = (struct request){ .path = "", .query = "", .body = "" };
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		*(const char **)((char *)request + texts[i].member) = "";
	request_name(request, gateway);
	request->method = method_of(gateway_variable(gateway, "REQUEST_METHOD"));
	request->https = is_https(gateway);
	(void)take_address(request, gateway_variable(gateway, "REMOTE_ADDR"));
	read_texts(request, gateway, arena);
	result = read_target(request, gateway, arena);
	if (result == OK && request->method == METHOD_POST)
		result = read_body(request, gateway, arena);
	return result;
}

static bool is_proxy(const char *text, const char *const *proxies, size_t count)
{
	struct address address, proxy;

	if (!address_read(&address, text))
		return false;
	for (size_t i = 0; i < count; i++)
		if (address_read(&proxy, proxies[i]) &&
			memcmp(address.bytes, proxy.bytes, sizeof(proxy.bytes)) == 0)
			return true;
	return false;
}

/* Takes the last entry off a list, into the request; false when it is no address. */
static bool take_last(struct request *request, size_t *length)
{
	const char *list = request->forwarded;
	size_t end = *length, start;
	char entry[REQUEST_ADDRESS_SIZE];

	while (end > 0 && list[end - 1] == ' ')
		end--;
	for (start = end; start > 0 && list[start - 1] != ','; start--)
		;
	*length = start > 0 ? start - 1 : 0;
	while (start < end && list[start] == ' ')
		start++;
	if (end - start >= sizeof(entry))
		return false;
	memcpy(entry, list + start, end - start);
	entry[end - start] = '\0';
	return take_address(request, entry);
}

void request_trust(struct request *request, const char *const *proxies, size_t count)
{
	size_t left = strlen(request->forwarded);

	while (left > 0 && is_proxy(request->address, proxies, count) && take_last(request, &left))
		;
}
